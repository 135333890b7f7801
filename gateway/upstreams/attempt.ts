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
  /** Another upstream could be asked: one that says nothing is then not waited for so long. */
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
  const silence = new Silence(asked.signal);
  silence.begin(silenceMs(asked, surroundings));
  try {
    const answer = await upstream.send(requestFor(asked, choice), silence.signal);
    const begun = await begin(answer, asked, { ...surroundings, upstream, silence });
    return judged(upstream, { ...answer, body: begun.body }, begun.status, surroundings);
  } catch (error) {
    const failed = failureIn(silence.isOver ? silence.told(error) : error);
    const isCounted = error instanceof BrokeOff && !silence.isOver;
    if (!asked.signal.aborted && !isCounted) upstream.breaker.failed();
    return failed;
  } finally {
    silence.end();
    leave();
  }
}

/** How long an upstream may say nothing at all: a model thinks on before it gives a reply in one piece. */
function silenceMs({ isStream }: Asked, { hasNext, failover }: AttemptSurroundings): number {
  if (!hasNext) return failover.last_silence_ms;
  return isStream ? failover.silence_ms : failover.reply_silence_ms;
}

/** Whether a stream has begun is seen where another upstream could begin it instead. */
async function begin(
  answer: BegunAnswer,
  { isStream }: Asked,
  about: AttemptSurroundings & { readonly upstream: Upstream; readonly silence: Silence },
): Promise<BegunStream> {
  const { status, body } = answer;
  if (!isStream) return { status, body: whole(body, about) };
  return about.hasNext ? await begunBody(answer) : { status, body };
}

/** A reply in one piece, of which the rest must come in time too. */
async function* whole(
  body: AsyncIterable<Uint8Array>,
  {
    upstream,
    silence,
    failover,
  }: AttemptSurroundings & { readonly upstream: Upstream; readonly silence: Silence },
): AsyncGenerator<Uint8Array> {
  silence.begin(failover.last_silence_ms);
  try {
    yield* body;
  } catch (error) {
    if (!silence.isOver) throw error;
    upstream.breaker.failed();
    throw silence.told(error);
  } finally {
    silence.end();
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

/** Ends an attempt whose upstream says nothing for too long, or that nobody waits for any more. */
class Silence {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #ms = 0;
  /** Whether it was too long. */
  isOver = false;

  constructor(outer: AbortSignal) {
    const pass = (): void => this.#controller.abort(outer.reason);
    if (outer.aborted) pass();
    else outer.addEventListener('abort', pass, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  begin(ms: number): void {
    this.#ms = ms;
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#controller.abort();
    }, ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** The error of an attempt that it ended, saying why. A request that did not even leave stays one. */
  told(cause: unknown): unknown {
    if (cause instanceof NotSent) return cause;
    const detail = `nothing came within ${this.#ms / 1000} s`;
    return gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE', detail, cause);
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
