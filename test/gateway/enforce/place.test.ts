import { expect, it } from 'vitest';
import { placeOf } from '../../../gateway/enforce/origin-prompt.ts';

const codex = (stated: unknown, more: Readonly<Record<string, string>> = {}) => ({
  'x-codex-turn-metadata': typeof stated === 'string' ? stated : JSON.stringify(stated),
  ...more,
});
const root = { agent_name: '/root', thread_source: 'user', thread_id: 't1' };
const child = { 'x-openai-subagent': 'collab_spawn' };

it.each([
  ['a client that says nothing of it', {}],
  ['a session of opencode', { 'x-session-id': 's1' }],
  ['the main thread of Codex', codex(root)],
  ['an older Codex, which names no agent', codex({ turn_id: 'u1' })],
])('%s is who a person talks to', (_, headers) => {
  expect(placeOf(headers)).toBe('');
});

it.each([
  ['a sub-agent of Claude Code', { 'x-claude-code-agent-id': 'a1' }, 'a1'],
  ['one that is called nothing', { 'x-claude-code-agent-id': '' }, '?'],
  [
    'a sub-agent of Codex by its path',
    codex({ ...root, agent_name: '/root/helper' }),
    '/root/helper',
  ],
  ['one that calls itself /root', codex({ ...root, thread_source: 'subagent' }), 't1'],
  ['one that only a header tells', codex(root, child), 't1'],
  ['one that says nothing but the header', child, 'collab_spawn'],
  ['a sub-agent of opencode', { 'x-parent-session-id': 's1', 'x-session-id': 's2' }, 's2'],
  ['one that does not name its session', { 'x-parent-session-id': 's1' }, '?'],
  ['a review', codex({ ...root, thread_id: undefined }, { 'x-openai-subagent': 'review' }), '?'],
  ['a thread that somebody else began', codex({ ...root, thread_source: 'automation' }), 't1'],
  ['a name that is none', codex({ ...root, agent_name: null }), '?'],
  ['metadata that is no JSON', codex('{'), '?'],
  ['metadata that is no object', codex('null'), '?'],
])('%s is not', (_, headers, place) => {
  expect(placeOf(headers)).toBe(place);
});

it('two sub-agents that call themselves alike are in two places', () => {
  const [one, other] = ['t1', 't2'].map((thread) =>
    placeOf(codex({ ...root, thread_id: thread }, child)),
  );
  expect(one).not.toBe(other);
});

it('a name is cut', () => {
  expect(placeOf({ 'x-claude-code-agent-id': 'a'.repeat(1000) })).toHaveLength(128);
});
