import { expect, it } from 'vitest';
import { agentWithoutKey } from '../../../compiler/lint/rules/agent-without-key.ts';
import { found } from './found.ts';

it('an agent that nobody can be', () => {
  expect(
    found(
      agentWithoutKey,
      `agent ops { }
policy p for all agents { allow Read }`,
    ),
  ).toEqual(['ops']);
});
