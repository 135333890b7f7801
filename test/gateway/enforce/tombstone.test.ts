import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  openTombstone,
  type ReturnedTombstone,
  type SealedCall,
  type SealKeys,
  sealTombstone,
  tombstoneKind,
} from '../../../gateway/enforce/tombstone.ts';

const old = Buffer.alloc(32, 1);
const key = Buffer.alloc(32, 2);
const keys: SealKeys = {
  current: { id: 'k2', key },
  all: new Map([
    ['k1', old],
    ['k2', key],
  ]),
};
const call: SealedCall = {
  tenant: 'acme',
  callId: 'toolu_1',
  name: 'Bash',
  argumentsText: '{"command": "ls 1.0"}',
  kind: 'denied',
  reason: 'Not run: denied by rule p.r.',
};

/** The tombstone as a client sends it back after its own parsing and writing. */
function returned(call: SealedCall, by: SealKeys = keys): ReturnedTombstone {
  const { name, input } = sealTombstone(by, call);
  const { original, reason, seal } = JSON.parse(input) as Record<string, string>;
  const kind = tombstoneKind(name);
  if (kind === undefined) throw new Error(name);
  return { tenant: call.tenant, callId: call.callId, kind, original, reason, seal };
}

test('a sealed call comes back as it was written', () => {
  const { name, argumentsText, reason } = call;
  expect(openTombstone(keys, returned(call))).toEqual({ name, argumentsText, reason });
});

test('for any texts at all', () => {
  const text = fc.string({ unit: 'grapheme' });
  const texts = { tenant: text, callId: text, name: text, argumentsText: text, reason: text };
  fc.assert(
    fc.property(fc.record(texts), (texts) => {
      const { name, argumentsText, reason } = texts;
      const opened = openTombstone(keys, returned({ ...texts, kind: 'pending' }));
      expect(opened).toEqual({ name, argumentsText, reason });
    }),
  );
});

test('the same call has the same bytes every time', () => {
  expect(sealTombstone(keys, call)).toEqual(sealTombstone(keys, { ...call }));
});

test('the input holds none of the arguments as keys', () => {
  const input = JSON.parse(sealTombstone(keys, call).input);
  expect(Object.keys(input)).toEqual(['reason', 'tool', 'original', 'seal']);
});

test('an old key opens what it sealed', () => {
  const before: SealKeys = { current: { id: 'k1', key: old }, all: new Map([['k1', old]]) };
  expect(openTombstone(keys, returned(call, before))).toMatchObject({ name: 'Bash' });
});

describe('broken', () => {
  const good = returned(call);
  const seal = good.seal ?? '';
  test.each<[string, Partial<ReturnedTombstone>]>([
    ['another tenant', { tenant: 'other' }],
    ['another call', { callId: 'toolu_2' }],
    ['another kind', { kind: 'pending' }],
    ['another name', { original: '4:Read{"command": "ls 1.0"}' }],
    ['other arguments', { original: `${good.original} ` }],
    ['another cut between name and arguments', { original: '5:Bash{"command": "ls 1.0"}' }],
    ['another reason', { reason: 'Done.' }],
    [
      'text moved from the reason to the call',
      { original: `${good.original}N`, reason: good.reason?.slice(1) },
    ],
    ['no original', { original: undefined }],
    ['no reason', { reason: undefined }],
    ['no seal', { seal: undefined }],
    ['an empty seal', { seal: '' }],
    ['another version', { seal: seal.replace('v1', 'v2') }],
    ['another key', { seal: seal.replace('k2', 'k1') }],
    ['an unknown key', { seal: seal.replace('k2', 'k3') }],
    ['a key named like a prototype member', { seal: seal.replace('k2', '__proto__') }],
    ['a cut seal', { seal: seal.slice(0, -1) }],
    ['a longer seal', { seal: `${seal}=` }],
    ['a seal with more parts', { seal: `${seal}.x` }],
    ['a changed seal', { seal: seal.slice(0, -2) + (seal.endsWith('AA') ? 'BB' : 'AA') }],
  ])('%s', (_, change) => {
    expect(openTombstone(keys, { ...good, ...change })).toBe('broken');
  });

  test('a seal of somebody else under our key id', () => {
    const theirs = Buffer.alloc(32, 9);
    const forged = returned(call, { current: { id: 'k2', key: theirs }, all: new Map() });
    expect(openTombstone(keys, forged)).toBe('broken');
  });
});

test('only the two exact names are ours', () => {
  expect(['sentrely_denied', 'sentrely_pending'].map(tombstoneKind)).toEqual(['denied', 'pending']);
  for (const name of ['Sentrely_denied', 'sentrely_', 'Bash', '__proto__', undefined])
    expect(tombstoneKind(name)).toBeUndefined();
});
