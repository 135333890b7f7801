import type { Strand } from './affinity.ts';
import type { AttemptFailure } from './outcome.ts';
import type { Candidate } from './route.ts';
import type { ClientRequest, Headers } from './transport.ts';
import type { BegunAnswer } from './upstream.ts';

/** A request to be asked of some upstream. */
export interface Asked extends Pick<ClientRequest, 'method' | 'path' | 'model' | 'isStream'> {
  readonly candidates: readonly Candidate[];
  /** The headers to send to an upstream that has a credential of its own, or not. */
  readonly headers: (hasCredential: boolean) => Headers;
  /** The body, without signed thinking in so many of its first messages. */
  readonly body: (strippedUntil: number) => Buffer | null;
  /** Null for a request that belongs to no conversation. */
  readonly strand: Strand | null;
  /** Whether it is a turn of its conversation: then it is remembered where it was served. */
  readonly isTurn: boolean;
  /** Number of messages, and whether thinking is signed in any from one on. */
  readonly messages: number;
  readonly isSigned: (from: number) => boolean;
  /** Whether its dialect knows how to leave thinking out. */
  readonly canStrip: boolean;
  readonly signal: AbortSignal;
  /** Told of every attempt that is not the answer. Its failure is the request's. */
  readonly failed: (attempt: FailedAttempt) => Promise<void>;
  /**
   * Asked before another upstream is tried although the one before may have been billed. Rejects
   * where that must not be.
   */
  readonly again: () => Promise<void>;
}

/** One attempt that is not the answer. */
export interface FailedAttempt {
  readonly upstream: string;
  readonly failure: AttemptFailure;
  /** Null where the upstream did not answer. */
  readonly status: number | null;
  /** From sending to the failure, in milliseconds. */
  readonly tookMs: number;
}

/** The answer of the upstream that was asked last, whatever its status. */
export interface Served extends BegunAnswer {
  readonly upstream: string;
  /** What that upstream was told for the model. */
  readonly model: string;
  /** The upstream that failed first; null where the first one answered. */
  readonly failoverFrom: string | null;
}
