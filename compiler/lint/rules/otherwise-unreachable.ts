import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** An `otherwise ask` that is never reached. */
export const otherwiseUnreachable: LintRule = {
  code: 'otherwise-unreachable',
  severity: 'warning',
  title: 'an `otherwise` decides no call',
  explanation:
    'Every call that the policy could ask about is granted or denied by a rule. People who rely on being asked never will be.',
  bad: exampleFile('policy p for agent dev { allow Read rule d deny Deploy otherwise ask }'),
  good: exampleFile(
    'policy p for agent dev { allow Read rule d deny Deploy when .stage == "prod" otherwise ask }',
  ),
  *find(context) {
    for (const { name, otherwise } of context.program.layers) {
      if (otherwise === undefined) continue;
      const id = `${name.text}.otherwise`;
      const cells = context.cells.filter(({ side }) =>
        side.layers.some((layer) => layer.otherwise.some((each) => each.id === id)),
      );
      const isReached = cells.some(
        ({ kinds, isComplete }) =>
          !isComplete || kinds.some(({ judgement }) => judgement.rules.includes(id)),
      );
      if (isReached || cells.length === 0) continue;
      yield {
        span: otherwise.span,
        message: 'no call is left for `otherwise`: rules grant or deny all of them',
        help: 'remove it, or narrow the rules',
      };
    }
  },
};
