import type { Permission } from './permission.ts';

/** A permission that the policy does not hold, and why. */
export interface LeftOut {
  readonly effect: Permission['effect'] | 'setting';
  readonly text: string;
  /** A clause, lower case, no final period. */
  readonly reason: string;
}

/** A rule of the policy, and the permissions that it says. */
export interface DraftRule {
  readonly effect: Permission['effect'];
  /** Label of the rule; `allow` rules have none. */
  readonly label: string;
  /** The tools or actions that it is about. */
  readonly tools: readonly string[];
  /** What follows these: commands, ` when ...`. Empty for the whole. */
  readonly clauses: string;
}

/** What became of some permissions. */
export interface Outcome {
  readonly rules: readonly DraftRule[];
  readonly carried: readonly Permission[];
  readonly leftOut: readonly LeftOut[];
}

/** Several outcomes as one. */
export function joinOutcomes(outcomes: readonly Outcome[]): Outcome {
  return {
    rules: outcomes.flatMap(({ rules }) => rules),
    carried: outcomes.flatMap(({ carried }) => carried),
    leftOut: outcomes.flatMap(({ leftOut }) => leftOut),
  };
}

/** A permission that is not carried over. */
export function leaveOut({ effect, text }: Permission, reason: string): LeftOut {
  return { effect, text, reason };
}
