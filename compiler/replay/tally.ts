import type { Verdict } from '../bundle/rules.ts';
import type { Outcome } from '../evaluate/decision.ts';
import { type FlipKind, flipKind, flipKinds, subjectOf } from './flip.ts';
import type { RecordedCall } from './line.ts';

/** Flips of one group that are kept as examples. */
const samplesMax = 3;

/** A verdict, and the rules that brought it about, sorted. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly rules: readonly string[];
}

/** Calls of one agent that are decided differently, all for the same reasons. */
export interface FlipGroup {
  readonly kind: FlipKind;
  readonly agent: string;
  /** The tools and actions that brought about the stricter verdict. */
  readonly subject: string;
  readonly base: Ruling;
  readonly head: Ruling;
  readonly count: number;
  /** The first ones. */
  readonly samples: readonly RecordedCall[];
}

/** What became of recorded calls. */
export interface Tallied {
  readonly calls: number;
  readonly counts: Readonly<Record<FlipKind, number>>;
  /** Those that allow more first, then the largest. */
  readonly groups: readonly FlipGroup[];
}

/** Counts calls that two sides decide, and groups those that flip. */
export class Tally {
  #calls = 0;
  readonly #groups = new Map<string, FlipGroup>();

  /** Takes in what both sides decided about a call. */
  add(call: RecordedCall, base: Outcome, head: Outcome): void {
    this.#calls++;
    const kind = flipKind(base, head);
    if (kind === undefined) return;
    const about = {
      kind,
      agent: call.agent,
      subject: subjectOf(call, base, head),
      base: rulingOf(base),
      head: rulingOf(head),
    };
    const key = JSON.stringify(about);
    const { count, samples } = this.#groups.get(key) ?? { count: 0, samples: [] };
    const kept = samples.length < samplesMax ? [...samples, call] : samples;
    this.#groups.set(key, { ...about, count: count + 1, samples: kept });
  }

  /** What was counted so far. */
  report(): Tallied {
    const rank = ({ kind }: FlipGroup): number => flipKinds.indexOf(kind);
    const groups = [...this.#groups.values()].sort(
      (left, right) => rank(left) - rank(right) || right.count - left.count,
    );
    const countOf = (kind: FlipKind): number =>
      groups.reduce((sum, group) => sum + (group.kind === kind ? group.count : 0), 0);
    return {
      calls: this.#calls,
      counts: {
        'newly-allowed': countOf('newly-allowed'),
        'approval-changed': countOf('approval-changed'),
        'newly-asking': countOf('newly-asking'),
        'newly-denied': countOf('newly-denied'),
      },
      groups,
    };
  }
}

function rulingOf({ verdict, rules }: Outcome): Ruling {
  return { verdict, rules: [...new Set(rules.map(({ id }) => id))].sort() };
}
