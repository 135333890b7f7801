import type { LoopEntry } from '../../compiler/bundle/rules.ts';

/** A call as the loop guard remembers it. Texts are short hashes. */
export interface SeenCall {
  readonly id: string;
  /** Equal for equal calls: tool and arguments, inert ones left out. */
  readonly same: string;
  readonly tool: string;
  readonly atMs: number;
  readonly isDenied: boolean;
  /** What came back; null until it does. */
  readonly result: {
    readonly hash: string;
    readonly bytes: number;
    readonly isError: boolean;
  } | null;
}

/** How an agent goes round. */
export type LoopKind =
  | 'equal-calls'
  | 'equal-results'
  | 'cycle'
  | 'denial-streak'
  | 'failure-streak';

/** A loop that was seen, and how many calls make it. */
export interface LoopTrip {
  readonly kind: LoopKind;
  readonly calls: number;
  /** Steps of the cycle; 1 for everything else. */
  readonly steps: number;
}

/** Shorter results are alike for good reasons: `ok`, `1`, `File written`. */
const resultBytesMin = 100;

/** A cycle is one after it went round so often; two rounds happen by chance. */
const roundsMin = 3;

const cycleSteps = [2, 3] as const;

/** Calls of a session that are remembered at most. More repeats than that are not told apart. */
export const seenMax = 1000;

/**
 * The first loop that the calls of a session, oldest first, end in. `withinMs` is how far back the
 * guard looks; all five kinds need as many calls as `repeats` says:
 *
 * - one call so many times, whatever was called in between;
 * - one long result so many times in a row of one tool, though the arguments differ;
 * - two or three calls in turn, at least three times round;
 * - so many denials in a row;
 * - so many failed calls in a row.
 */
export function findLoop(
  calls: readonly SeenCall[],
  { repeats, withinMs }: Pick<LoopEntry, 'repeats' | 'withinMs'>,
  nowMs: number,
): LoopTrip | undefined {
  const recent = calls.filter(({ atMs }) => atMs > nowMs - withinMs);
  const last = recent.at(-1);
  if (last === undefined) return undefined;
  const equal = recent.filter(({ same }) => same === last.same).length;
  if (equal >= repeats) return { kind: 'equal-calls', calls: equal, steps: 1 };
  return cycleIn(recent, repeats) ?? streakIn(recent, repeats);
}

function cycleIn(calls: readonly SeenCall[], repeats: number): LoopTrip | undefined {
  for (const steps of cycleSteps) {
    const rounds = Math.max(roundsMin, Math.ceil(repeats / steps));
    const count = rounds * steps;
    if (calls.length < count) continue;
    const tail = calls.slice(-count);
    const isCycle = tail.every(({ same }, at) => at < steps || same === tail[at - steps]?.same);
    if (isCycle) return { kind: 'cycle', calls: count, steps };
  }
  return undefined;
}

function streakIn(calls: readonly SeenCall[], repeats: number): LoopTrip | undefined {
  const trip = (kind: LoopKind): LoopTrip => ({ kind, calls: repeats, steps: 1 });
  if (endsIn(calls, repeats, ({ isDenied }) => isDenied)) return trip('denial-streak');
  const answered = calls.filter(({ isDenied, result }) => !isDenied && result !== null);
  const last = answered.at(-1);
  if (endsIn(answered, repeats, ({ result }) => result?.isError === true))
    return trip('failure-streak');
  const isSame = ({ tool, result }: SeenCall): boolean =>
    tool === last?.tool &&
    result?.hash === last.result?.hash &&
    (result?.bytes ?? 0) >= resultBytesMin;
  return endsIn(answered, repeats, isSame) ? trip('equal-results') : undefined;
}

function endsIn(
  calls: readonly SeenCall[],
  count: number,
  is: (call: SeenCall) => boolean,
): boolean {
  return calls.length >= count && calls.slice(-count).every(is);
}

/** A sentence on a loop, for the agent and for people. */
export function loopSentence({ kind, calls, steps }: LoopTrip): string {
  const what: Readonly<Record<LoopKind, string>> = {
    'equal-calls': `the same call was made ${calls} times`,
    'equal-results': `the same tool gave the same result ${calls} times in a row`,
    cycle: `the same ${steps} calls were made in turn ${calls / steps} times`,
    'denial-streak': `${calls} calls in a row were denied`,
    'failure-streak': `${calls} calls in a row failed`,
  };
  return `The loop guard tripped: ${what[kind]}.`;
}
