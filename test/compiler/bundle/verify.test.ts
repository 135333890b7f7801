import { sign } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type BundleContent,
  type BundleFile,
  bundleBytesMax,
  type VerifyContext,
} from '../../../compiler/bundle/bundle.ts';
import { canonicalJson } from '../../../compiler/bundle/canonical-json.ts';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { preAuthEncoding } from '../../../compiler/bundle/envelope.ts';
import { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { newSigningKey, trustKeyOf } from '../../../compiler/bundle/keys.ts';
import { signBundle } from '../../../compiler/bundle/sign.ts';
import { VerifiedBundle } from '../../../compiler/bundle/verified-bundle.ts';
import { verifyBundle } from '../../../compiler/bundle/verify.ts';
import { bytesOf, context, predicate, rules, signed, signer, trust } from './signed.ts';

const bundle = signed();
const payloadDigest = verifyBundle(bundle, context()).payloadDigest;

/** The code of the error, or what came instead. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof SentrelyError ? error.code : String(error);
  }
  return 'accepted';
}

function refusal(bytes: Uint8Array, where: VerifyContext = context()): string {
  return codeOf(() => verifyBundle(bytes, where));
}

type Draft = { -readonly [K in keyof BundleFile]: unknown } & { dsse: Record<string, unknown> };

/** The bundle with its file changed after signing. */
function altered(change: (file: Draft) => void, from: Uint8Array = bundle): Uint8Array {
  const file = JSON.parse(Buffer.from(from).toString('utf8')) as Draft;
  change(file);
  return bytesOf(file);
}

/** A bundle whose payload says anything at all, and is really signed. */
function forged(
  payload: unknown,
  payloadType = 'application/vnd.in-toto+json',
  rulesBytes = bytesOf(rules),
): Uint8Array {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'utf8') : bytesOf(payload);
  const sig = sign(null, preAuthEncoding(payloadType, bytes), signer.privateKey).toString('base64');
  return bytesOf({
    format: 'sentrely-bundle/1',
    dsse: {
      payloadType,
      payload: bytes.toString('base64'),
      signatures: [{ keyid: signer.keyid, sig }],
    },
    rules: Buffer.from(rulesBytes).toString('base64'),
  });
}

function statement(
  change: Record<string, unknown> = {},
  sha256 = sha256Hex(bytesOf(rules)),
): unknown {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'rules.json', digest: { sha256 } }],
    predicateType: 'https://sentrely.dev/bundle/v1',
    predicate: { ...predicate, ...change },
  };
}

describe('a good bundle', () => {
  it('gives its content', () => {
    const verified = verifyBundle(bundle, context());
    expect(verified.rules).toEqual(rules);
    expect(verified.predicate).toEqual(predicate);
    expect(verified.digest).toBe(sha256Hex(bytesOf(rules)));
    expect(verified.payloadDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(verified.signers).toEqual([signer.keyid]);
    expect(Buffer.from(verified.bytes).equals(bundle)).toBe(true);
  });

  it('keeps its own copy of the bytes', () => {
    const bytes = Buffer.from(bundle);
    const verified = verifyBundle(bytes, context());
    bytes.fill(0);
    expect(Buffer.from(verified.bytes).equals(bundle)).toBe(true);
  });

  it('is the same bytes each time', () => {
    expect(Buffer.from(signed()).equals(bundle)).toBe(true);
  });

  it('the forger of these tests forges well', () => {
    expect(refusal(forged(statement()))).toBe('accepted');
  });
});

describe('(1) size', () => {
  it('one byte over the cap is too much, whatever it holds', () => {
    expect(refusal(new Uint8Array(bundleBytesMax + 1))).toBe('SENTRELY_ERR_BUNDLE_TOO_LARGE');
    expect(refusal(new Uint8Array(bundleBytesMax))).toBe('SENTRELY_ERR_BUNDLE_SYNTAX');
  });
});

describe('(2) strict JSON', () => {
  const text = Buffer.from(bundle).toString('utf8');

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text after it', Buffer.from(`${text} {}`)],
    ['a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['an array', Buffer.from(`[${text}]`)],
    ['null', Buffer.from('null')],
    ['a repeated key', Buffer.from(text.replace('{', '{"format":"sentrely-bundle/1",'))],
    ['a repeated key deeper down', Buffer.from(text.replace('"keyid"', '"sig":"","keyid"'))],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from(bundle), Uint8Array.of(0xff)])],
    ['an unknown member', altered((file) => Object.assign(file, { note: 'x' }))],
    ['no rules', altered((file) => delete (file as Partial<Draft>).rules)],
    ['no signatures at all', altered((file) => delete file.dsse['signatures'])],
    ['no keyid', altered((file) => (file.dsse['signatures'] = [{ sig: 'AAAA' }]))],
    [
      'a keyid that is null',
      altered((file) => (file.dsse['signatures'] = [{ keyid: null, sig: '' }])),
    ],
    ['rules that are not base64', altered((file) => (file.rules = '***'))],
    ['base64 with idle bits', altered((file) => (file.rules = 'QUJ='))],
    ['base64 without padding', altered((file) => (file.rules = 'QUI'))],
    ['base64url', altered((file) => (file.rules = '-_-_'))],
    ['base64 with blanks', altered((file) => (file.rules = 'QUJD QUJD'))],
  ])('%s', (_, bytes) => {
    expect(refusal(bytes)).toBe('SENTRELY_ERR_BUNDLE_SYNTAX');
  });
});

