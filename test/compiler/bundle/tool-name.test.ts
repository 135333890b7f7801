import { expect, it } from 'vitest';
import { isToolName, readToolName, wireName } from '../../../compiler/bundle/tool-name.ts';

it.each(['a', 'Bash', 'git.hub', 'x_y-z', 'a'.repeat(128)])('%s is legal', (name) => {
  expect(isToolName(name)).toBe(true);
});

it.each(['', 'a b', 'a\n', 'é', 'а', 'a/b', 'a'.repeat(129), 'a\u200b'])('%j is not', (name) => {
  expect(isToolName(name)).toBe(false);
  expect(readToolName(name)).toBeUndefined();
});

it.each([
  ['Bash', null, 'Bash'],
  ['mcp__github__create_issue', 'github', 'create_issue'],
  ['mcp__a__b__c', 'a', 'b__c'],
  ['mcp____x', null, 'mcp____x'],
  ['mcp__github__', null, 'mcp__github__'],
  ['mcp__github', null, 'mcp__github'],
  ['mcp_x', null, 'mcp_x'],
])('%s is server %s, tool %s', (name, server, tool) => {
  expect(readToolName(name)).toEqual({ server, tool });
  expect(wireName(server, tool)).toBe(name);
});
