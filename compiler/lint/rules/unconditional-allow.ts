import { quote } from '../../../dsl/escape.ts';
import { toolText } from '../../program.ts';
import { exampleFile } from '../example.ts';
import { headOf } from '../place.ts';
import { powerOf } from '../power.ts';
import type { LintRule } from '../rule.ts';

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
    for (const { rule, tools } of rules) {
      if (rule.effect !== 'allow' || rule.when !== undefined || rule.unless !== undefined) continue;
      for (const tool of tools) {
        const power = powerOf(tool);
        if (power === undefined || tool.params.every(({ inert }) => inert)) continue;
        const name = quote(toolText(tool.tool));
        yield {
          span: headOf(rule),
          message: `${name}, which ${power} something, is allowed with any arguments`,
          labels: [{ span: tool.tool.span, text: 'declared here' }],
          help: 'say with `when` which calls are meant',
        };
      }
    }
  },
};