describe('(3) signatures', () => {
  const second = newSigningKey();
  const stranger = newSigningKey();
  const code = 'SENTRELY_ERR_BUNDLE_SIGNATURE';
  const both = { threshold: 2, keys: [trustKeyOf(signer), trustKeyOf(second)] };
  const signatures = (bytes: Uint8Array): { keyid: string; sig: string }[] =>
    (JSON.parse(Buffer.from(bytes).toString()) as BundleFile).dsse.signatures.map((one) => ({
      ...one,
    }));
  const withSignatures = (list: unknown): Uint8Array =>
    altered((file) => (file.dsse['signatures'] = list));

  it('stripped signatures', () => {
    expect(refusal(withSignatures([]))).toBe(code);
  });

  it('an empty keyid selects no key', () => {
    expect(refusal(withSignatures(signatures(bundle).map((one) => ({ ...one, keyid: '' }))))).toBe(
      code,
    );
  });

  it('a keyid in capitals selects no key', () => {
    const shouted = signatures(bundle).map((one) => ({ ...one, keyid: one.keyid.toUpperCase() }));
    expect(refusal(withSignatures(shouted))).toBe(code);
  });

  it('a signature that is empty, or of all zeros', () => {
    expect(refusal(withSignatures([{ keyid: signer.keyid, sig: '' }]))).toBe(code);
    const zeros = Buffer.alloc(64).toString('base64');
    expect(refusal(withSignatures([{ keyid: signer.keyid, sig: zeros }]))).toBe(code);
  });

  it('a key that is not trusted, also under the name of one that is', () => {
    const foreign = signed({}, [stranger]);
    expect(refusal(foreign)).toBe(code);
    const renamed = signatures(foreign).map((one) => ({ ...one, keyid: signer.keyid }));
    expect(refusal(altered((file) => (file.dsse['signatures'] = renamed), foreign))).toBe(code);
  });

  it('a good signature beside bad ones is enough for a threshold of one', () => {
    const bytes = signed({}, [stranger, signer]);
    expect(verifyBundle(bytes, context()).signers).toEqual([signer.keyid]);
  });

  it('two keys are two, one key twice is one', () => {
    expect(refusal(signed({}, [signer, second]), context({}, both))).toBe('accepted');
    expect(refusal(signed({}, [signer, signer]), context({}, both))).toBe(code);
    expect(refusal(bundle, context({}, both))).toBe(code);
  });

  it('one key under two names is one', () => {
    const alias = { ...trustKeyOf(signer), keyid: 'f'.repeat(64) };
    const names = { threshold: 2, keys: [trustKeyOf(signer), alias] };
    const twice = signatures(bundle).flatMap((one) => [one, { ...one, keyid: alias.keyid }]);
    expect(refusal(withSignatures(twice), context({}, names))).toBe(code);
  });

  it('an empty trust root lets nothing load, whatever its threshold', () => {
    for (const threshold of [0, -1, Number.NaN, 1]) {
      expect(refusal(withSignatures([]), context({}, { keys: [], threshold }))).toBe(code);
      expect(refusal(bundle, context({}, { keys: [], threshold }))).toBe(code);
    }
  });

  it('a key counts until its end, and not if that end cannot be read', () => {
    const until = (not_after: string): VerifyContext =>
      context({}, { keys: [{ ...trustKeyOf(signer), not_after }] });
    expect(refusal(bundle, until('2026-11-20T12:00:01Z'))).toBe('accepted');
    expect(refusal(bundle, until('2026-11-20T12:00:00Z'))).toBe(code);
    expect(refusal(bundle, until('tomorrow'))).toBe(code);
  });

  it('the payload type is signed too', () => {
    expect(refusal(altered((file) => (file.dsse['payloadType'] = 'text/plain')))).toBe(code);
  });

  it('nothing can be moved between type and payload', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '1', 'é'), maxLength: 4 });
    fc.assert(
      fc.property(text, text, text, text, (type, payload, otherType, otherPayload) => {
        const one = Buffer.from(preAuthEncoding(type, Buffer.from(payload)));
        const other = Buffer.from(preAuthEncoding(otherType, Buffer.from(otherPayload)));
        expect(one.equals(other)).toBe(type === otherType && payload === otherPayload);
      }),
      { numRuns: 3000 },
    );
  });

  it('the encoding is that of the DSSE specification', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(encoded).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });
});

