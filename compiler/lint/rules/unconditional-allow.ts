import type { Target } from '../../../dsl/ast.ts';
import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import { headOf } from '../place.ts';
import { powerOf } from '../power.ts';
import type { LintRule } from '../rule.ts';
import { placeOf } from '../types.ts';

/** An allow without a condition, of a tool that does more than look. */
export const unconditionalAllow: LintRule = {
  code: 'unconditional-allow',
  severity: 'warning',
  title: 'a tool that changes, runs or sends something is allowed whatever its arguments',
  explanation:
    'What such a tool does is in its arguments: where it writes, what it starts, whom it sends to. Lists of tools alone stop almost no attack; conditions on arguments do.',
  bad: exampleFile('policy p for agent dev { allow Fetch }'),
  good: exampleFile('policy p for agent dev { allow Fetch when .url.host == "docs.example.org" }'),
  *find({ rules }) {
    for (const { rule, subjects } of rules) {
      if (rule.effect !== 'allow' || rule.when !== undefined || rule.unless !== undefined) continue;
      if (rule.targets.every(isOfCommands)) continue;
      for (const subject of subjects) {
        const power = powerOf(subject);
        if (power === undefined || subject.params.every(({ inert }) => inert)) continue;
        const name = quote(subject.text);
        yield {
          span: headOf(rule),
          message: `${name}, which ${power} something, is allowed with any arguments`,
          labels: placeOf(subject).map((span) => ({ span, text: 'declared here' })),
          help: 'say with `when` which calls are meant',
        };
      }
    }
  },
};

/** `shell.run "npm test"`: the commands say which calls are meant. */
function isOfCommands(target: Target): boolean {
  return target.kind === 'action' && target.commands.length > 0;
}
