import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { GatewayConfig } from '../config.ts';
import { gatewayError } from '../errors.ts';
import type { Asked } from './asked.ts';
import type { Choice } from './choice.ts';
import { beginStream, type BegunStream } from './first-chunk.ts';
import { meaningOf } from './outcome.ts';
import type { ClientRequest } from './transport.ts';
import { type BegunAnswer, NotSent, type Upstream } from './upstream.ts';

/** What came of asking one upstream once. */
export type Attempt =
  | {
      readonly kind: 'answer';
      readonly answer: BegunAnswer;
      /** The status, or that of the error that the stream begins with. */
      readonly status: number;
      /** Another upstream may answer better. */
      readonly isPassing: boolean;
    }
  | {
      readonly kind: 'none';
      readonly status: null;
      /** `lost`: it may have had the request, and billed it. */
      readonly failure: 'unsent' | 'lost';
      readonly error: Error;
    };

/** How an attempt is made. */
export interface AttemptSurroundings {
  readonly failover: GatewayConfig['failover'];
  readonly now: () => number;
  /** Another upstream could be asked: one that says nothing is then not waited for without end. */
  readonly hasNext: boolean;
}

/**
 * Asks one upstream once, and lets its health know what came of it. Rejects with what is not the
 * upstream's fault.
 */
export async function attempt(
  asked: Asked,
  choice: Choice,
  surroundings: AttemptSurroundings,
): Promise<Attempt> {
  const { upstream } = choice;
  const leave = upstream.breaker.enter();
  const { hasNext, failover } = surroundings;
  const silence = hasNext && asked.isStream ? new Silence(failover.silence_ms) : undefined;
  const signal =
    silence === undefined ? asked.signal : AbortSignal.any([asked.signal, silence.signal]);
  try {
    const answer = await upstream.send(requestFor(asked, choice), signal);
    if (silence === undefined) return judged(upstream, answer, answer.status, surroundings);
    const { status, body } = await begunBody(answer);
    return judged(upstream, { ...answer, body }, status, surroundings);
  } catch (error) {
    const failed = failureIn(error);
    const isCounted = error instanceof BrokeOff && silence?.signal.aborted !== true;
    if (!asked.signal.aborted && !isCounted) upstream.breaker.failed();
    return failed;
  } finally {
    silence?.end();
    leave();
  }
}

function requestFor(asked: Asked, { upstream, model, strippedUntil }: Choice): ClientRequest {
  return {
    method: asked.method,
    path: asked.path,
    headers: asked.headers(upstream.hasCredential),
    body: asked.body(strippedUntil),
    model: asked.model,
    upstreamModel: model,
    isStream: asked.isStream,
  };
}

function judged(
  { breaker }: Upstream,
  answer: BegunAnswer,
  status: number,
  { failover, now }: AttemptSurroundings,
): Attempt {
  const meaning = meaningOf(status, answer.headers, failover.retry_after_ms, now());
  if (meaning.isFailure) breaker.failed();
  else if (status !== 429) breaker.succeeded();
  if (meaning.pauseMs !== null) breaker.pause(meaning.pauseMs);
  return { kind: 'answer', answer, status, isPassing: meaning.isPassing };
}

/** What an error says of an attempt. Throws those that are not about its upstream. */
function failureIn(error: unknown): Attempt {
  if (error instanceof NotSent) return { kind: 'none', status: null, failure: 'unsent', error };
  const isLost =
    error instanceof BrokeOff ||
    (error instanceof SentrelyError && error.code === 'SENTRELY_ERR_UPSTREAM_UNREACHABLE');
  if (!isLost) throw error;
  return { kind: 'none', status: null, failure: 'lost', error };
}

/** Ends an attempt whose upstream says nothing for too long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** A stream that broke off before its first byte, which its upstream's health knows from the body. */
class BrokeOff extends Error {
  override readonly name = 'BrokeOff';
}

/** The body of an answer of which the first bytes are there, and the status that they stand for. */
async function begunBody({ status, body }: BegunAnswer): Promise<BegunStream> {
  if (status !== 200) return { status, body };
  const begun = await beginStream(body).catch((cause: unknown) => {
    throw new BrokeOff('the answer broke off before its first byte', { cause });
  });
  if (begun === null) throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
  return begun;
}
