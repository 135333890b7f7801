import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A comment as this server keeps it. Times are RFC 3339 in whole seconds, as GitHub's are. */
export interface StoredComment {
  readonly id: number;
  body: string;
  user: { readonly id: number; readonly login: string; readonly type: string } | null;
  performed_via_github_app?: unknown;
  readonly issue: number;
  readonly created_at: string;
  updated_at: string;
  lastEditedAt: string | null;
}

/**
 * The part of GitHub that the emulator lacks, as GitHub documents it: whole seconds, the list of all
 * comments of a repository with `since` and ETag, GraphQL, roles, invitations, refusals.
 */
export class StrictGithub {
  readonly comments: StoredComment[] = [];
  /** Answers by path, taken instead of the real one while set. */
  readonly failures = new Map<string, number>();
  /** Membership of `org/team/login`. */
  readonly memberships = new Map<string, 'active' | 'pending'>();
  readonly roles = new Map<
    string,
    { readonly role_name: string; readonly permission: string; readonly id: number }
  >();
  readonly requests: string[] = [];
  hasGraphql = true;
  /** How often the answer was that nothing has changed. */
  unchanged = 0;
  isSilent = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  add(change: Partial<StoredComment> & { readonly body: string }, atMs: number): StoredComment {
    const time = secondOf(atMs);
    const comment: StoredComment = {
      id: 9000 + this.comments.length,
      user: { id: 1001, login: 'ada', type: 'User' },
      performed_via_github_app: null,
      issue: 1,
      created_at: time,
      updated_at: time,
      lastEditedAt: null,
      ...change,
    };
    this.comments.push(comment);
    return comment;
  }

  /** As the API writes it. */
  show(comment: StoredComment): Record<string, unknown> {
    const { lastEditedAt: _, issue, ...shown } = comment;
    return {
      ...shown,
      node_id: `IC_${comment.id}`,
      html_url: `https://github.test/acme/approvals/issues/${issue}#issuecomment-${comment.id}`,
      issue_url: `https://api.github.test/repos/acme/approvals/issues/${issue}`,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Body);
    const url = new URL(request.url ?? '/', 'http://local');
    const route = `${request.method ?? ''} ${url.pathname}`;
    this.requests.push(route);
    if (this.isSilent) return;
    const failure = this.failures.get(route);
    if (failure !== undefined) return send(response, failure, { message: 'failed' });
    this.#route(route, url, { request, response, body });
  }

  #route(route: string, url: URL, { request, response, body }: Exchange): void {
    if (route === 'GET /user')
      return send(response, 403, { message: 'Resource not accessible by integration' });
    if (route === 'POST /graphql') return this.#graphql(response, body);
    if (route === 'GET /repos/acme/approvals/issues/comments')
      return this.#list(request, response, url);
    const posted = /^POST \/repos\/acme\/approvals\/issues\/(\d+)\/comments$/.exec(route);
    if (posted !== null) {
      const user = { id: 1, login: 'sentrely[bot]', type: 'Bot' };
      const comment = this.add(
        {
          body: body.body ?? '',
          issue: Number(posted[1]),
          user,
          performed_via_github_app: { id: 1 },
        },
        Date.now(),
      );
      return send(response, 201, this.show(comment));
    }
    const one = /^(GET|PATCH) \/repos\/acme\/approvals\/issues\/comments\/(\d+)$/.exec(route);
    if (one !== null) return this.#one(response, Number(one[2]), body);
    const team = /^GET \/orgs\/(.+)\/teams\/(.+)\/memberships\/(.+)$/.exec(route);
    const state = team === null ? undefined : this.memberships.get(team.slice(1).join('/'));
    if (state !== undefined) return send(response, 200, { state, role: 'member' });
    const person = /^GET \/repos\/acme\/approvals\/collaborators\/(.+)\/permission$/.exec(
      route,
    )?.[1];
    const role = person === undefined ? undefined : this.roles.get(person);
    if (role !== undefined)
      return send(response, 200, { ...role, user: { id: role.id, login: person } });
    send(response, 404, { message: 'Not Found' });
  }

  #one(response: ServerResponse, id: number, body: Body): void {
    const comment = this.comments.find((known) => known.id === id);
    if (comment === undefined) return send(response, 404, { message: 'Not Found' });
    if (body.body !== undefined) comment.body = body.body;
    send(response, 200, this.show(comment));
  }

  #graphql(response: ServerResponse, body: Body): void {
    const comment = this.comments.find(({ id }) => `IC_${id}` === body.variables?.id);
    if (!this.hasGraphql) return send(response, 404, { message: 'Not Found' });
    send(response, 200, { data: { node: { lastEditedAt: comment?.lastEditedAt ?? null } } });
  }

  #list(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const since = url.searchParams.get('since') ?? '';
    const size = Number(url.searchParams.get('per_page'));
    const page = this.comments
      .filter((comment) => Date.parse(comment.updated_at) >= Date.parse(since))
      .sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at))
      .slice(0, size)
      .map((comment) => this.show(comment));
    const etag = `"${createHash('sha256').update(JSON.stringify(page)).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) {
      this.unchanged += 1;
      return send(response, 304, undefined, { etag });
    }
    send(response, 200, page, { etag });
  }
}

interface Body {
  readonly body?: string;
  readonly variables?: { readonly id: string };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Body;
}

/** A time as GitHub writes it: without fractions of a second. */
export function secondOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
