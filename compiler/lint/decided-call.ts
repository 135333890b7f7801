import type { Formula } from '../analyze/formula.ts';
import { judge } from '../analyze/judge.ts';
import type { Argument } from '../analyze/vocabulary.ts';
import type { Verdict } from '../bundle/rules.ts';
import type { LintCell, LintContext } from './context.ts';

/** Whether some call of a cell may be decided so. */
export function mayDecide({ kinds, isComplete }: LintCell, verdict: Verdict): boolean {
  return !isComplete || kinds.some(({ judgement }) => judgement.verdict === verdict);
}

/** A call of a cell for which a condition is true and that is decided so; undefined if none was found. */
export function callDecided(
  { analysis }: LintContext,
  { side }: LintCell,
  { formula, verdict }: { readonly formula: Formula; readonly verdict: Verdict },
): Argument | undefined {
  return analysis.situations(side, [formula]).list.find(({ sides: [seen], more: [isMeant] }) => {
    return seen !== undefined && isMeant === true && judge(side, seen).verdict === verdict;
  });
}
