import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the provider received it. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A file as the provider keeps it. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Answers whatever is not about files; what it leaves unanswered is 404. */
type Others = (arrived: Arrived, response: ServerResponse) => Promise<void> | void;

/** A provider of files on loopback. It reads forms with the parser of `fetch`, not with ours. */
export interface FileProvider {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** By id. */
  readonly kept: ReadonlyMap<string, KeptFile>;
  others: Others;
  /** Answers every request about files with this status from now on; undefined ends that. */
  failing: number | undefined;
  /** Tells this id in place of every other from now on; undefined ends that. */
  tellingId: string | undefined;
  /** Waited for before an upload is answered. */
  uploading: Promise<void> | undefined;
  /** Sends the content of files in place of its own way. */
  sending: ((response: ServerResponse) => Promise<void> | void) | undefined;
  /** Has a file that somebody else with the provider's key uploaded, or a tool made. */
  keep(name: string, content?: string): string;
  close(): Promise<void>;
}

const filePath = /^\/v1\/files(?:\/([^/?]+))?(\/content)?(?:\?beta=true)?$/;

export async function startFileProvider(): Promise<FileProvider> {
  const arrived: Arrived[] = [];
  const kept = new Map<string, KeptFile>();
  let count = 0;
  const add = (name: string, type: string, content: Buffer): KeptFile => {
    count += 1;
    const file = { id: `file_011C${count}`, name, type, content };
    kept.set(file.id, file);
    return file;
  };
  const upload = async (one: Arrived, response: ServerResponse): Promise<void> => {
    const [name, file] = await readForm(one);
    if (name !== 'file') return sendError(response, 400);
    await provider.uploading;
    sendFile(response, add(file.name, file.type, Buffer.from(await file.arrayBuffer())));
  };
  const answer = async (
    one: Arrived,
    response: ServerResponse,
    [, id = '', behind]: readonly (string | undefined)[],
  ): Promise<void> => {
    if (provider.failing !== undefined) return sendError(response, provider.failing);
    if (one.method === 'POST') return await upload(one, response);
    const file = kept.get(id);
    if (file === undefined) return sendError(response, 404);
    if (one.method === 'DELETE') {
      kept.delete(file.id);
      return sendJson(response, { id: provider.tellingId ?? file.id, type: 'file_deleted' });
    }
    if (behind === undefined) return sendFile(response, file);
    if (provider.sending !== undefined) return await provider.sending(response);
    response.writeHead(200, { 'content-type': file.type, 'request-id': 'req_file' });
    response.end(file.content);
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: Buffer.concat(chunks) };
    arrived.push(one);
    const found = filePath.exec(path);
    if (found !== null) return await answer(one, response, found);
    await provider.others(one, response);
    if (!response.headersSent) sendError(response, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sendFile = (response: ServerResponse, { id, name, type, content }: KeptFile): void =>
    sendJson(response, {
      type: 'file',
      id: provider.tellingId ?? id,
      filename: name,
      mime_type: type,
      size_bytes: content.length,
      created_at: '2026-11-24T00:00:00Z',
      downloadable: true,
    });
  const provider: FileProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    kept,
    others: () => {},
    failing: undefined,
    tellingId: undefined,
    uploading: undefined,
    sending: undefined,
    keep: (name, content = name) => add(name, 'text/plain', Buffer.from(content)).id,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

/** The one part of a form. */
async function readForm({ headers, body }: Arrived): Promise<readonly [string, File]> {
  const type = headers['content-type'] ?? '';
  const form = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  const [part, ...more] = [...(await form.formData())];
  if (part === undefined || typeof part[1] === 'string' || more.length > 0)
    throw new Error('not the form of a file');
  return [part[0], part[1]];
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_file' });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end('{"type":"error","error":{"type":"scripted_error","message":"as told"}}');
}

/** A message of the provider's with this content. */
export function sendMessage(response: ServerResponse, content: readonly object[]): void {
  sendJson(response, messageOf(content));
}

/** The same as an event stream. */
export function streamMessage(response: ServerResponse, content: readonly object[]): void {
  const { content: _, ...message } = messageOf(content) as { readonly content: unknown };
  const events: object[] = [{ type: 'message_start', message: { ...message, content: [] } }];
  for (const [index, block] of content.entries())
    events.push(
      { type: 'content_block_start', index, content_block: block },
      { type: 'content_block_stop', index },
    );
  events.push({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} });
  events.push({ type: 'message_stop' });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events as readonly { readonly type: string }[])
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
}

function messageOf(content: readonly object[]): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-4-5',
    content,
    stop_reason: 'end_turn',
    usage: { input_tokens: 5, output_tokens: 5 },
  };
}
