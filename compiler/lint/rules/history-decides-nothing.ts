import { quote } from '../../../dsl/escape.ts';
import type { Condition } from '../../../dsl/ast.ts';
import { and } from '../../analyze/formula.ts';
import { compareCount } from '../../evaluate/history.ts';
import { subjectsMeant } from '../../subject.ts';
import { conditionsOf } from '../conditions.ts';
import { kindOf, type LintContext, type PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';

type Past = Extract<Condition, { kind: 'after' | 'count' }>;

/** An `after` or `count` that comes to the same whatever happened before. */
export const historyDecidesNothing: LintRule = {
  code: 'history-decides-nothing',
  severity: 'warning',
  title: 'what happened before can make no difference',
  explanation:
    'A count is never below zero, so that a comparison with it may hold always or never. And only what was released counts: what the rules deny to an agent in every case it has never done. The condition then looks at a past that cannot be.',
  bad: exampleFile(
    'policy p for agent dev { allow Fetch when .url.host == "example.org" rule r ask Fetch when after Deploy }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Fetch when .url.host == "example.org" allow Deploy when .stage == "test" rule r ask Fetch when after Deploy }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      for (const condition of conditionsOf(placed.rule)) {
        if (condition.kind !== 'after' && condition.kind !== 'count') continue;
        const said =
          constantOf(condition) ??
          (isPossible(context, placed, condition) ? undefined : impossible);
        if (said === undefined) continue;
        yield {
          span: condition.span,
          message: `this ${quote(condition.kind)} in ${ruleText(placed)} ${said}`,
          help:
            said === impossible
              ? 'correct what it watches for, or remove it'
              : 'correct the number',
        };
      }
    }
  },
};

const impossible = 'watches for what no call may do: every one is denied';

/** What a comparison with a count always comes to. */
function constantOf(condition: Past): string | undefined {
  if (condition.kind === 'after') return undefined;
  const { operator, value } = condition;
  const holds = (count: number): boolean =>
    compareCount({ least: count, most: count }, operator, value) === 'yes';
  // Beyond its number a comparison does not change.
  const counts = [0, 1, value - 1, value, value + 1];
  const answers = new Set(counts.filter((count) => count >= 0).map(holds));
  if (answers.size > 1) return undefined;
  return answers.has(true) ? 'is true of every past' : 'is true of no past';
}

/** Whether some call that is watched for may be released to some agent that the rule is for. */
function isPossible(context: LintContext, placed: PlacedRule, { event }: Past): boolean {
  const { analysis, program } = context;
  const agents = new Set(context.cellsOf(placed.id).flatMap(({ cell }) => cell.agents));
  if (agents.size === 0) return true;
  for (const subject of subjectsMeant(program, [event.target])) {
    const { may } = analysis.ruleQuestion(
      { targets: [event.target], when: event.where, unless: undefined },
      subject,
    );
    for (const agent of agents) {
      const side = analysis.model.side(agent, subject.key);
      const { list, isComplete } = analysis.situations(side, [and([may])]);
      const isReleased = list.some(
        (situation) =>
          situation.more[0] === true && kindOf(side, situation).judgement.verdict !== 'deny',
      );
      if (!isComplete || isReleased) return true;
    }
  }
  return false;
}
