import type { ToolDeclaration } from '../../dsl/ast.ts';
import { cases } from '../analyze/laws.ts';
import { judge, type Judgement } from '../analyze/judge.ts';
import { allOf, alwaysTrue, opposite, type Question, type Truth } from '../analyze/question.ts';
import type { Kind, LintContext, PlacedRule, RuleInCell } from './context.ts';

/** What a rule does about one kind of calls. */
export interface Case {
  readonly kind: Kind;
  /** Whether the rule has a say: a deny or ask that may be true, an allow that surely is. */
  readonly fires: boolean;
  /** What would be decided if the rule were not there. */
  readonly without: () => Judgement;
}

/** All kinds of calls that a rule is about; undefined if there are none, or too many to know. */
export function casesOf(context: LintContext, { id }: PlacedRule): readonly Case[] | undefined {
  const places = context.cellsOf(id);
  if (places.length === 0 || places.some(({ cell }) => !cell.isComplete)) return undefined;
  return places.flatMap((place) => place.cell.kinds.map((kind) => caseOf(place, kind)));
}

/** What a rule does about one kind of calls of a cell. */
export function caseOf({ cell, at }: RuleInCell, kind: Kind): Case {
  const { must, may, barred, judgement } = kind;
  const fires = must[at] === true || may[at] === true;
  const less = (truths: readonly boolean[]) => truths.map((truth, index) => index !== at && truth);
  const without = () =>
    fires ? judge(cell.side, { must: less(must), may: less(may), barred }) : judgement;
  return { kind, fires, without };
}

/** Whether two judgements let the same calls through, after the same approvals. */
export function isSame(one: Judgement, other: Judgement): boolean {
  return one.verdict === other.verdict && needs(one) === needs(other);
}

function needs({ approvals }: Judgement): string {
  return [...new Set(approvals.map((approval) => JSON.stringify(approval)))].sort().join();
}

/** Whether a rule could be left out without any call being decided differently. */
export function changesNothing(found: readonly Case[]): boolean {
  return found.every(({ kind, without }) => isSame(kind.judgement, without()));
}

/** Whether some call makes the condition of a rule true. */
export function holdsSomewhere(context: LintContext, placed: PlacedRule): boolean {
  return truthsOf(context, placed).truths.has('yes');
}

/** Truths that some call brings about. Where `yes` and `no` are among them, others may be missing. */
export interface Truths {
  readonly truths: ReadonlySet<Truth>;
  readonly isComplete: boolean;
}

/** What the condition of a rule alone can be, over all calls of its tools. */
export function truthsOf(context: LintContext, placed: PlacedRule): Truths {
  const seen = truthsSeen(context, placed);
  if (seen.has('yes') && seen.has('no')) return { truths: seen, isComplete: true };
  const found = placed.tools.map((tool) => {
    return cases(context.analysis, tool, [questionOf(context, placed, tool)]);
  });
  return {
    truths: new Set(found.flatMap(({ list }) => list.flatMap(({ truths }) => truths))),
    isComplete: found.every(({ isComplete }) => isComplete),
  };
}

/** So many calls of each kind usually show what a search for all kinds would find. */
const seenMax = 8;

/** Truths about calls that are known anyway. */
function truthsSeen(context: LintContext, placed: PlacedRule): ReadonlySet<Truth> {
  const seen = new Set<Truth>();
  for (const { cell, at } of context.cellsOf(placed.id)) {
    const question = questionOf(context, placed, cell.tool);
    const isFiring = (kind: Kind) => kind.must[at] === true || kind.may[at] === true;
    const firing = cell.kinds.filter(isFiring).slice(0, seenMax);
    const others = cell.kinds.filter((kind) => !isFiring(kind)).slice(0, seenMax);
    for (const kind of [...firing, ...others]) seen.add(context.analysis.truthOn(question, kind));
  }
  return seen;
}

/** `when` and not `unless`. */
function questionOf(
  { analysis }: LintContext,
  { rule: { when, unless } }: PlacedRule,
  tool: ToolDeclaration,
): Question {
  const holds = when === undefined ? alwaysTrue : analysis.question(when, tool);
  return unless === undefined ? holds : allOf([holds, opposite(analysis.question(unless, tool))]);
}
