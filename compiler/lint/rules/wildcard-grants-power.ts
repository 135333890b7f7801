import { quote } from '../../../dsl/escape.ts';
import type { Subject } from '../../subject.ts';
import { exampleFile } from '../example.ts';
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
    for (const [layer, placed] of Map.groupBy(rules, (each) => each.layer)) {
      const isNamed = layer.agents?.every(({ isPattern }) => !isPattern) === true;
      const subjects = placed.flatMap((each) =>
        each.rule.effect === 'allow' ? each.subjects : [],
      );
      const powers = new Set(subjects.filter((each) => powerOf(each) !== undefined).map(textOf));
      const [first, ...others] = powers;
      if (isNamed || first === undefined) continue;
      const more = others.length === 0 ? '' : ` and ${others.length} more`;
      yield {
        span: layer.name.span,
        message: `every agent that is declared later may do ${quote(first)}${more} too`,
        note: 'names no agents',
        help: 'name the agents: `for agents a, b`',
      };
    }
  },
};

function textOf({ text }: Subject): string {
  return text;
}
