import { quote } from '../../../dsl/escape.ts';
import type { Layer } from '../../../dsl/ast.ts';
import { ruleId } from '../../program.ts';
import type { LintContext } from '../context.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** A block of which no rule decides a test. */
export const policyUntested: LintRule = {
  code: 'policy-untested',
  severity: 'warning',
  title: 'no test is decided by a policy',
  explanation:
    'No call of any test is decided by a rule of this block. Whoever changes it will not be told what that breaks.',
  bad: exampleFile('policy p for agent dev { allow Read when .path under "src" }'),
  good: exampleFile(
    'policy p for agent dev { allow Read when .path under "src" }\ntest "t" { as dev Read { path: "src/a" } => allow }',
  ),
  *find(context) {
    for (const layer of context.program.layers) {
      if (layer.rules.length === 0 || isTested(context, layer)) continue;
      yield {
        span: layer.name.span,
        message: `no test is decided by a rule of ${quote(layer.name.text)}`,
        help: 'write a `test` with a call that each rule decides',
      };
    }
  },
};

/** Whether some test or example is about a rule of a block. */
export function isTested({ tested }: LintContext, layer: Layer): boolean {
  return layer.rules.some(
    (rule, index) => rule.examples.length > 0 || tested.has(ruleId(layer, rule, index)),
  );
}
