import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands before the emulated GitHub, which has no GraphQL, and answers the one question of it that
 * approvals ask: when a comment was last edited. Everything else goes through unchanged.
 */
export class Front {
  readonly #behind: string;
  readonly #edits = new Map<string, string>();
  readonly #nodes = new Map<string, string>();
  readonly #server: Server;

  constructor(behind: string) {
    this.#behind = behind;
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.url === '/graphql') return this.#answerEdit(body, response);
    const { method = 'GET', url = '/' } = request;
    const answer = await fetch(this.#behind + url, {
      method,
      headers: headersOf(request),
      ...(body.length === 0 ? {} : { body }),
    });
    const text = await answer.text();
    this.#notice(method, url, text);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(text);
  }

  #answerEdit(body: Buffer, response: ServerResponse): void {
    const { variables } = JSON.parse(body.toString()) as { variables: { id: string } };
    const comment = this.#nodes.get(variables.id);
    const node = comment === undefined ? null : { lastEditedAt: this.#edits.get(comment) ?? null };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { node } }));
  }

  #notice(method: string, url: string, text: string): void {
    const comment = /\/issues\/comments\/(\d+)$/.exec(url)?.[1];
    if (comment === undefined || text === '') return;
    if (method === 'PATCH') this.#edits.set(comment, new Date().toISOString());
    const { node_id: node } = JSON.parse(text) as { node_id?: string };
    if (node !== undefined) this.#nodes.set(node, comment);
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['authorization', 'accept', 'content-type']) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}
