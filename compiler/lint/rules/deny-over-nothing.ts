import type { PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import { type Case, casesOf, holdsSomewhere } from '../proof.ts';
import type { LintRule } from '../rule.ts';

/** A deny of calls that nothing grants. */
export const denyOverNothing: LintRule = {
  code: 'deny-over-nothing',
  severity: 'info',
  title: 'a deny is about calls that nothing grants',
  explanation:
    'These calls are denied without the rule. It may stand there to hold whatever is granted later; if not, the grant that it was meant to limit is missing or narrower than was thought. Of a guard it is not said: it holds what others grant later.',
  bad: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "test" rule d deny Deploy when .stage == "prod" }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Deploy when .stage != "demo" rule d deny Deploy when .stage == "prod" }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      const cases = placed.layer.kind === 'guard' ? undefined : casesOf(context, placed);
      if (cases === undefined || !deniesNothing(placed, cases)) continue;
      if (!holdsSomewhere(context, placed)) continue;
      yield {
        span: headOf(placed.rule),
        message: `nothing grants what ${ruleText(placed)} denies`,
        help: 'remove it, unless it guards what is granted later',
      };
    }
  },
};

/** Whether a deny only denies what is denied anyway, because nothing grants it. */
export function deniesNothing({ rule }: PlacedRule, cases: readonly Case[]): boolean {
  if (rule.effect !== 'deny') return false;
  return cases.every(({ fires, without }) => {
    const { verdict, rules } = without();
    return !fires || (verdict === 'deny' && rules.length === 0);
  });
}
