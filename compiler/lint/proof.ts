import { cases } from '../analyze/laws.ts';
import { judge, type Judgement } from '../analyze/judge.ts';
import type { Truth } from '../analyze/question.ts';
import type { ApprovalEntry } from '../bundle/rules.ts';
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
  if (one === other) return true;
  return one.verdict === other.verdict && needs(one) === needs(other);
}

/** The same judgement and the same approval are compared for every rule. */
const needed = new WeakMap<Judgement, string>();
const texts = new WeakMap<ApprovalEntry, string>();

function needs(judgement: Judgement): string {
  const known =
    needed.get(judgement) ?? [...new Set(judgement.approvals.map(approvalText))].sort().join();
  needed.set(judgement, known);
  return known;
}

function approvalText(approval: ApprovalEntry): string {
  const text = texts.get(approval) ?? JSON.stringify(approval);
  texts.set(approval, text);
  return text;
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

/** Several laws ask for the truths of the same rule. */
const known = new WeakMap<PlacedRule, Truths>();

/** What the condition of a rule alone can be, over all calls that it is about. */
export function truthsOf(context: LintContext, placed: PlacedRule): Truths {
  const truths = known.get(placed) ?? findTruths(context, placed);
  known.set(placed, truths);
  return truths;
}

function findTruths(context: LintContext, placed: PlacedRule): Truths {
  const seen = truthsSeen(context, placed);
  if (seen.has('yes') && seen.has('no')) return { truths: seen, isComplete: true };
  const { analysis } = context;
  const found = placed.subjects.map((subject) => {
    return cases(analysis, subject, [analysis.ruleQuestion(placed.rule, subject)]);
  });
  return {
    truths: new Set(found.flatMap(({ list }) => list.flatMap(({ truths }) => truths))),
    isComplete: found.every(({ isComplete }) => isComplete),
  };
}

/** So many calls of each kind usually show what a search for all kinds would find. */
const seenMax = 8;

/** Truths about calls that are known anyway: `yes` and `no` end the search. */
function truthsSeen(context: LintContext, placed: PlacedRule): ReadonlySet<Truth> {
  const seen = new Set<Truth>();
  for (const { cell, rule, at } of context.cellsOf(placed.id)) {
    // What nobody can read is met by rules that are about something else.
    if (!placed.subjects.includes(cell.subject)) continue;
    const isFiring = (kind: Kind) => kind.must[at] === true || kind.may[at] === true;
    const firing = cell.kinds.filter(isFiring).slice(0, seenMax);
    const others = cell.kinds.filter((kind) => !isFiring(kind)).slice(0, seenMax);
    // Mostly the first of both kinds show all there is to know.
    for (const kind of [...firing.slice(0, 1), ...others, ...firing.slice(1)]) {
      seen.add(context.analysis.truthOn(rule.when, kind));
      if (seen.has('yes') && seen.has('no')) return seen;
    }
  }
  return seen;
}
