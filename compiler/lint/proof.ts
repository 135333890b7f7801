import { cases } from '../analyze/laws.ts';
import { judge, type Judgement } from '../analyze/judge.ts';
import type { Question, Truth } from '../analyze/question.ts';
import type { Subject } from '../subject.ts';
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
  const { must, may, judgement } = kind;
  const fires = must[at] === true || may[at] === true;
  const less = (truths: readonly boolean[]) => truths.map((truth, index) => index !== at && truth);
  const without = () =>
    fires ? judge(cell.side, { ...kind, must: less(must), may: less(may) }) : judgement;
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

/** What the condition of a rule alone can be, over all calls that it is about. */
export function truthsOf(context: LintContext, placed: PlacedRule): Truths {
  const seen = truthsSeen(context, placed);
  if (seen.has('yes') && seen.has('no')) return { truths: seen, isComplete: true };
  const found = placed.subjects.map((subject) => {
    return cases(context.analysis, subject, [questionOf(context, placed, subject)]);
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
    // What nobody can read is met by rules that are about something else.
    if (!placed.subjects.includes(cell.subject)) continue;
    const question = questionOf(context, placed, cell.subject);
    const isFiring = (kind: Kind) => kind.must[at] === true || kind.may[at] === true;
    const firing = cell.kinds.filter(isFiring).slice(0, seenMax);
    const others = cell.kinds.filter((kind) => !isFiring(kind)).slice(0, seenMax);
    for (const kind of [...firing, ...others]) seen.add(context.analysis.truthOn(question, kind));
  }
  return seen;
}

/** Its commands, `when`, and not `unless`. */
function questionOf({ analysis }: LintContext, { rule }: PlacedRule, subject: Subject): Question {
  return analysis.ruleQuestion(rule, subject);
}
