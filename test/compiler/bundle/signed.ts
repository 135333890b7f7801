import type { BundlePredicate, TrustRoot, VerifyContext } from '../../../compiler/bundle/bundle.ts';
import { newSigningKey, type SigningKey, trustKeyOf } from '../../../compiler/bundle/keys.ts';
import { builtInIndex } from '../../../compiler/bundle/builtin-actions.ts';
import type { CommandEntry, EffectArgumentEntry, RuleSet } from '../../../compiler/bundle/rules.ts';
import { signBundle } from '../../../compiler/bundle/sign.ts';
import {
  action,
  agent,
  effect,
  fieldOf,
  firstAction,
  guard,
  param,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from '../evaluate/rule-set.ts';

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

const rm = effect(firstAction, { bucket: 'bucket', key: 'key' });
const plain = { variable: null, role: 'plain', sets: [], does: [] } as const;

/** A program with everything that a declaration of one can hold. */
const command: CommandEntry = {
  programs: ['aws'],
  complete: true,
  options: [
    { names: ['-C'], value: 'next', type: 'Path', ...plain, role: 'directory' },
    { names: ['-f', '--force'], value: 'none', type: 'Bool', ...plain, variable: 'force' },
    {
      names: ['--data'],
      value: 'attached',
      type: 'String',
      ...plain,
      sets: [{ variable: 'carries', value: 'body' }],
      does: [effect(builtInIndex('fs.write'), { path: 'value' })],
    },
  ],
  forms: [
    {
      words: [['s3'], ['rm', 'remove']],
      positionals: [
        {
          pieces: [
            { kind: 'text', text: 's3://' },
            { kind: 'variable', name: 'bucket', type: 'String' },
          ],
          optional: false,
          repeats: false,
        },
        {
          pieces: [{ kind: 'variable', name: 'key', type: 'Refspec' }],
          optional: true,
          repeats: true,
        },
      ],
      options: [{ names: ['-n'], value: 'next', type: 'Int', ...plain, variable: 'count' }],
      does: [
        {
          action: firstAction,
          args: [
            { ...argument('key', 'key'), part: 'branch' },
            { ...argument('bucket', null), constant: 'b' },
          ],
        },
        {
          action: builtInIndex('fs.read'),
          args: [{ ...argument('path', 'bucket'), under: true, skipsHidden: true }],
        },
      ],
    },
  ],
};

function argument(param: string, variable: string | null): EffectArgumentEntry {
  return { param, variable, part: null, under: false, skipsHidden: false, constant: null };
}

const approvers = [
  { kind: 'team', team: 'acme/x' },
  { kind: 'user', id: 1, login: 'ann' },
  { kind: 'role', role: 'maintain' },
] as const;

const guarded = rule(
  'deny',
  'g.d',
  { op: 'match', field: fieldOf('path'), form: 'either', exact: 0, folded: 0 },
  { onUnknownAsk: true, because: 'No.' },
);

const allowed = rule('allow', 'p.a', {
  op: 'and',
  of: [
    { op: 'inside', field: fieldOf('path') },
    { op: 'not', of: { op: 'has', param: 'n' } },
    { op: 'equal', field: fieldOf('url', 'host'), values: ['a.example'] },
    { op: 'order', field: fieldOf('n'), comparison: '<', value: 5 },
    { op: 'same', field: fieldOf('to', 'domain'), other: fieldOf('url', 'host') },
    { op: 'every', param: 'cc', of: { op: 'from', field: fieldOf('cc'), origins: [0, 1] } },
    {
      op: 'any',
      param: 'people',
      of: { op: 'equal', field: fieldOf('people', 'domain', 'email'), values: ['acme.com'] },
    },
    { op: 'equal', field: fieldOf('method'), values: ['GET'] },
    { op: 'after', monitor: 0 },
    { op: 'count', monitor: 1, comparison: '>=', value: 3 },
  ],
});

const sender = tool(
  {
    path: 'Path',
    'n?': 'Int',
    'url?': 'Url',
    'to?': 'Email',
    'flag?': 'Bool',
    'bucket?': 'String',
  },
  'Tool',
  { does: [rm], trusted: ['[].email'] },
);

/** Small rules that use every construct. */
export const rules: RuleSet = ruleSet(
  [
    {
      ...sender,
      params: [
        ...sender.params,
        param('key?', 'Key', { inert: true }),
        param('cc?', 'Email', { list: true }),
        param('method?', 'String', { words: ['GET', 'POST'] }),
        param('people?', 'Json', { list: true, fields: [param('email', 'Email')] }),
      ],
    },
  ],
  [
    guard([guarded, rule('ask', 'g.o', null, { actions: [0] })]),
    policy(
      [
        allowed,
        rule('ask', 'p.q', null, { approval: { count: 1, approvers, expiresMs: 1000 } }),
        rule(
          'allow',
          'p.s',
          { op: 'match', field: fieldOf('bucket'), form: null, exact: 0, folded: null },
          { actions: [firstAction] },
        ),
      ],
      {
        agents: { names: ['dev'], patterns: [0] },
        holdMessage: true,
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
    actions: [action('s3.delete', { bucket: 'String', 'key?': 'Ref' })],
    commands: [command],
    monitors: [
      { tools: [0], actions: [], when: { op: 'inside', field: fieldOf('path') }, withinMs: 1000 },
      { tools: [], actions: [0, firstAction], when: null, withinMs: null },
    ],
    origins: [{ kind: 'prompt' }, { kind: 'tool', tool: 0 }],
    observeUntil: '2026-12-31T00:00:00Z',
    automata: [prefixAutomaton('ab')],
    agents: [
      agent('dev', {
        models: [0],
        owner: { kind: 'user', id: 1, login: 'ann' },
        keys: [`sha256:${'a'.repeat(64)}`],
        identities: [
          {
            kind: 'token',
            issuer: 'https://idp.acme.example',
            claims: [{ name: 'sub', value: 'ci' }],
          },
          { kind: 'certificate', field: 'dns', value: 'ci.acme.example' },
        ],
        limits: {
          budgets: [{ unit: 'tokens', amount: 5, period: 'day' }],
          alerts: [50],
          rates: [{ calls: 60, perMs: 60_000 }],
          loop: { repeats: 5, withinMs: 600_000, poll: [0] },
        },
      }),
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
