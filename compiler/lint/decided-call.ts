import type { Formula } from '../analyze/formula.ts';
import { judge } from '../analyze/judge.ts';
import type { Argument } from '../analyze/vocabulary.ts';
import type { Verdict } from '../bundle/rules.ts';
import type { Subject } from '../subject.ts';
import type { LintContext } from './context.ts';

/** A condition on the calls of one agent of one subject. */
export interface Situation {
  readonly agent: string;
  readonly subject: Subject;
  readonly formula: Formula;
}

/** A call for which a condition is true and that is decided so; undefined if none was found. */
export function callDecided(
  { analysis }: LintContext,
  { agent, subject, formula }: Situation,
  verdict: Verdict,
): Argument | undefined {
  const side = analysis.model.side(agent, subject.key);
  return analysis.situations(side, [formula]).list.find(({ sides: [seen], more: [isMeant] }) => {
    return seen !== undefined && isMeant === true && judge(side, seen).verdict === verdict;
  });
}
