import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the provider received it. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** One request of a batch as the provider keeps it. */
export interface KeptRequest {
  readonly custom_id: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The results of a batch, in the pieces that they are to be sent in; `cut` ends the connection, a promise is waited for. */
export type Results = (
  requests: readonly KeptRequest[],
) => Iterable<string | Buffer | Promise<void> | typeof cut>;

/** Ends the connection where it stands among {@link Results}. */
export const cut = { isCut: true } as const;

/** A provider of message batches on loopback: what is created has ended, results come from a script. */
export interface BatchProvider {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** Results of every batch from now on. */
  results: Results;
  /** Answers every request with this status from now on; undefined ends that. */
  failing: number | undefined;
  /** Tells this id in place of every other from now on; undefined ends that. */
  tellingId: string | undefined;
  /** Creates a batch as somebody else who has the provider's key. */
  createElsewhere(): string;
  close(): Promise<void>;
}

interface Kept {
  readonly id: string;
  readonly requests: readonly KeptRequest[];
  isCanceled: boolean;
}

export async function startBatchProvider(results: Results): Promise<BatchProvider> {
  const arrived: Arrived[] = [];
  const kept = new Map<string, Kept>();
  const state = { results, failing: undefined as number | undefined };
  const told = { id: undefined as string | undefined };
  let count = 0;
  const asTold = () => (told.id === undefined ? {} : { id: told.id });
  const add = (requests: readonly KeptRequest[]): Kept => {
    count += 1;
    const batch = { id: `msgbatch_${count}`, requests, isCanceled: false };
    kept.set(batch.id, batch);
    return batch;
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '', url: path = '', headers } = request;
    arrived.push({ method, path, headers, body });
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    if (state.failing !== undefined) return sendError(response, state.failing);
    const [, id = '', behind = ''] =
      /^\/v1\/messages\/batches(?:\/([^/?]+))?(?:\/([^/?]+))?(?:\?beta=true)?$/.exec(path) ?? [];
    if (method === 'POST' && id === '') {
      const { requests } = JSON.parse(body.toString()) as { requests: readonly KeptRequest[] };
      return sendJson(response, statusOf({ ...add(requests), ...asTold() }, origin));
    }
    const batch = kept.get(id);
    if (batch === undefined) return sendError(response, 404);
    if (method === 'DELETE') {
      kept.delete(id);
      return sendJson(response, { id, type: 'message_batch_deleted' });
    }
    if (behind === 'results') return await sendResults(response, state.results(batch.requests));
    if (behind === 'cancel') batch.isCanceled = true;
    sendJson(response, statusOf({ ...batch, ...asTold() }, origin));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    get results() {
      return state.results;
    },
    set results(changed) {
      state.results = changed;
    },
    get failing() {
      return state.failing;
    },
    set failing(status) {
      state.failing = status;
    },
    get tellingId() {
      return told.id;
    },
    set tellingId(id) {
      told.id = id;
    },
    createElsewhere: () => add([]).id,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function statusOf({ id, requests, isCanceled }: Kept, origin: string): object {
  return {
    id,
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: { processing: 0, succeeded: requests.length },
    cancel_initiated_at: isCanceled ? '2026-11-24T00:00:00Z' : null,
    // Where the provider would have them fetched: past the gateway.
    results_url: `${origin}/v1/messages/batches/${id}/results`,
  };
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_batch' });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end('{"type":"error","error":{"type":"scripted_error","message":"as told"}}');
}

async function sendResults(response: ServerResponse, pieces: ReturnType<Results>): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-jsonl' });
  for (const piece of pieces) {
    if (piece === cut) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      response.socket?.destroySoon();
      return;
    }
    if (piece instanceof Promise) await piece;
    else if (!response.write(piece))
      await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

let messages = 0;

/** A line of results for a request that succeeded. */
export function succeeded(
  customId: string,
  content: readonly object[],
  usage: object = { input_tokens: 25, output_tokens: 30 },
): string {
  messages += 1;
  const message = {
    id: `msg_${messages}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-4-5',
    content,
    stop_reason: 'end_turn',
    usage,
  };
  return `${JSON.stringify({ custom_id: customId, result: { type: 'succeeded', message } })}\n`;
}

export function call(id: string, name: string, input: object): object {
  return { type: 'tool_use', id, name, input };
}

export const said = (text: string): object => ({ type: 'text', text });
