import { Pool } from 'undici';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { gatewayError } from '../errors.ts';
import type { ProviderName } from '../providers/dialect.ts';
import { Breaker, type BreakerLimits, type BreakerState } from './breaker.ts';
import { type ModelNames, modelNames, nameAmong } from './model-name.ts';
import { hasCredential, type UpstreamSettings } from './settings.ts';
import type {
  ClientRequest,
  Transport,
  UpstreamKind,
  WireAnswer,
  WireRequest,
} from './transport.ts';
import { WireCall } from './wire-call.ts';

/** What operators see of an upstream. */
export interface UpstreamHealth {
  readonly name: string;
  readonly kind: UpstreamKind;
  readonly state: BreakerState;
  /** Whether it was asked anything yet. */
  readonly isUsed: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** RFC 3339; until when no request is sent there. Null where requests are. */
  readonly until: string | null;
}

/** An answer that has begun. */
export interface BegunAnswer extends WireAnswer {
  /** Gives it up unread. */
  discard(): void;
}

/** The request never left, or the upstream did not take it: nothing can have been billed. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** Connections to one upstream; a stream holds one while it lasts. */
const connectionsMax = 256;

/** Time to reach the upstream at all. Its answer may take as long as the model thinks. */
const connectMs = 10_000;

/** What an upstream needs from the gateway. */
export interface UpstreamSurroundings {
  readonly limits: BreakerLimits;
  readonly now: () => number;
  /** Told when it is no longer asked, and when it is again. */
  readonly changed: (health: UpstreamHealth) => void;
}

/** One place that models are served from: its transport, its connections, its health. */
export class Upstream {
  readonly name: string;
  readonly kind: UpstreamKind;
  readonly weight: number;
  /** The client's credential stays here. */
  readonly hasCredential: boolean;
  readonly breaker: Breaker;
  readonly #models: ModelNames;
  readonly #transport: Transport;
  readonly #pool: Pool;

  /** Does not connect before it is used. */
  constructor(
    settings: UpstreamSettings,
    transport: Transport,
    { limits, now, changed }: UpstreamSurroundings,
  ) {
    this.name = settings.name;
    this.kind = settings.kind;
    this.weight = settings.weight;
    this.hasCredential = settings.credential !== undefined || hasCredential(settings);
    this.breaker = new Breaker(limits, now, () => changed(this.health));
    this.#models = modelNames(settings.models);
    this.#transport = transport;
    // Time limits on heads and bodies are off: clients have their own.
    this.#pool = new Pool(transport.origin, {
      connections: connectionsMax,
      connect: { timeout: connectMs },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  get provider(): ProviderName {
    return this.#transport.provider;
  }

  get health(): UpstreamHealth {
    const { state, isUsed, failures, until } = this.breaker;
    const { name, kind } = this;
    return {
      name,
      kind,
      state,
      isUsed,
      failures,
      until: until === null ? null : new Date(until).toISOString(),
    };
  }

  /** Whether it has a path of its dialect, given without query. */
  serves(path: string): boolean {
    return this.#transport.serves(path);
  }

  /** What it is to be told for a model; undefined where it does not serve it. */
  modelFor(model: string): string | undefined {
    return nameAmong(this.#models, model);
  }

  /**
   * Sends one request and resolves when an answer begins, whatever it says. Rejects with
   * {@link NotSent} or another error (an upstream may then have read the request), each with its cause,
   * and with the SentrelyErrors of a transport.
   */
  async send(asked: ClientRequest, signal: AbortSignal): Promise<BegunAnswer> {
    const request = await this.#request(asked, signal);
    const call = new WireCall(signal, () => this.breaker.failed());
    try {
      this.#pool.dispatch(
        // What is compressed could not be checked byte by byte.
        { ...request, headers: { ...request.headers, 'accept-encoding': 'identity' } },
        call,
      );
      const { status, headers } = await call.head;
      const answer = await this.#transport.answer({ status, headers, body: call }, asked);
      return { ...answer, discard: () => call.discard() };
    } catch (cause) {
      throw this.#failure(call, cause);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #request(asked: ClientRequest, signal: AbortSignal): Promise<WireRequest> {
    try {
      return await this.#transport.request(asked, signal);
    } catch (cause) {
      const isPassing =
        cause instanceof SentrelyError && cause.code === 'SENTRELY_ERR_UPSTREAM_UNREACHABLE';
      throw isPassing ? new NotSent('no credential could be fetched', { cause }) : cause;
    }
  }

  /** What is told of a call without an answer; an answer that could not be read says so itself. */
  #failure(call: WireCall, cause: unknown): unknown {
    call.discard();
    if (call.hasBegun) return cause;
    return call.hasLeft
      ? gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE', undefined, cause)
      : new NotSent('the request did not leave', { cause });
  }
}
