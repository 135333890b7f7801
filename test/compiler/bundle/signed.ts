import type { BundlePredicate, TrustRoot, VerifyContext } from '../../../compiler/bundle/bundle.ts';
import { newSigningKey, type SigningKey, trustKeyOf } from '../../../compiler/bundle/keys.ts';
import type { RuleSet } from '../../../compiler/bundle/rules.ts';
import { signBundle } from '../../../compiler/bundle/sign.ts';
import { guard, policy, prefixAutomaton, rule, ruleSet, tool } from '../evaluate/rule-set.ts';

/** The moment at which tests verify. */
const nowMs: number = Date.parse('2026-11-20T12:00:00Z');

export const signer: SigningKey = newSigningKey();

export const predicate: BundlePredicate = {
  revision: 5,
  channel: 'main',
  not_before: '2026-11-20T00:00:00Z',
  expires: '2026-12-20T00:00:00Z',
  dsl_version: 1,
  min_gateway: '0.1.0',
  source: { repo: 'acme/shop', commit: 'abc', ref: 'refs/heads/main', run: null },
  previous: null,
  tests: { passed: 3 },
};

/** Small rules that use every construct. */
export const rules: RuleSet = ruleSet(
  [tool({ path: 'Path', 'n?': 'Int', 'url?': 'Url', 'to?': 'Email', 'flag?': 'Bool' })],
  [
    guard([
      rule(
        'deny',
        'g.d',
        {
          op: 'match',
          field: { param: 'path', part: null },
          form: 'either',
          exact: 0,
          folded: 0,
        },
        { onUnknownAsk: true, because: 'No.' },
      ),
    ]),
    policy(
      [
        rule('allow', 'p.a', {
          op: 'and',
          of: [
            { op: 'inside', field: { param: 'path', part: null } },
            { op: 'not', of: { op: 'has', param: 'n' } },
            { op: 'equal', field: { param: 'url', part: 'host' }, values: ['a.example'] },
            { op: 'order', field: { param: 'n', part: null }, comparison: '<', value: 5 },
          ],
        }),
        rule('ask', 'p.q', null, {
          approval: {
            count: 1,
            approvers: [
              { kind: 'team', team: 'acme/x' },
              { kind: 'user', id: 1, login: 'ann' },
              { kind: 'role', role: 'maintain' },
            ],
            expiresMs: 1000,
          },
        }),
      ],
      {
        agents: { names: ['dev'], patterns: [0] },
        otherwise: {
          id: 'p.otherwise',
          file: 'a.sentrely',
          line: 2,
          approval: { count: 1, approvers: [], expiresMs: 1000 },
        },
      },
    ),
  ],
  {
    automata: [prefixAutomaton('ab')],
    agents: [
      {
        name: 'dev',
        owner: { kind: 'user', id: 1, login: 'ann' },
        keys: [`sha256:${'a'.repeat(64)}`],
      },
    ],
  },
);

/** JSON as bytes. */
export function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8');
}

/** A bundle of the rules above, signed by the signer unless said otherwise. */
export function signed(
  change: Partial<BundlePredicate> = {},
  keys: readonly SigningKey[] = [signer],
): Uint8Array {
  return signBundle({ rulesBytes: bytesOf(rules), predicate: { ...predicate, ...change }, keys });
}

/** Trust in the signer, for the channel above. */
export function trust(change: Partial<TrustRoot> = {}): TrustRoot {
  return {
    format: 'sentrely-trust/1',
    channel: 'main',
    threshold: 1,
    keys: [trustKeyOf(signer)],
    revoked: { digests: [], keyids: [] },
    ...change,
  };
}

/** What tests verify with. */
export function context(
  change: Partial<VerifyContext> = {},
  trustChange: Partial<TrustRoot> = {},
): VerifyContext {
  return { trust: trust(trustChange), nowMs, floor: undefined, version: '0.1.0', ...change };
}
