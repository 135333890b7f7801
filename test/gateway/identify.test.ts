import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import type { Plan } from '../../compiler/evaluate/plan.ts';
import { identify } from '../../gateway/enforce/identify.ts';
import { sessionOf } from '../../gateway/enforce/session.ts';

const hashOf = (key: string): string => `sha256:${sha256Hex(Buffer.from(key))}`;
const plan = {
  identities: [],
  agentOfKeyHash: new Map([
    [hashOf('one'), 'first'],
    [hashOf('two'), 'second'],
  ]),
} as unknown as Plan;

describe('identify', () => {
  it.each([
    [{ 'x-sentrely-key': 'one' }, 'first', 'x-sentrely-key'],
    [{ 'x-api-key': 'two' }, 'second', 'x-api-key'],
    [{ authorization: 'Bearer two' }, 'second', 'authorization'],
    [{ authorization: 'bearer two' }, 'second', 'authorization'],
    [{ 'x-sentrely-key': 'one', 'x-api-key': 'two' }, 'first', 'x-sentrely-key'],
  ])('finds the key of %j', async (headers, agent, keyHeader) => {
    expect(await identify({ headers }, plan)).toMatchObject({ agent, keyHeader });
  });

  it('does not look further when the first key is unknown', async () => {
    const headers = { 'x-sentrely-key': 'wrong', 'x-api-key': 'one' };
    await expect(identify({ headers }, plan)).rejects.toThrow('belongs to no agent');
  });

  it.each([
    {},
    { authorization: 'Basic one' },
    { 'x-api-key': '' },
    { 'x-api-key': 'x'.repeat(600) },
  ])('refuses %j', async (headers) => {
    await expect(identify({ headers }, plan)).rejects.toThrow('no Sentrely key');
  });

  it('never shows the key', async () => {
    expect(JSON.stringify(await identify({ headers: { 'x-api-key': 'one' } }, plan))).not.toContain(
      '"one"',
    );
  });
});

describe('sessionOf', () => {
  const caller = { agent: 'a', credential: hashOf('one'), keyHeader: 'x-api-key' } as const;
  const seed = (): string => 'seed';
  const none = (): never => {
    throw new Error('nobody needs it');
  };

  it('prefers our header, then what known clients send, then the body', () => {
    const all = { 'x-sentrely-session': 's1', 'x-claude-code-session-id': 's2' };
    expect(sessionOf(all, caller, 's3', none)).toBe('s1');
    expect(sessionOf({ 'x-claude-code-session-id': 's2' }, caller, 's3', none)).toBe('s2');
    expect(sessionOf({}, caller, 's3', none)).toBe('s3');
  });

  it('is of the one that a sub-agent of opencode works for', () => {
    const headers = { 'x-session-id': 's2', 'x-parent-session-id': 's1' };
    expect(sessionOf(headers, caller, null, none)).toBe('s1');
  });

  it('is stable per credential and beginning when nothing is stated', () => {
    const other = { ...caller, credential: hashOf('two') };
    expect(sessionOf({}, caller, null, seed)).toBe(sessionOf({}, caller, null, seed));
    expect(sessionOf({}, caller, null, seed)).not.toBe(sessionOf({}, caller, null, () => 'other'));
    expect(sessionOf({}, caller, null, seed)).not.toBe(sessionOf({}, other, null, seed));
  });

  it.each(['', 'a b', 'x'.repeat(200), 'a\nb', '<b>'])(
    'ignores the stated session %j',
    (stated) => {
      expect(sessionOf({ 'x-sentrely-session': stated }, caller, stated, seed)).toMatch(
        /^s_[0-9a-f]{32}$/,
      );
    },
  );
});
