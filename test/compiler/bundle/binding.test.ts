import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ActionBinding, bindAction } from '../../../compiler/bundle/binding.ts';
import { digestOf, sha256Hex } from '../../../compiler/bundle/digest.ts';

const binding: ActionBinding = {
  v: 1,
  gateway_id: 'g1',
  channel: 'main',
  session: 's1',
  agent: 'dev',
  principal: null,
  provider: 'anthropic',
  server: null,
  tool: 'deploy',
  tool_schema_hash: null,
  resource: null,
  args: { environment: 'production', version: '1.2.3' },
  exec: null,
  policy_revision: 7,
  bundle_digest: 'a'.repeat(64),
  rule_ids: ['p.b', 'p.a'],
};

it('is the SHA-256 of the canonical text', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex(new TextEncoder().encode('é'))).toBe(sha256Hex('é'));
  expect(digestOf({ b: 1, a: [true] })).toBe(sha256Hex('{"a":[true],"b":1}'));
  expect(bindAction(binding)).toBe(
    sha256Hex(
      '{"agent":"dev","args":{"environment":"production","version":"1.2.3"},' +
        `"bundle_digest":"${'a'.repeat(64)}","channel":"main","exec":null,"gateway_id":"g1",` +
        '"policy_revision":7,"principal":null,"provider":"anthropic","resource":null,' +
        '"rule_ids":["p.a","p.b"],"server":null,"session":"s1","tool":"deploy",' +
        '"tool_schema_hash":null,"v":1}',
    ),
  );
});

it('does not depend on the order of anything', () => {
  const turned = Object.fromEntries(
    Object.entries(binding).toReversed(),
  ) as unknown as ActionBinding;
  const args = { version: '1.2.3', environment: 'production' };
  expect(bindAction({ ...turned, args, rule_ids: ['p.a', 'p.b', 'p.a'] })).toBe(
    bindAction(binding),
  );
});

it('every fact counts, and unknown is not the same as empty', () => {
  const changes: readonly Partial<ActionBinding>[] = [
    { gateway_id: 'g2' },
    { channel: null },
    { session: 's2' },
    { agent: 'ops' },
    { principal: '' },
    { provider: null },
    { server: 'x' },
    { tool: 'Deploy' },
    { tool_schema_hash: 'x' },
    { resource: 'x' },
    { args: { environment: 'production', version: '1.2.4' } },
    { args: { environment: 'production', version: '1.2.3', extra: null } },
    { exec: { cwd: '/', env: null } },
    { exec: { cwd: '/', env: {} } },
    { policy_revision: 8 },
    { bundle_digest: 'b'.repeat(64) },
    { rule_ids: ['p.a'] },
  ];
  const digests = changes.map((change) => bindAction({ ...binding, ...change }));
  expect(new Set([bindAction(binding), ...digests]).size).toBe(changes.length + 1);
});

it('binds any arguments that are JSON and throws on others', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (args) => {
      expect(bindAction({ ...binding, args })).toMatch(/^[0-9a-f]{64}$/);
    }),
  );
  expect(() => bindAction({ ...binding, args: undefined })).toThrow('type undefined');
});
