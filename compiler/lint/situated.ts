import type { ToolDeclaration } from '../../dsl/ast.ts';
import type { Formula, Truth } from '../analyze/formula.ts';
import { judge } from '../analyze/judge.ts';
import type { Argument } from '../analyze/vocabulary.ts';
import type { Verdict } from '../bundle/rules.ts';
import { toolKey } from '../program.ts';
import type { LintContext } from './context.ts';

/** A kind of calls, told apart by one more condition than the rules. */
export interface Situated {
  readonly call: Argument;
  readonly truth: Truth;
  readonly verdict: Verdict;
}

/** All kinds of calls of an agent to a tool with the truth of a condition about them. */
export function situatedIn(
  { analysis }: LintContext,
  { agent, tool, formula }: { agent: string; tool: ToolDeclaration; formula: Formula },
): readonly Situated[] {
  const side = analysis.model.side(agent, toolKey(tool.tool));
  return analysis.situations(side, [formula]).list.flatMap((situation) => {
    const [seen] = situation.sides;
    const [truth] = situation.more;
    if (seen === undefined || truth === undefined) return [];
    return [{ call: situation, truth, verdict: judge(side, seen).verdict }];
  });
}
