import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import { casesOf, changesNothing, holdsSomewhere } from '../proof.ts';
import type { LintRule } from '../rule.ts';
import { isUnderDeny } from './allow-under-deny.ts';
import { deniesNothing } from './deny-over-nothing.ts';

/** A rule whose removal changes no decision, because others say it. */
export const ruleChangesNothing: LintRule = {
  code: 'rule-changes-nothing',
  severity: 'warning',
  title: 'a rule could be removed without any call being decided differently',
  explanation:
    'Other rules already decide every call that this one is about. If one of them is edited later, this one still applies, which nobody expects.',
  bad: exampleFile(
    'policy p for agent dev { allow Read when .path under "src" allow Read when .path matches "src/**/*.ts" }',
  ),
  good: exampleFile('policy p for agent dev { allow Read when .path under "src" }'),
  *find(context) {
    for (const placed of context.rules) {
      const cases = casesOf(context, placed);
      if (cases === undefined || !changesNothing(cases)) continue;
      if (isUnderDeny(placed, cases) || deniesNothing(placed, cases)) continue;
      if (!holdsSomewhere(context, placed)) continue;
      yield {
        span: headOf(placed.rule),
        message: `without ${ruleText(placed)} every call is decided as it is now`,
        help: 'remove it, or correct its condition',
      };
    }
  },
};
