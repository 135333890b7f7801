import type { IncomingHttpHeaders } from 'node:http';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { NotSent } from './upstream.ts';

/**
 * What became of one attempt. `refused`: the upstream answered that it cannot. `unsent`: nothing
 * reached it. `lost`: it had the request and gave no answer, so it may have been billed.
 */
export type AttemptFailure = 'refused' | 'unsent' | 'lost';

/** Statuses that say nothing about the request: another upstream may well answer it. */
const passingStatuses: ReadonlySet<number> = new Set([500, 502, 503, 529]);

/** How long an upstream is left alone that refuses for its rate and does not say how long, in milliseconds. */
const pauseMs = 5000;

/** What an error status means for the upstream and for the request. */
export interface StatusMeaning {
  /** Another upstream may be tried. */
  readonly isPassing: boolean;
  /** It counts against the upstream's health. */
  readonly isFailure: boolean;
  /** The upstream is left alone for so long; null where it is not. */
  readonly pauseMs: number | null;
}

const fine: StatusMeaning = { isPassing: false, isFailure: false, pauseMs: null };

/**
 * A rate that is over within `patienceMs` is the client's to wait for: it keeps the cache that another
 * upstream would not have. Statuses that blame the request or the credential never move it: that
 * would hide what is to be mended.
 */
export function meaningOf(
  status: number,
  headers: IncomingHttpHeaders,
  patienceMs: number,
  nowMs: number,
): StatusMeaning {
  if (status === 429) {
    const waitMs = retryAfterMs(headers, nowMs);
    if (waitMs !== null && waitMs <= patienceMs) return fine;
    return { isPassing: true, isFailure: false, pauseMs: waitMs ?? pauseMs };
  }
  if (status < 500) return fine;
  return { isPassing: passingStatuses.has(status), isFailure: true, pauseMs: null };
}

/** What `retry-after` asks for, in milliseconds; null where it asks for nothing that is one. */
function retryAfterMs(headers: IncomingHttpHeaders, nowMs: number): number | null {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const stated = headers['retry-after'];
  if (stated === undefined || stated === '') return null;
  const seconds = Number(stated);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const until = Date.parse(stated);
  return Number.isNaN(until) ? null : Math.max(0, until - nowMs);
}

/** Errors that are raised before any upstream has the request. */
const beforehand: ReadonlySet<string> = new Set([
  'SENTRELY_ERR_UPSTREAM_CREDENTIAL',
  'SENTRELY_ERR_UPSTREAM_REQUEST',
  'SENTRELY_ERR_UPSTREAM_PATH',
  'SENTRELY_ERR_UPSTREAM_BOUND',
  'SENTRELY_ERR_MODEL_UNROUTED',
]);

/** Whether an error says that no upstream had the request, so that nothing can have been billed. */
export function isUnasked(error: unknown): boolean {
  return (
    error instanceof SentrelyError && (error.cause instanceof NotSent || beforehand.has(error.code))
  );
}
