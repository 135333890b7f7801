import type { Judgement } from '../../analyze/judge.ts';
import { exampleFile } from '../example.ts';
import { callText, headOf, ruleText } from '../place.ts';
import { casesOf } from '../proof.ts';
import type { LintRule } from '../rule.ts';

/** An ask about calls that another rule allows. */
export const askNarrowsAllow: LintRule = {
  code: 'ask-narrows-allow',
  severity: 'info',
  title: 'a rule asks about calls that another allows',
  explanation:
    'Where an ask and an allow are both true, the call is asked about. That is how an allow is narrowed; it is said so that nobody takes the allow for the last word. Of a guard it is not said: that is what guards are for.',
  bad: exampleFile(
    'policy p for agent dev { allow Deploy when .stage matches "t*" rule two ask Deploy when .stage == "two" }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "test" rule two ask Deploy when .stage == "two" }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      if (placed.rule.effect !== 'ask' || placed.layer.kind === 'guard') continue;
      const narrowed = casesOf(context, placed)?.find(
        ({ fires, kind, without }) =>
          fires && kind.judgement.verdict === 'ask' && isAllowed(without()),
      );
      if (narrowed === undefined) continue;
      yield {
        span: headOf(placed.rule),
        message: `${ruleText(placed)} asks about calls that are otherwise allowed, such as ${callText(narrowed.kind)}`,
      };
    }
  },
};

/** A call that needs no grant, as all it does is judged apart, is allowed by nobody. */
function isAllowed({ verdict, rules }: Judgement): boolean {
  return verdict === 'allow' && rules.length > 0;
}
