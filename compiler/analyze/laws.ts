import type { ToolDeclaration } from '../../dsl/ast.ts';
import type { Analysis } from './analysis.ts';
import { type Formula, type Truth, yes } from './formula.ts';
import type { Argument } from './vocabulary.ts';

/** An answer about all calls. `inconclusive`: there were too many kinds of them to look at. */
export type Answer =
  | { readonly is: 'true' }
  | { readonly is: 'false'; readonly witness: Argument }
  | { readonly is: 'inconclusive' };

/** Whether no call of the tool makes a condition true. */
export function isEmpty(analysis: Analysis, tool: ToolDeclaration, formula: Formula): Answer {
  return never(analysis, tool, [formula], ([truth]) => truth === yes);
}

/** Whether every call that makes one condition true makes another true as well. */
export function implies(
  analysis: Analysis,
  tool: ToolDeclaration,
  formulas: readonly [Formula, Formula],
): Answer {
  return never(analysis, tool, formulas, ([one, other]) => one === yes && other !== yes);
}

/** Whether two conditions are true, false and unknown of the same calls. */
export function isEquivalent(
  analysis: Analysis,
  tool: ToolDeclaration,
  formulas: readonly [Formula, Formula],
): Answer {
  return never(analysis, tool, formulas, ([one, other]) => one !== other);
}

/** Whether no call of the tool brings about truths of a kind. */
export function never(
  analysis: Analysis,
  tool: ToolDeclaration,
  formulas: readonly Formula[],
  isMeant: (truths: readonly Truth[]) => boolean,
): Answer {
  const side = { params: analysis.entry(tool).params, rules: [], layers: [] };
  const { list, isComplete } = analysis.situations(side, formulas);
  const witness = list.find(({ more }) => isMeant(more));
  if (witness !== undefined) return { is: 'false', witness };
  return { is: isComplete ? 'true' : 'inconclusive' };
}
