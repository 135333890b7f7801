import { keyOf } from '../../analyze/question.ts';
import type { LintContext, PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';

/** An allow and a deny of exactly the same calls. */
export const rulesContradict: LintRule = {
  code: 'rules-contradict',
  severity: 'error',
  title: 'one rule allows exactly what another denies',
  explanation:
    'Both rules are about the same tool and have the same condition, so the deny always wins and the allow is for nothing. One of the two authors is in for a surprise.',
  bad: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "prod" }\npolicy q for agent dev { allow Read rule no-prod deny Deploy when .stage in ["prod"] }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "test" }\npolicy q for agent dev { allow Read rule no-prod deny Deploy when .stage in ["prod"] }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      const deny = contradicting(context, placed);
      if (deny === undefined) continue;
      yield {
        span: headOf(placed.rule),
        message: `${ruleText(deny)} denies exactly what ${ruleText(placed)} allows`,
        labels: [{ span: headOf(deny.rule), text: 'denied here' }],
        help: 'remove one of the two',
      };
    }
  },
};

/** A deny with the very condition of an allow, for the same tool and agent. */
export function contradicting(
  context: LintContext,
  { id, rule }: PlacedRule,
): PlacedRule | undefined {
  if (rule.effect !== 'allow') return undefined;
  const denies = context
    .cellsOf(id)
    .flatMap(({ cell, rule: { when } }) =>
      cell.side.rules.filter(
        (other) => other.effect === 'deny' && keyOf(other.when) === keyOf(when),
      ),
    );
  if (denies.length === 0) return undefined;
  return context.rules.find((each) => denies.some((other) => other.id === each.id));
}
