import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the front listens, and its end. */
export interface GithubFront {
  readonly url: string;
  close(): Promise<void>;
}

/** A comment, as much of it as the front looks at. */
interface Comment {
  readonly node_id: string;
  readonly updated_at: string;
}

/**
 * Stands before the emulated GitHub and answers the two questions of approvals that the emulator
 * does not: when a comment was last edited (GraphQL), and which comments of the repository are new.
 * `pullRequest` is the path of the only place where people comment.
 */
export async function startFront(behind: string, pullRequest: string): Promise<GithubFront> {
  const edits = new Map<string, string>();
  const server = createServer((request, response) => {
    void answer(request, response, { behind, pullRequest, edits });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Surroundings {
  readonly behind: string;
  readonly pullRequest: string;
  /** When comments were edited, by node id. */
  readonly edits: Map<string, string>;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  around: Surroundings,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const path = request.url ?? '/';
  if (path === '/graphql') return send(response, 200, lastEdit(body, around.edits));
  if (path.includes('/issues/comments?'))
    return send(response, 200, await newComments(path, request, around));
  const passed = await pass(path, request, around, body);
  if (request.method === 'PATCH' && passed.text.includes('"node_id"'))
    around.edits.set((JSON.parse(passed.text) as Comment).node_id, new Date().toISOString());
  send(response, passed.status, passed.text);
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}

function lastEdit(body: Buffer, edits: ReadonlyMap<string, string>): string {
  const { variables } = JSON.parse(body.toString()) as { variables: { id: string } };
  return JSON.stringify({ data: { node: { lastEditedAt: edits.get(variables.id) ?? null } } });
}

async function newComments(
  path: string,
  request: IncomingMessage,
  around: Surroundings,
): Promise<string> {
  const since = new URL(path, around.behind).searchParams.get('since') ?? '';
  const { text } = await pass(`${around.pullRequest}/comments?per_page=100`, request, around);
  const comments = JSON.parse(text) as readonly Comment[];
  return JSON.stringify(
    comments
      .filter((comment) => comment.updated_at >= since)
      .toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1)),
  );
}

async function pass(
  path: string,
  { method = 'GET', headers }: IncomingMessage,
  { behind }: Surroundings,
  body?: Buffer,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(behind + path, {
    method,
    headers: { authorization: headers.authorization ?? '', 'content-type': 'application/json' },
    ...(body === undefined || body.length === 0 ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}
