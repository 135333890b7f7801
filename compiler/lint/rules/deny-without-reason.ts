import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';

/** A deny that gives no reason. */
export const denyWithoutReason: LintRule = {
  code: 'deny-without-reason',
  severity: 'info',
  title: 'a deny gives no reason',
  explanation:
    'The reason is what the agent is told. With one it knows what to do instead; without one it tries the same in other words.',
  bad: exampleFile(
    'policy p for agent dev { allow Read when .path under "src" rule d deny Read when .path under "src/keys" }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Read when .path under "src" rule d deny Read when .path under "src/keys" because "Keys are read by the release job." }',
  ),
  *find({ rules }) {
    for (const placed of rules) {
      if (placed.rule.effect !== 'deny' || placed.rule.because !== undefined) continue;
      yield {
        span: headOf(placed.rule),
        message: `${ruleText(placed)} gives no reason`,
        help: 'add `because "..."`',
      };
    }
  },
};
