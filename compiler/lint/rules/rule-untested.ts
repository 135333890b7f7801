import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';
import { isTested } from './policy-untested.ts';

/** A rule that decides no test, in a block of which others do. */
export const ruleUntested: LintRule = {
  code: 'rule-untested',
  severity: 'info',
  title: 'no test is decided by a rule',
  explanation:
    'Nothing fails when this rule is changed or removed. One call in a test, or an `example` inside the rule, is enough.',
  bad: exampleFile(
    'policy p for agent dev { allow Read when .path under "src" allow Deploy when .stage == "a" }\ntest "t" { as dev Read { path: "src/a" } => allow }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Read when .path under "src" allow Deploy when .stage == "a" }\ntest "t" { as dev Read { path: "src/a" } => allow Deploy { stage: "a" } => allow }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      const { rule, layer, id } = placed;
      const isCovered = rule.examples.length > 0 || context.tested.has(id);
      if (isCovered || !isTested(context, layer)) continue;
      yield {
        span: headOf(rule),
        message: `no test is decided by ${ruleText(placed)}`,
        help: 'add a call that it decides to a test',
      };
    }
  },
};
