import { truthsOf } from '../proof.ts';
import { headOf, ruleText } from '../place.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { isByOrigin, isCancelled } from './unless-cancels.ts';

/** A rule whose condition no call can make true. */
export const ruleNeverHolds: LintRule = {
  code: 'rule-never-holds',
  severity: 'error',
  title: 'a rule can never be true',
  explanation:
    'No call makes the condition true, whatever its arguments. An allow then grants nothing, and a deny forbids nothing, whatever it seems to say.',
  bad: exampleFile('policy p for agent dev { allow Deploy when .count > 5 and .count < 3 }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .count > 3 and .count < 5 }'),
  *find(context) {
    for (const placed of context.rules) {
      const { when, unless } = placed.rule;
      const { truths, isComplete } = truthsOf(context, placed);
      if (truths.size === 0 || truths.has('yes') || !isComplete) continue;
      if (isCancelled(context, placed)) continue;
      if (unless !== undefined && isByOrigin(unless)) continue;
      yield {
        span: when?.span ?? unless?.span ?? headOf(placed.rule),
        message: `${ruleText(placed)} can never be true`,
        note: 'no call makes this true',
        help: 'correct the condition, or remove the rule',
      };
    }
  },
};
