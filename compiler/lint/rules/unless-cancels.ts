import type { Condition } from '../../../dsl/ast.ts';
import { never } from '../../analyze/laws.ts';
import { atomsOf } from '../conditions.ts';
import type { LintContext, PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';

/** A rule that its own exception covers wholly. */
export const unlessCancels: LintRule = {
  code: 'unless-cancels',
  severity: 'error',
  title: 'an exception covers the whole rule',
  explanation:
    'Every call for which the rule is true is an exception to it, so that nothing is left. Most often the exception was meant for a part of the calls.',
  bad: exampleFile(
    'policy p for agent dev { allow Read unless .path matches "**" rule d deny Read when .path under "src" unless .path matches "src/**" }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Read unless .path under "src" rule d deny Read when .path under "src" unless .path matches "src/docs/**" }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      const { unless } = placed.rule;
      if (unless === undefined || !isCancelled(context, placed)) continue;
      yield {
        span: unless.span,
        message: `the exception covers every call that ${ruleText(placed)} is about`,
        labels: [{ span: headOf(placed.rule), text: 'nothing is left of this rule' }],
        help: 'narrow the exception, or remove the rule',
      };
    }
  },
};

/** Whether `when` is true of some calls, and `unless` false of none of these. */
export function isCancelled(context: LintContext, { rule, subjects }: PlacedRule): boolean {
  const { when, unless } = rule;
  if (unless === undefined || subjects.length === 0) return false;
  if (isByOrigin(unless)) return false;
  const { analysis } = context;
  return subjects.every((subject) => {
    const except = analysis.question(unless, subject);
    if (when === undefined)
      return never(analysis, subject, [except], ([truth]) => truth === 'no').is === 'true';
    const questions = [analysis.question(when, subject), except];
    const isEmpty = never(analysis, subject, questions, ([holds]) => holds === 'yes').is === 'true';
    const isLeft = never(
      analysis,
      subject,
      questions,
      ([holds, kept]) => holds === 'yes' && kept === 'no',
    );
    return !isEmpty && isLeft.is === 'true';
  });
}

/** Where a value comes from is true or unknown, never false: what is unknown stays in the rule. */
export function isByOrigin(unless: Condition): boolean {
  return atomsOf({ when: undefined, unless }).some(({ atom }) => atom.kind === 'from');
}
