import { expect, it } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';

function holds(layers: string): readonly boolean[] {
  const agents = ['dev', 'ci-a', 'ci-b'];
  const text = `edition 1
${agents.map((name) => `agent ${name} { owner user "octocat" id 1 }`).join('\n')}
tool Read { path: Path }
policy all for all agents { allow Read }
${layers}
`;
  const { rules } = compile([{ file: 'a.sentrely', text }]);
  const plan = rules && planRules(rules);
  return [...agents, 'stranger'].map((name) => plan?.holdsMessage(name) ?? false);
}

it('messages are held for the agents of a block that says so', () => {
  expect(holds('')).toEqual([false, false, false, false]);
  expect(holds('policy p for agent dev { hold message allow Read }')).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(holds('guard g for agents "ci-*" { hold message rule d deny Read }')).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(holds('guard g for all agents { hold message rule d deny Read }')).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
