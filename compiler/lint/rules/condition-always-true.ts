import type { Condition } from '../../../dsl/ast.ts';
import { conditionsIn } from '../../condition-parts.ts';
import { exampleFile } from '../example.ts';
import { ruleText } from '../place.ts';
import { truthsOf } from '../proof.ts';
import type { LintRule } from '../rule.ts';

/** A condition that is false of no call. */
export const conditionAlwaysTrue: LintRule = {
  code: 'condition-always-true',
  severity: 'warning',
  title: 'a condition excludes nothing',
  explanation:
    'The condition is false of no call: it is true of all that can be read. Whoever reads the rule will believe that it is limited.',
  bad: exampleFile('policy p for agent dev { allow Deploy when .count > 5 or not (.count > 5) }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .count <= 5 }'),
  *find(context) {
    for (const placed of context.rules) {
      const { when, unless } = placed.rule;
      const condition = when ?? unless;
      const { truths, isComplete } = truthsOf(context, placed);
      // Where a value comes from is never known not to be so: what is unknown grants and excuses nothing.
      if (condition === undefined || !isComplete || readsOrigin(condition)) continue;
      if (truths.has('no') || !truths.has('yes')) continue;
      yield {
        span: condition.span,
        message: `the condition of ${ruleText(placed)} is false of no call`,
        note: 'excludes nothing',
        help: 'correct the condition, or remove it',
      };
    }
  },
};

function readsOrigin(condition: Condition): boolean {
  return conditionsIn(condition).some(({ kind }) => kind === 'from');
}
