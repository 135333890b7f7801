import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import { headOf } from '../place.ts';
import { powerOf } from '../power.ts';
import type { LintRule } from '../rule.ts';

/** An allow for agents that are not named, of a tool that does more than look. */
export const wildcardGrantsPower: LintRule = {
  code: 'wildcard-grants-power',
  severity: 'warning',
  title: 'agents that are not named may change, run or send something',
  explanation:
    'A policy for all agents, or for a pattern of names, also applies to every agent that is declared later. What changes, runs or sends something is better granted by name.',
  bad: exampleFile('policy p for all agents { allow Deploy when .stage == "test" }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .stage == "test" }'),
  *find({ rules }) {
    for (const { rule, layer, subjects } of rules) {
      const isNamed = layer.agents?.every(({ isPattern }) => !isPattern) === true;
      const subject = subjects.find((each) => powerOf(each) !== undefined);
      if (rule.effect !== 'allow' || isNamed || subject === undefined) continue;
      yield {
        span: headOf(rule),
        message: `every agent that is declared later may do ${quote(subject.text)} too`,
        labels: [{ span: layer.name.span, text: 'names no agents' }],
        help: 'name the agents: `for agents a, b`',
      };
    }
  },
};
