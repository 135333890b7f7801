import type { PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import { type Case, casesOf, holdsSomewhere } from '../proof.ts';
import type { LintRule } from '../rule.ts';
import { contradicting } from './rules-contradict.ts';

/** An allow or ask of calls that are all denied. */
export const allowUnderDeny: LintRule = {
  code: 'allow-under-deny',
  severity: 'error',
  title: 'everything that a rule grants is denied',
  explanation:
    'A deny wins over every allow and ask, in whatever order they stand. Every call that this rule is about is denied by others, so that it grants nothing.',
  bad: exampleFile(
    'policy p for agent dev { allow Read allow Deploy when .stage == "prod" rule no-prod deny Deploy when .stage matches "prod*" }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Read allow Deploy when .stage == "test" rule no-prod deny Deploy when .stage matches "prod*" }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      const cases = casesOf(context, placed);
      if (cases === undefined || !isUnderDeny(placed, cases)) continue;
      if (!holdsSomewhere(context, placed)) continue;
      if (contradicting(context, placed) !== undefined) continue;
      const denies = new Set(
        cases.flatMap(({ fires, kind }) => (fires ? kind.judgement.rules : [])),
      );
      const over = context.rules.filter(({ id }) => denies.has(id));
      yield {
        span: headOf(placed.rule),
        message: `every call that ${ruleText(placed)} grants is denied`,
        labels: over.slice(0, 3).map(({ rule }) => ({ span: headOf(rule), text: 'denied here' })),
        help: 'narrow the deny with `unless`, or remove this rule',
      };
    }
  },
};

/** Whether a rule grants something, and all of it is denied. */
export function isUnderDeny({ rule }: PlacedRule, cases: readonly Case[]): boolean {
  const granted = cases.filter(({ fires }) => fires);
  if (rule.effect === 'deny' || granted.length === 0) return false;
  return granted.every(({ kind }) => {
    const { verdict, rules } = kind.judgement;
    return verdict === 'deny' && rules.length > 0;
  });
}
