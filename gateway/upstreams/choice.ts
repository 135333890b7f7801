import { gatewayError } from '../errors.ts';
import type { HoldsUntil } from '../providers/dialect.ts';
import type { Stay } from './affinity.ts';
import type { Candidate } from './route.ts';

/** One upstream that may be tried. */
export interface Choice extends Candidate {
  /** Signed thinking is left out of so many of the first messages. */
  readonly strippedUntil: number;
}

/** What decides in which order upstreams are tried. */
export interface ChoiceFacts {
  readonly candidates: readonly Candidate[];
  /** Where the conversation was served last, if that is remembered. */
  readonly stay: Stay | undefined;
  /** Whether it is a turn: only then a model reads the thinking that is in it. */
  readonly isTurn: boolean;
  readonly messages: number;
  readonly isSigned: (from: number) => boolean;
  /** The operator lets thinking be left out, rather than refuse a conversation. */
  readonly stripsThinking: boolean;
}

/**
 * The upstreams to try, in order: where the conversation is at home, then the others that are known
 * to answer. Where none is, the most wanted one: to refuse would help nobody. A conversation with
 * signed thinking has its home only. Throws SENTRELY_ERR_UPSTREAM_BOUND where that is down or gone.
 */
export function chooseFrom(facts: ChoiceFacts, nowMs: number): readonly Choice[] {
  const { candidates, stay } = facts;
  const home = candidates.find(({ upstream }) => upstream.name === stay?.upstream);
  const at = isBound(facts, home) ? boundTo(facts, home, nowMs) : undefined;
  if (at !== undefined) return [{ ...at, strippedUntil: stay?.strippedUntil ?? 0 }];
  const ranked = home === undefined ? candidates : [home, ...candidates.filter((c) => c !== home)];
  const ready = ranked.filter(({ upstream }) => upstream.breaker.isReady);
  const wanted = ready.length === 0 ? ranked.slice(0, 1) : ready;
  const first = stay === undefined ? candidates[0] : home;
  return wanted.map((candidate) => ({
    ...candidate,
    strippedUntil: candidate === first ? (stay?.strippedUntil ?? 0) : strippedElsewhere(facts),
  }));
}

function isBound(facts: ChoiceFacts, home: Candidate | undefined): boolean {
  const { candidates, stay, isTurn, isSigned, stripsThinking } = facts;
  const hasChoice = candidates.length > 1 || (stay !== undefined && home === undefined);
  return hasChoice && isTurn && !stripsThinking && isSigned(stay?.strippedUntil ?? 0);
}

/** A conversation that nobody remembers is taken to be where a fresh one would be. */
function boundTo(
  { candidates, stay }: ChoiceFacts,
  home: Candidate | undefined,
  nowMs: number,
): Candidate | undefined {
  const at = stay === undefined ? candidates[0] : home;
  if (at === undefined) throw boundError(stay?.upstream ?? '', 'is not configured for its model');
  const { name, breaker } = at.upstream;
  if (!breaker.isDown) return at;
  throw boundError(name, 'does not answer', { resetsAtMs: breaker.until ?? nowMs + 1000 });
}

/** SENTRELY_ERR_UPSTREAM_BOUND about an upstream, with the time when it is tried again. */
export function boundError(name: string, what: string, cause?: HoldsUntil | Error): Error {
  return gatewayError('SENTRELY_ERR_UPSTREAM_BOUND', `\`${name}\` ${what}`, cause);
}

/** Thinking that was signed before the move is left out from then on, also what was signed at home. */
function strippedElsewhere({ stay, messages, isSigned }: ChoiceFacts): number {
  const stripped = stay?.strippedUntil ?? 0;
  return isSigned(stripped) ? messages : stripped;
}
