import type { IncomingHttpHeaders } from 'node:http';
import type { WireAnswer } from '../../upstreams/transport.ts';
import { oneChunk, readJson } from '../cloud/anthropic-error.ts';
import type { FailureReply } from '../dialect.ts';
import { scanJson } from '../../json/scan.ts';
import { type Frame, SseFramer } from '../sse.ts';
import { scanAnswer } from '../stream-event.ts';
import { eventStreamType } from './answer.ts';
import { exceptionOf } from './failure.ts';
import { chunkMessage, exceptionMessage } from './model-event.ts';

// Answers in the dialect's own words, as a client of Bedrock reads them.

/** Writes an event stream of Anthropic's as messages of AWS, one for each event. */
export class FrameWriter {
  readonly #framer = new SseFramer();
  readonly #write: (bytes: Uint8Array) => Promise<void>;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** Writes the events that `bytes` completes. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#send(this.#framer.push(bytes));
  }

  /** Writes an event that ended without its blank line. */
  async end(): Promise<void> {
    const rest = this.#framer.end();
    if (rest !== null) await this.#send([rest]);
  }

  async #send(frames: readonly Frame[]): Promise<void> {
    const messages = frames.flatMap((frame) => messageOf(frame));
    if (messages.length > 0) await this.#write(Buffer.concat(messages));
  }
}

/** An event in a message of its own, its JSON byte for byte; nothing for a comment. */
function messageOf({ data }: Frame): readonly Buffer[] {
  if (data === null) return [];
  const json = scanAnswer(data);
  if (json.get('type')?.text !== 'error') return [chunkMessage(data)];
  const error = json.get('error');
  const name = exceptionOf(error?.get('type')?.text ?? '');
  return [exceptionMessage(name, error?.get('message')?.text ?? '')];
}

/** The headers of a stream. */
export function streamHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return {
    ...withRequestId(headers),
    'content-type': eventStreamType,
    'x-amzn-bedrock-content-type': 'application/json',
  };
}

/** An error of the provider's. */
export async function clientError({ status, headers, body }: WireAnswer): Promise<WireAnswer> {
  const message = (await readJson(body))?.get('error')?.get('message')?.text;
  return {
    status,
    headers: { ...withRequestId(headers), ...errorHeaders(status) },
    body: oneChunk(JSON.stringify({ message: message ?? `the provider answered ${status}` })),
  };
}

/** A refusal of ours. */
export function clientFailure({ status, headers, body }: FailureReply): FailureReply {
  const message = scanJson(Buffer.from(body)).get('error')?.get('message')?.text ?? '';
  return {
    status,
    headers: { ...headers, ...errorHeaders(status) },
    body: JSON.stringify({ message }),
  };
}

function withRequestId(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const id = headers['request-id'];
  return id === undefined ? headers : { ...headers, 'x-amzn-requestid': String(id) };
}

const exceptionsByStatus: ReadonlyMap<number, string> = new Map([
  [400, 'ValidationException'],
  [401, 'AccessDeniedException'],
  [402, 'AccessDeniedException'],
  [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'],
  [413, 'ValidationException'],
  [429, 'ThrottlingException'],
  [504, 'ModelTimeoutException'],
  [529, 'ServiceUnavailableException'],
]);

/** Clients of AWS decide by the name of the exception. */
function errorHeaders(status: number): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'x-amzn-errortype': exceptionsByStatus.get(status) ?? 'InternalServerException',
  };
}