describe('(4) format', () => {
  const code = 'SENTRELY_ERR_BUNDLE_FORMAT';

  it.each<[string, Uint8Array]>([
    ['another payload type', forged(statement(), 'application/json')],
    ['another format', altered((file) => (file.format = 'sentrely-bundle/2'))],
    ['a payload that is not JSON', forged('x')],
    ['a payload with a repeated key', forged('{"_type":"a","_type":"b"}')],
    ['another statement type', forged({ ...(statement() as object), _type: 'x' })],
    ['another predicate type', forged({ ...(statement() as object), predicateType: 'x' })],
    ['no subject', forged({ ...(statement() as object), subject: [] })],
    ['an unknown member', forged(statement({ grace: '1h' }))],
    ['another language version', forged(statement({ dsl_version: 2 }))],
    ['revision 0', forged(statement({ revision: 0 }))],
    ['half a revision', forged(statement({ revision: 1.5 }))],
    ['a revision beyond exact integers', forged(statement({ revision: 2 ** 60 }))],
    ['no channel', forged(statement({ channel: '' }))],
    ['a time that is not UTC', forged(statement({ expires: '2026-12-20T00:00:00+02:00' }))],
    ['a day that does not exist', forged(statement({ expires: '2026-02-30T00:00:00Z' }))],
    ['a time as a number', forged(statement({ expires: 1 }))],
    ['a digest that is none', forged(statement({ previous: 'x' }))],
    ['a version that is none', forged(statement({ min_gateway: '1' }))],
  ])('%s', (_, bytes) => {
    expect(refusal(bytes)).toBe(code);
  });

  it.each([
    ['0.1.0', '0.1.0', true],
    ['0.1.1', '0.1.0', false],
    ['0.2.0', '0.10.0', true],
    ['1.0.0', '0.99.99', false],
    ['0.1.0', '0.1.0-dev', true],
    ['0.1.0', 'unversioned', false],
  ])('rules for %s on version %s: %s', (min_gateway, version, isRead) => {
    const answer = refusal(signed({ min_gateway }), context({ version }));
    expect(answer).toBe(isRead ? 'accepted' : code);
  });
});

describe('(5) channel', () => {
  it.each(['other', 'Main', 'main '])('%j', (channel) => {
    expect(refusal(signed({ channel }))).toBe('SENTRELY_ERR_BUNDLE_CHANNEL');
  });
});

describe('(6) revocation', () => {
  const code = 'SENTRELY_ERR_BUNDLE_REVOKED';
  const second = newSigningKey();

  it('of the rules or of the payload', () => {
    const { digest } = verifyBundle(bundle, context());
    for (const one of [digest, payloadDigest]) {
      expect(refusal(bundle, context({}, { revoked: { digests: [one], keyids: [] } }))).toBe(code);
    }
  });

  it('of a key without which there are too few', () => {
    const revoked = { digests: [], keyids: [signer.keyid] };
    expect(refusal(bundle, context({}, { revoked }))).toBe(code);
    const keys = [trustKeyOf(signer), trustKeyOf(second)];
    const twice = signed({}, [signer, second]);
    expect(verifyBundle(twice, context({}, { keys, revoked })).signers).toEqual([second.keyid]);
    expect(refusal(twice, context({}, { keys, revoked, threshold: 2 }))).toBe(code);
  });
});

