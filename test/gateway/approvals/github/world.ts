import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator, type Emulator } from 'emulate';
import { App, Octokit } from 'octokit';
import type { AuditEvent } from '../../../../gateway/audit/event.ts';
import type { Ask, Asked } from '../../../../gateway/approvals/desk.ts';
import { type GithubApprovals, openGithub } from '../../../../gateway/approvals/github/open.ts';
import { openSqliteState } from '../../../../gateway/state/sqlite/state.ts';
import type { State } from '../../../../gateway/state/state.ts';
import { bindingOf, requirementOf } from '../fixtures.ts';
import { Front } from './front.ts';

const people = ['root', 'gateway', 'ada', 'grace', 'mallory'] as const;
export type Person = (typeof people)[number];

const secret = 'webhook-secret-of-the-test';
const repository = { owner: 'acme', repo: 'approvals' };

/** A gateway's approvals as one process has them. */
export interface Office extends GithubApprovals {
  readonly state: State;
  stop(): Promise<void>;
}

/** The servers a world is made of. */
interface WorldParts {
  readonly emulator: Emulator;
  readonly front: Front;
  readonly url: string;
  readonly server: Server;
}

/** A webhook as it arrived. */
interface Delivery {
  readonly body: Buffer;
  readonly headers: Record<string, string | string[] | undefined>;
}

/**
 * GitHub (emulated), a repository whose comments are delivered by signed webhooks over HTTP, people
 * with tokens, and a gateway's approvals on a SQLite file. Ada and Grace are in team acme/platform.
 */
export class World {
  readonly events: AuditEvent[] = [];
  readonly errors: unknown[] = [];
  readonly deliveries: Delivery[] = [];
  /** Added to the real time: emulated comments carry the real time. */
  offsetMs = 0;
  /** While set, webhooks get lost. */
  isDeaf = false;
  /** The process that webhooks reach. */
  office: Office;
  readonly #emulator: Emulator;
  readonly #front: Front;
  /** The address of GitHub. */
  readonly #url: string;
  readonly #server: Server;
  readonly #folder: string;
  readonly #issue: number | undefined;

  private constructor(parts: WorldParts, issue: number | undefined) {
    this.#emulator = parts.emulator;
    this.#front = parts.front;
    this.#url = parts.url;
    this.#server = parts.server;
    this.#issue = issue;
    this.#folder = mkdtempSync(join(tmpdir(), 'sentrely-approvals-'));
    this.office = this.openOffice();
  }

  static async create(options: { readonly hasFixedIssue: boolean }): Promise<World> {
    const emulator = await createEmulator({ service: 'github', port: 0, seed });
    const front = new Front(emulator.url);
    const url = await front.listen();
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issue = await prepare(
      emulator,
      (server.address() as AddressInfo).port,
      options.hasFixedIssue,
    );
    const world = new World({ emulator, front, url, server }, issue);
    world.#listen();
    return world;
  }

