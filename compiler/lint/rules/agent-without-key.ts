import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** An agent that nobody can be. */
export const agentWithoutKey: LintRule = {
  code: 'agent-without-key',
  severity: 'info',
  title: 'an agent has no key',
  explanation:
    'A gateway knows agents by their keys, tokens or certificates. As long as there is none nobody can call as this agent, and its policies decide nothing.',
  bad: exampleFile('policy p for agent dev { allow Read }'),
  good: exampleFile('policy p for agent dev { allow Read }').replace(
    'id 1 }',
    `id 1 identify key "sha256:${'0a'.repeat(32)}" }`,
  ),
  *find({ program }) {
    for (const { name, keys, identities } of program.agents.values()) {
      if (keys.length > 0 || identities.length > 0) continue;
      yield {
        span: name.span,
        message: `agent ${quote(name.text)} has no key`,
        help: `issue one with \`sentrely keys new ${name.text}\``,
      };
    }
  },
};
