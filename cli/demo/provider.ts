import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pairingFault } from './pairing.ts';

/** A block of an assistant message, as the Messages API writes it. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: unknown;
      /** The text of `input` as a stream is to spell it; else without spaces. */
      readonly inputText?: string;
    };

/** One message of a conversation as a client sends it. */
export interface Message {
  readonly role: string;
  readonly content: string | readonly (Record<string, unknown> & { readonly type: string })[];
}

/** A request the provider received. `raw` is what came over the wire, for byte comparisons. */
export interface ProviderRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: Buffer;
  readonly body: {
    readonly model?: string;
    readonly stream?: boolean;
    readonly messages?: readonly Message[];
    readonly tools?: readonly { readonly name: string }[];
    readonly thread?: unknown;
  };
}

/** What the model says next. `cutInBlock` ends the connection inside that block. */
export interface Turn {
  readonly content: readonly Block[];
  readonly stopReason?: string;
  readonly cutInBlock?: number;
}

/** An error answer. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Decides what the model says to a request. */
export type Script = (request: ProviderRequest) => Turn | Refusal;

/** A running provider on loopback. */
export interface Provider {
  readonly url: string;
  /** Every Messages request in order of arrival, count_tokens not included. */
  readonly requests: readonly ProviderRequest[];
  close(): Promise<void>;
}

/**
 * A model provider that speaks the Anthropic Messages wire format and says what a script tells it
 * to. As strict as the real one about calls and their results, so that a gateway that leaves a
 * conversation broken is found out.
 */
export async function startProvider(script: Script): Promise<Provider> {
  const requests: ProviderRequest[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, script, requests);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  script: Script,
  requests: ProviderRequest[],
): Promise<void> {
  const raw = await readBody(request);
  const path = new URL(request.url ?? '/', 'http://provider').pathname;
  if (path === '/v1/models') return sendJson(response, 200, { data: [], has_more: false });
  const body = parseBody(raw);
  if (body === undefined) return refuse(response, invalid('the body is not JSON'));
  if (path === '/v1/messages/count_tokens') return sendJson(response, 200, { input_tokens: 42 });
  if (path !== '/v1/messages') return refuse(response, notFound(path));
  const received = { path, headers: request.headers, raw, body };
  requests.push(received);
  const fault = pairingFault(body.messages ?? []);
  if (fault !== undefined) return refuse(response, invalid(fault));
  const turn = script(received);
  if ('status' in turn) return refuse(response, turn);
  const message = envelope(body.model ?? 'unknown', requests.length);
  if (body.stream === true) await sendStream(response, message, turn);
  else sendReply(response, message, turn);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function parseBody(raw: Buffer): ProviderRequest['body'] | undefined {
  try {
    return JSON.parse(raw.toString('utf8')) as ProviderRequest['body'];
  } catch {
    return undefined;
  }
}

function invalid(message: string): Refusal {
  return { status: 400, type: 'invalid_request_error', message };
}

function notFound(path: string): Refusal {
  return { status: 404, type: 'not_found_error', message: `no such path: ${path}` };
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  const error = { type: refusal.type, message: refusal.message };
  sendJson(response, refusal.status, { type: 'error', error, request_id: 'req_scripted' });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'request-id': 'req_scripted',
  });
  response.end(bytes);
}

function envelope(model: string, ordinal: number): Record<string, unknown> {
  return {
    id: `msg_scripted_${ordinal}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: usage(1),
  };
}

function usage(outputTokens: number): Record<string, number> {
  return {
    input_tokens: 25,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
  };
}

function stopReasonOf(turn: Turn): string {
  const hasCall = turn.content.some((block) => block.type === 'tool_use');
  return turn.stopReason ?? (hasCall ? 'tool_use' : 'end_turn');
}

function sendReply(response: ServerResponse, message: Record<string, unknown>, turn: Turn): void {
  sendJson(response, 200, {
    ...message,
    content: turn.content,
    stop_reason: stopReasonOf(turn),
    usage: usage(30),
  });
}

/** Long enough for what was sent before a cut to have arrived: a reset may discard the rest. */
const cutDelayMs = 200;

async function sendStream(
  response: ServerResponse,
  message: Record<string, unknown>,
  turn: Turn,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'request-id': 'req_scripted',
  });
  sendEvent(response, { type: 'message_start', message });
  sendEvent(response, { type: 'ping' });
  for (const [index, block] of turn.content.entries()) {
    const isCut = turn.cutInBlock === index;
    for (const event of blockEvents(index, block, isCut)) sendEvent(response, event);
    await new Promise((resolve) => setImmediate(resolve));
    if (!isCut) continue;
    await new Promise((resolve) => setTimeout(resolve, cutDelayMs));
    return response.socket?.destroySoon();
  }
  const delta = { stop_reason: stopReasonOf(turn), stop_sequence: null };
  sendEvent(response, { type: 'message_delta', delta, usage: usage(30) });
  sendEvent(response, { type: 'message_stop' });
  response.end();
}

/** One event of a stream. */
type StreamEvent = Record<string, unknown> & { readonly type: string };

function sendEvent(response: ServerResponse, event: StreamEvent): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function* blockEvents(index: number, block: Block, isCut: boolean): Generator<StreamEvent> {
  yield { type: 'content_block_start', index, content_block: emptied(block) };
  for (const delta of deltas(block)) {
    yield { type: 'content_block_delta', index, delta };
    if (isCut) return;
  }
  yield { type: 'content_block_stop', index };
}

function emptied(block: Block): Record<string, unknown> {
  if (block.type === 'text') return { type: 'text', text: '' };
  if (block.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id: block.id, name: block.name, input: {} };
}

function deltas(block: Block): readonly Record<string, unknown>[] {
  if (block.type === 'text')
    return pieces(block.text).map((text) => ({ type: 'text_delta', text }));
  if (block.type === 'thinking')
    return [
      { type: 'thinking_delta', thinking: block.thinking },
      { type: 'signature_delta', signature: block.signature },
    ];
  const json = pieces(block.inputText ?? JSON.stringify(block.input));
  return ['', ...json].map((partial_json) => ({ type: 'input_json_delta', partial_json }));
}

/** Pieces of up to nine characters, never cutting a surrogate pair. */
function pieces(text: string): readonly string[] {
  return text.match(/.{1,9}/gsu) ?? [];
}