  async close(): Promise<void> {
    await this.office.stop();
    this.#front.close();
    await this.#emulator.close();
    this.#server.close();
    this.#server.closeAllConnections();
    rmSync(this.#folder, { recursive: true });
  }

  now = (): number => Date.now() + this.offsetMs;

  /** Another process on the same file. */
  openOffice(): Office {
    const state = openSqliteState(join(this.#folder, 'state.db'));
    const approvals = openGithub(
      {
        repository: 'acme/approvals',
        ...(this.#issue === undefined ? {} : { issue: this.#issue }),
        token: 'gateway',
        webhookSecrets: ['an-older-secret', secret],
        apiUrl: this.#url,
      },
      {
        store: state.approvals,
        deliveries: state.deliveries,
        record: async (event) => this.events.push(event),
        now: this.now,
        report: (error) => this.errors.push(error),
        connection: { isThrottled: false },
        commentsMs: 0,
        pollMs: 50,
      },
    );
    const stop = async () => {
      await approvals.close();
      await state.close();
    };
    return { ...approvals, state, stop };
  }

  async restart(): Promise<void> {
    await this.office.stop();
    this.office = this.openOffice();
  }

  async ask(change: Partial<Ask> = {}): Promise<Extract<Asked, { kind: 'open' }>> {
    const asked = await this.office.desk.open({
      binding: bindingOf(),
      requirements: [requirementOf({ approvers: [{ kind: 'team', team: 'acme/platform' }] })],
      owner: null,
      ...change,
    });
    if (asked.kind !== 'open') throw new Error(asked.reason);
    return asked;
  }

  api(person: Person): Octokit {
    return new Octokit({
      auth: person,
      baseUrl: this.#url,
      throttle: { enabled: false },
      retry: { enabled: false },
    });
  }

  /** Posts a comment where the card stands and waits until the gateway has judged it. */
  async say(person: Person, body: string, issue = 1): Promise<number> {
    const { data } = await this.api(person).rest.issues.createComment({
      ...repository,
      issue_number: issue,
      body,
    });
    await this.judged('created', data.id);
    return data.id;
  }

  async sayAsApp(body: string): Promise<number> {
    const key = this.#emulator.generatedSecrets[0]?.value ?? '';
    const app = new App({
      appId: 12345,
      privateKey: key,
      Octokit: Octokit.defaults({ baseUrl: this.#url, throttle: { enabled: false } }),
    });
    const octokit = await app.getInstallationOctokit(100);
    const { data } = await octokit.rest.issues.createComment({
      ...repository,
      issue_number: 1,
      body,
    });
    await this.judged('created', data.id);
    return data.id;
  }

  async edit(person: Person, id: number, body: string): Promise<void> {
    await this.api(person).rest.issues.updateComment({ ...repository, comment_id: id, body });
    await this.judged('edited', id);
  }

  async remove(person: Person, id: number): Promise<void> {
    await this.api(person).rest.issues.deleteComment({ ...repository, comment_id: id });
    await this.judged('deleted', id);
  }

  async leaveTeam(person: Person): Promise<void> {
    await this.api('root').rest.teams.removeMembershipForUserInOrg({
      org: 'acme',
      team_slug: 'platform',
      username: person,
    });
  }

  /** The text of the card that was posted last. */
  async card(issue = 1): Promise<string> {
    await this.office.desk.idle();
    const { data } = await this.api('root').rest.issues.listComments({
      ...repository,
      issue_number: issue,
    });
    return data.filter((comment) => comment.user?.login === 'gateway').at(-1)?.body ?? '';
  }

  async userId(person: Person): Promise<number> {
    return (await this.api('root').rest.users.getByUsername({ username: person })).data.id;
  }

  /** What the audit log holds of a kind. */
  recorded(kind: AuditEvent['kind']): readonly AuditEvent[] {
    return this.events.filter((event) => event.kind === kind);
  }

  /** Hands a delivery over again, as GitHub does when asked to redeliver. */
  async redeliver(
    delivery: Delivery,
    guid = delivery.headers['x-github-delivery'],
  ): Promise<number> {
    const headers = { ...delivery.headers, 'x-github-delivery': guid };
    const { status } = await this.office.webhook.handle(delivery.body, headers);
    await this.office.webhook.idle();
    return status;
  }

  /** The delivery about a comment, once it has arrived and its vote was judged. */
  async judged(action: string, commentId: number): Promise<Delivery> {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = this.deliveries.find(({ body }) => {
        const event = JSON.parse(body.toString()) as { action: string; comment?: { id: number } };
        return event.action === action && event.comment?.id === commentId;
      });
      if (found !== undefined) {
        await this.office.webhook.idle();
        await this.office.desk.idle();
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no delivery says that comment ${commentId} was ${action}`);
  }

  #listen(): void {
    this.#server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        if (this.isDeaf) {
          this.deliveries.push({ body, headers: request.headers });
          response.writeHead(503).end();
          return;
        }
        void this.office.webhook.handle(body, request.headers).then(
          (answer) => {
            this.deliveries.push({ body, headers: request.headers });
            response.writeHead(answer.status).end(answer.body);
          },
          () => response.writeHead(503).end(),
        );
      });
    });
  }
}

const seed = {
  tokens: Object.fromEntries(
    people.map((login) => [login, { login, scopes: ['repo', 'admin:org', 'admin:repo_hook'] }]),
  ),
  github: {
    users: people.map((login) => ({ login })),
    orgs: [{ login: 'acme', members: [{ login: 'root', role: 'admin' }] }],
    repos: [{ owner: 'acme', name: 'approvals' }],
    apps: [
      {
        app_id: 12345,
        slug: 'helper',
        name: 'Helper',
        permissions: { issues: 'write', pull_requests: 'write' },
        installations: [{ installation_id: 100, account: 'acme', repository_selection: 'all' }],
      },
    ],
  },
};

/** The team, the webhook and, if wanted, the one issue. */
async function prepare(
  emulator: Emulator,
  port: number,
  hasIssue: boolean,
): Promise<number | undefined> {
  const root = new Octokit({ auth: 'root', baseUrl: emulator.url, throttle: { enabled: false } });
  await root.rest.teams.create({ org: 'acme', name: 'platform' });
  for (const username of ['ada', 'grace'])
    await root.request('PUT /orgs/{org}/teams/{team_slug}/memberships/{username}', {
      org: 'acme',
      team_slug: 'platform',
      username,
      role: 'member',
    });
  await root.rest.repos.createWebhook({
    ...repository,
    config: { url: `http://127.0.0.1:${port}/`, content_type: 'json', secret },
    events: ['issue_comment'],
  });
  if (!hasIssue) return undefined;
  return (await root.rest.issues.create({ ...repository, title: 'Approvals' })).data.number;
}
