import { no, type Truth, yes } from '../analyze/formula.ts';
import { judge, type Judgement } from '../analyze/judge.ts';
import type { Kind, LintContext, PlacedRule, RuleInCell } from './context.ts';

/** What a rule does about one kind of calls. */
export interface Case {
  readonly kind: Kind;
  readonly truth: Truth;
  /** What would be decided if the rule were not there. */
  readonly without: () => Judgement;
}

/** All kinds of calls that a rule is about; undefined if there are none, or too many to know. */
export function casesOf(context: LintContext, { id }: PlacedRule): readonly Case[] | undefined {
  const places = context.cellsOf(id);
  if (places.length === 0 || places.some(({ cell }) => !cell.isComplete)) return undefined;
  return places.flatMap((place) => place.cell.kinds.map((kind) => caseOf(place, kind)));
}

function caseOf({ cell, at }: RuleInCell, kind: Kind): Case {
  const { truths, barred, judgement } = kind;
  const truth = truths[at] ?? no;
  const without = () => {
    if (truth === no) return judgement;
    const left = truths.map((each, index) => (index === at ? no : each));
    return judge(cell.side, { truths: left, barred });
  };
  return { kind, truth, without };
}

/** Whether a rule can be true at all. */
export function holdsSomewhere(cases: readonly Case[]): boolean {
  return cases.some(({ truth }) => truth === yes);
}

/** Whether two judgements let the same calls through, after the same approvals. */
export function isSame(one: Judgement, other: Judgement): boolean {
  return one.verdict === other.verdict && needs(one) === needs(other);
}

function needs({ approvals }: Judgement): string {
  return [...new Set(approvals.map((approval) => JSON.stringify(approval)))].sort().join();
}

/** Whether a rule could be left out without any call being decided differently. */
export function changesNothing(cases: readonly Case[]): boolean {
  return cases.every(({ kind, without }) => isSame(kind.judgement, without()));
}
