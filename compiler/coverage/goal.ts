import { quote } from '../../dsl/escape.ts';
import type { Span } from '../../dsl/source.ts';
import type { Coverage, RuleCoverage } from './coverage.ts';

/** One thing that tests should reach: complete coverage is every goal met. */
export interface Goal {
  readonly kind: 'rule' | 'outcome' | 'name';
  readonly span: Span;
  readonly isMet: boolean;
  /** What is said of the goal while it is not met; one line. */
  readonly lack: string;
}

/** Every goal of a coverage: rules with their atoms in the order of the sources, then names. */
export function goalsOf({ rules, names }: Coverage): readonly Goal[] {
  return [
    ...rules.flatMap(ruleGoals),
    ...names.map(({ kind, name, span, calls }): Goal => {
      const lack = `no test ${kind === 'tool' ? 'calls tool' : 'is about agent'} ${quote(name)}`;
      return { kind: 'name', span, isMet: calls > 0, lack };
    }),
  ];
}

function ruleGoals({ id, span, decided, atoms }: RuleCoverage): readonly Goal[] {
  const rule = quote(id);
  const outcomes = atoms.flatMap(({ span, text, seen, toShow }) =>
    toShow.map((outcome): Goal => {
      const lack = `${quote(text)} of ${rule} is never ${outcome}`;
      return { kind: 'outcome', span, isMet: seen[outcome] > 0, lack };
    }),
  );
  const lack = `rule ${rule} never decides`;
  return [{ kind: 'rule', span, isMet: decided > 0, lack }, ...outcomes];
}

/** How many goals there are, and how many of them are met. */
export interface Share {
  readonly met: number;
  readonly goals: number;
}

/** The share of goals that are met. */
export function shareOf(goals: readonly Goal[]): Share {
  return { met: goals.filter(({ isMet }) => isMet).length, goals: goals.length };
}

/** A share in percent, rounded down to a tenth, so that 100 is said only of everything. */
export function percentOf({ met, goals }: Share): number {
  return goals === 0 ? 100 : Math.floor((1000 * met) / goals) / 10;
}
