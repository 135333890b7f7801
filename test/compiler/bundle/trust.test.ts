import { describe, expect, it } from 'vitest';
import { newSigningKey, trustKeyOf } from '../../../compiler/bundle/keys.ts';
import { parseTrust } from '../../../compiler/bundle/trust.ts';
import { trust } from './signed.ts';

const second = trustKeyOf(newSigningKey());
const good = trust({ keys: [...trust().keys, second], threshold: 2 });
const [key] = good.keys;

it('reads what was written', () => {
  const file = { ...good, revoked: { digests: ['a'.repeat(64)], keyids: [second.keyid] } };
  expect(parseTrust(JSON.stringify(file, null, 2))).toEqual(file);
  const ending = { ...good, keys: [{ ...key, not_after: '2030-01-01T00:00:00Z' }, second] };
  expect(parseTrust(JSON.stringify(ending))).toEqual(ending);
});

describe('is refused', () => {
  it.each<[string, object]>([
    ['an empty list of keys', { keys: [] }],
    ['an empty list of keys with threshold 0', { keys: [], threshold: 0 }],
    ['threshold 0', { threshold: 0 }],
    ['threshold -1', { threshold: -1 }],
    ['half a threshold', { threshold: 1.5 }],
    ['a threshold as text', { threshold: '1' }],
    ['a threshold above the keys', { threshold: 3 }],
    ['a threshold met only by repetition', { keys: [key, key], threshold: 2 }],
    ['one key under two names', { keys: [key, { ...key, keyid: second.keyid }] }],
    ['a keyid of another key', { keys: [{ ...key, keyid: second.keyid }], threshold: 1 }],
    ['a keyid in capitals', { keys: [{ ...key, keyid: key?.keyid.toUpperCase() }], threshold: 1 }],
    [
      'a key of 31 bytes',
      { keys: [{ ...key, pub: Buffer.alloc(31).toString('base64') }], threshold: 1 },
    ],
    ['a key in base64url', { keys: [{ ...key, pub: '-'.repeat(43) }], threshold: 1 }],
    ['an end that is no time', { keys: [{ ...key, not_after: '2030-01-01' }], threshold: 1 }],
    ['an unknown member of a key', { keys: [{ ...key, role: 'root' }], threshold: 1 }],
    ['an unknown member', { identities: [] }],
    ['another format', { format: 'sentrely-trust/2' }],
    ['no channel', { channel: '' }],
    ['a revoked digest that is none', { revoked: { digests: ['x'], keyids: [] } }],
    ['a list of revocations that is none', { revoked: { digests: {}, keyids: [] } }],
    ['no revocations', { revoked: null }],
  ])('%s', (_, change) => {
    expect(() => parseTrust(JSON.stringify({ ...good, ...change }))).toThrowError(
      expect.objectContaining({ code: 'SENTRELY_ERR_TRUST_FILE' }),
    );
  });

  it.each(['', '{}', 'null', '[]', 'trust', '{"format":1,"format":1}'])('%j', (text) => {
    expect(() => parseTrust(text)).toThrowError(
      expect.objectContaining({ code: 'SENTRELY_ERR_TRUST_FILE' }),
    );
  });

  it.each(Object.keys(good))('no %s', (member) => {
    const entries = Object.entries(good).filter(([name]) => name !== member);
    expect(() => parseTrust(JSON.stringify(Object.fromEntries(entries)))).toThrow(
      `expected a member \`${member}\``,
    );
  });
});

it('says what and where', () => {
  expect(() => parseTrust(JSON.stringify({ ...good, keys: [] }))).toThrow(
    '`/keys`: expected at least one key',
  );
  const file = { ...good, keys: [key, { ...second, pub: 'AAAA' }] };
  expect(() => parseTrust(JSON.stringify(file))).toThrow(
    'the trust file cannot be used: `/keys/1/pub`: expected 32 bytes in base64',
  );
});