describe('(7) times', () => {
  const at = (time: string): string => refusal(bundle, context({ nowMs: Date.parse(time) }));

  it('is valid from the first moment until just before the last', () => {
    expect(at('2026-11-19T23:59:59.999Z')).toBe('SENTRELY_ERR_BUNDLE_NOT_YET_VALID');
    expect(at('2026-11-20T00:00:00Z')).toBe('accepted');
    expect(at('2026-12-19T23:59:59.999Z')).toBe('accepted');
    expect(at('2026-12-20T00:00:00Z')).toBe('SENTRELY_ERR_BUNDLE_EXPIRED');
  });

  it('without a clock it has expired', () => {
    expect(refusal(bundle, context({ nowMs: Number.NaN }))).toBe('SENTRELY_ERR_BUNDLE_EXPIRED');
  });
});

describe('(8) counter', () => {
  const floor = (revision: number, digest = payloadDigest): VerifyContext =>
    context({ floor: { revision, payloadDigest: digest } });

  it('goes up, stays on the same content, never goes back', () => {
    expect(refusal(bundle, floor(4))).toBe('accepted');
    expect(refusal(bundle, floor(5))).toBe('accepted');
    expect(refusal(bundle, floor(6))).toBe('SENTRELY_ERR_BUNDLE_COUNTER_REGRESSION');
    expect(refusal(bundle, floor(5, 'f'.repeat(64)))).toBe(
      'SENTRELY_ERR_BUNDLE_COUNTER_CONTENT_MISMATCH',
    );
  });

  it('a second signature on the same payload is the same content', () => {
    const keys = [trustKeyOf(signer), trustKeyOf(newSigningKey())];
    const resigned = signed({}, [signer, newSigningKey()]);
    const where = { ...floor(5), trust: trust({ keys }) };
    expect(refusal(resigned, where)).toBe('accepted');
  });
});

describe('(9) digest', () => {
  const code = 'SENTRELY_ERR_BUNDLE_DIGEST';
  const swap = (value: unknown): Uint8Array =>
    altered((file) => (file.rules = Buffer.from(bytesOf(value)).toString('base64')));

  it('other rules under a good signature', () => {
    expect(refusal(swap({ ...rules, policies: [] }))).toBe(code);
    expect(refusal(swap(null))).toBe(code);
    expect(refusal(altered((file) => (file.rules = '')))).toBe(code);
  });

  it('the same rules, written differently', () => {
    const spaced = Buffer.from(JSON.stringify(rules, null, 1)).toString('base64');
    expect(refusal(altered((file) => (file.rules = spaced)))).toBe(code);
  });
});

describe('(10) structure', () => {
  const code = 'SENTRELY_ERR_BUNDLE_STRUCTURE';
  const signedAnyway = (bytes: Uint8Array): Uint8Array =>
    forged(statement({}, sha256Hex(bytes)), undefined, bytes);

  it.each<[string, Uint8Array]>([
    ['no JSON', Buffer.from('x')],
    ['repeated keys', Buffer.from('{"format":1,"format":2}')],
    ['null', Buffer.from('null')],
    ['rules that break a law', bytesOf({ ...rules, layers: [] })],
  ])('%s', (_, bytes) => {
    expect(refusal(signedAnyway(bytes))).toBe(code);
    expect(codeOf(() => signBundle({ rulesBytes: bytes, predicate, keys: [signer] }))).toBe(code);
  });

  it('says where', () => {
    const bytes = signedAnyway(bytesOf({ ...rules, edition: 2 }));
    expect(() => verifyBundle(bytes, context())).toThrow('`/edition`: expected one of 1');
  });
});

describe('order of the checks', () => {
  it('the first failure wins', () => {
    // Everything is wrong with it; each repair uncovers the next.
    const everything = { channel: 'other', not_before: '2030-01-01T00:00:00Z' };
    const bytes = forged(statement(everything, 'f'.repeat(64)));
    const revoked = { digests: [sha256Hex(bytesOf(rules))], keyids: [] };
    const bare = context({ floor: { revision: 9, payloadDigest } }, { revoked });
    expect(refusal(bytes, { ...bare, trust: { ...bare.trust, keys: [] } })).toBe(
      'SENTRELY_ERR_BUNDLE_SIGNATURE',
    );
    expect(refusal(bytes, { ...bare, version: '0.0.1' })).toBe('SENTRELY_ERR_BUNDLE_FORMAT');
    expect(refusal(bytes, bare)).toBe('SENTRELY_ERR_BUNDLE_CHANNEL');
    const other = { ...bare.trust, channel: 'other' };
    expect(refusal(bytes, { ...bare, trust: other })).toBe('SENTRELY_ERR_BUNDLE_REVOKED');
    const clean = { ...other, revoked: { digests: [], keyids: [] } };
    expect(refusal(bytes, { ...bare, trust: clean })).toBe('SENTRELY_ERR_BUNDLE_NOT_YET_VALID');
    const late = forged(statement({ channel: 'other' }, 'f'.repeat(64)));
    expect(refusal(late, { ...bare, trust: clean })).toBe('SENTRELY_ERR_BUNDLE_COUNTER_REGRESSION');
    expect(refusal(late, { ...bare, trust: clean, floor: undefined })).toBe(
      'SENTRELY_ERR_BUNDLE_DIGEST',
    );
  });
});

describe('damage', () => {
  it('no single flipped bit verifies', () => {
    for (let at = 0; at < bundle.length; at++) {
      const damaged = new Uint8Array(bundle);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      expect(refusal(damaged)).toMatch(/^SENTRELY_ERR_BUNDLE_/);
    }
  });

  it('no other bit verifies either, and no prefix does', () => {
    const place = fc.record({ at: fc.nat(bundle.length - 1), bit: fc.nat(7) });
    fc.assert(
      fc.property(place, ({ at, bit }) => {
        const damaged = new Uint8Array(bundle);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        expect(refusal(damaged)).toMatch(/^SENTRELY_ERR_BUNDLE_/);
        expect(refusal(bundle.slice(0, at))).toBe('SENTRELY_ERR_BUNDLE_SYNTAX');
      }),
      { numRuns: 2000 },
    );
  });

  it('random bytes do not verify', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusal(bytes)).toBe('SENTRELY_ERR_BUNDLE_SYNTAX');
      }),
    );
  });
});

describe('a VerifiedBundle', () => {
  it('is nominal: content alone is not one', () => {
    expectTypeOf<BundleContent>().not.toExtend<VerifiedBundle>();
    expectTypeOf<VerifiedBundle>().toExtend<BundleContent>();
  });

  it('cannot be had without verifying', () => {
    expect(codeOf(() => new VerifiedBundle(new Uint8Array(), context()))).toBe(
      'SENTRELY_ERR_BUNDLE_SYNTAX',
    );
    const fake = Object.create(VerifiedBundle.prototype) as VerifiedBundle;
    expect(() => fake.rules).toThrow(TypeError);
    const verified = verifyBundle(bundle, context());
    Reflect.set(verified, 'rules', null);
    expect(verified.rules).toEqual(rules);
  });
});

describe('signing', () => {
  it('asks for a key, and for what a gateway would read', () => {
    const request = { rulesBytes: bytesOf(rules), predicate, keys: [signer] };
    expect(codeOf(() => signBundle({ ...request, keys: [] }))).toBe('SENTRELY_ERR_SIGNING_KEY');
    const revision = { ...predicate, revision: 0 };
    expect(codeOf(() => signBundle({ ...request, predicate: revision }))).toBe(
      'SENTRELY_ERR_BUNDLE_FORMAT',
    );
    const long = {
      ...rules,
      forbidden: { ...rules.forbidden, input: 'x'.repeat(7 * 1024 * 1024) },
    };
    expect(codeOf(() => signBundle({ ...request, rulesBytes: bytesOf(long) }))).toBe(
      'SENTRELY_ERR_BUNDLE_TOO_LARGE',
    );
  });

  it('writes canonical JSON without a private key in it', () => {
    const text = Buffer.from(bundle).toString('utf8');
    expect(text).toBe(canonicalJson(JSON.parse(text)));
    const { d = '' } = signer.privateKey.export({ format: 'jwk' });
    expect(text).not.toContain(Buffer.from(d, 'base64url').toString('base64'));
  });
});
