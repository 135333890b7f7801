import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { builtInIndex } from '../../compiler/bundle/builtin-actions.ts';
import type {
  Condition,
  MonitorEntry,
  PolicyEntry,
  RuleEntry,
  Verdict,
} from '../../compiler/bundle/rules.ts';
import type {
  DecisionRequest,
  History,
  Origins,
  Outcome,
} from '../../compiler/evaluate/decision.ts';
import type { EffectFacet } from '../../compiler/evaluate/effect-facet.ts';
import type { Known, SetPiece } from '../../compiler/evaluate/known.ts';
import { judgeEffects } from '../compiler/evaluate/effects.ts';
import {
  action,
  fieldOf,
  firstAction,
  guard,
  literalAutomaton,
  param,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from '../compiler/evaluate/rule-set.ts';

const opaque = builtInIndex('opaque');
const read = builtInIndex('fs.read');
const send = firstAction;
const tools = [tool({ 'note?': 'String' })];
const actions = [
  action('mail.send', { 'ref?': 'Ref', 'to?': 'Email', 'n?': 'Int', 'force?': 'Bool' }, [
    param('method?', 'String', { words: ['GET', 'POST'] }),
    param('all?', 'Email', { list: true }),
  ]),
];
const automata = [
  prefixAutomaton('src/'),
  prefixAutomaton('/app/'),
  literalAutomaton('/etc/passwd'),
  prefixAutomaton('f'),
];
const monitors: readonly MonitorEntry[] = [
  {
    tools: [],
    actions: [read],
    when: { op: 'equal', field: fieldOf('path'), values: ['/etc/passwd'] },
    withinMs: null,
  },
  { tools: [0], actions: [send], when: null, withinMs: 1000 },
];
const layers = ['org', 'repository'];
const approval = { count: 1, approvers: [], expiresMs: 1000 };

const historyAtoms: readonly Condition[] = [
  { op: 'after', monitor: 0 },
  { op: 'count', monitor: 1, comparison: '>', value: 1 },
  { op: 'count', monitor: 0, comparison: '==', value: 0 },
];
const atoms: Readonly<Record<number, readonly Condition[]>> = {
  [read]: [
    { op: 'equal', field: fieldOf('path'), values: ['/etc/passwd', 'src/a'] },
    { op: 'match', field: fieldOf('path'), form: 'relative', exact: 0, folded: 0 },
    { op: 'match', field: fieldOf('path'), form: 'absolute', exact: 1, folded: null },
    { op: 'match', field: fieldOf('path'), form: 'either', exact: 2, folded: 2 },
    { op: 'inside', field: fieldOf('path') },
    { op: 'from', field: fieldOf('path'), origins: [0] },
    { op: 'has', param: 'path' },
  ],
  [send]: [
    { op: 'match', field: fieldOf('ref'), form: null, exact: 3, folded: null },
    { op: 'equal', field: fieldOf('ref'), values: ['main'] },
    { op: 'equal', field: fieldOf('to', 'domain'), values: ['acme.com'] },
    { op: 'equal', field: fieldOf('force'), values: [true] },
    { op: 'order', field: fieldOf('n'), comparison: '>', value: 2 },
    { op: 'equal', field: fieldOf('method'), values: ['GET'] },
    { op: 'has', param: 'ref' },
    { op: 'from', field: fieldOf('to'), origins: [0] },
    {
      op: 'every',
      param: 'all',
      of: { op: 'equal', field: fieldOf('all', 'domain'), values: ['acme.com'] },
    },
    { op: 'any', param: 'all', of: { op: 'from', field: fieldOf('all'), origins: [0] } },
  ],
  [opaque]: [{ op: 'equal', field: fieldOf('cause'), values: ['dynamic'] }],
};

function conditionOn(about: number): fc.Arbitrary<Condition | null> {
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom(...(atoms[about] ?? []), ...historyAtoms),
      tie('condition').map((of): Condition => ({ op: 'not', of })),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('condition'), { maxLength: 3 }))
        .map(([op, of]): Condition => ({ op, of })),
    ),
  }));
  return fc.option(condition, { freq: 5 });
}

interface Seed {
  readonly about: number;
  readonly effect: Verdict;
  readonly when: Condition | null;
  readonly lenient: boolean;
}

function seedOf(effects: readonly Verdict[], lenient: boolean): fc.Arbitrary<Seed> {
  return fc
    .tuple(fc.constantFrom(read, read, send, send, opaque), fc.constantFrom(...effects))
    .chain(([about, effect]) =>
      fc.record({
        about: fc.constant(about),
        effect: fc.constant(effect),
        when: conditionOn(about),
        lenient: lenient && effect === 'deny' ? fc.boolean() : fc.constant(false),
      }),
    );
}

function toRule({ about, effect, when, lenient }: Seed, id: string): readonly RuleEntry[] {
  if (effect === 'allow' && about === opaque) return [];
  const more = { actions: [about], onUnknownAsk: lenient };
  return [rule(effect, id, when, { ...more, approval: effect === 'ask' ? approval : null })];
}

function policiesOf(lenient: boolean): fc.Arbitrary<readonly PolicyEntry[]> {
  const block = fc.record({
    layer: fc.constantFrom(null, 0, 1, 1, 1),
    otherwise: fc.boolean(),
    rules: fc.array(seedOf(['allow', 'allow', 'allow', 'ask', 'deny'], lenient), { maxLength: 6 }),
  });
  return fc.array(block, { minLength: 1, maxLength: 3 }).map((blocks) =>
    blocks.map(({ layer, otherwise, rules }, at) => {
      const entries = rules.flatMap((one, index) => toRule(one, `p${at}.r${index}`));
      if (layer === null) return guard(entries.filter(({ effect }) => effect !== 'allow'));
      const fallback = { id: `p${at}.otherwise`, file: 'a.sentrely', line: 1, approval };
      return policy(entries, { layer, otherwise: otherwise ? fallback : null });
    }),
  );
}

const one = (value: string | number | boolean): Known => ({ kind: 'one', value });
const texts: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  path: ['src/a', '/etc/passwd', '/app/x', '../y', 'SRC/a', '~/a', '\0', ''],
  ref: ['main', 'f1', 'feature/x', 'é', ''],
  to: ['a@acme.com', 'b@evil.com', 'a, b'],
  n: [0, 3, '3'],
  force: [true, false, 'true'],
  method: ['GET', 'POST', 'get'],
};
const list = fc
  .subarray(['a@acme.com', 'b@evil.com', 'x', ''])
  .map((value): Known => ({ kind: 'json', value }));
const args = fc
  .record(
    Object.fromEntries([
      ...Object.entries(texts).map(([name, values]) => [name, fc.constantFrom(...values).map(one)]),
      ['all', list],
    ]) as Readonly<Record<string, fc.Arbitrary<Known>>>,
    { requiredKeys: [] },
  )
  .map((record) => new Map(Object.entries(record as Readonly<Record<string, Known>>)));
const facet: fc.Arbitrary<EffectFacet> = fc
  .record({
    about: fc.constantFrom(read, read, read, send, send, opaque),
    args,
    directories: fc.constantFrom<readonly string[]>(
      ['/app'],
      ['.'],
      ['/app', '/app/src'],
      ['/app', '/srv'],
    ),
    cause: fc.constantFrom('dynamic', 'unreadable', null),
  })
  .map(({ about, args: all, directories, cause }) => {
    const own = new Map(
      [...all].filter(([name]) => (about === read ? name === 'path' : name !== 'path')),
    );
    const why = new Map<string, Known>(cause === null ? [] : [['cause', one(cause)]]);
    const known = about === opaque ? why : own;
    return { action: about, args: known, directories, command: null };
  });

const past: fc.Arbitrary<History> = fc
  .tuple(fc.nat(3), fc.nat(2))
  .map(([least, more]) => ({ count: () => ({ least, most: least + more }) }));
const origins: fc.Arbitrary<Origins> = fc
  .subarray(['/app/src/a', '/etc/passwd', 'a@acme.com', 'b@evil.com'])
  .map((typed) => ({ holds: (_, value) => typed.some((text) => text === value) }));
const request: fc.Arbitrary<Partial<DecisionRequest>> = fc.record({
  input: fc.constantFrom({}, { note: 'x' }),
  workspace: fc.constantFrom('/app', null),
  history: past,
  origins,
});

function judge(
  policies: readonly PolicyEntry[],
  facets: readonly EffectFacet[],
  about: Partial<DecisionRequest>,
): Outcome {
  const commands = [
    {
      programs: ['mail'],
      complete: false,
      options: [],
      forms: [{ words: [], positionals: [], options: [], does: [{ action: send, args: [] }] }],
    },
  ];
  const more = {
    actions,
    commands,
    automata,
    layers,
    monitors,
    origins: [{ kind: 'prompt' }],
  } as const;
  return judgeEffects(ruleSet(tools, policies, more), facets, about);
}

const ranks: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };
const facets = fc.array(facet, { minLength: 1, maxLength: 4 });
const runs = { numRuns: 2000 };

function expectNoMilder(before: Outcome, after: Outcome): void {
  expect(ranks[after.verdict]).toBeGreaterThanOrEqual(ranks[before.verdict]);
}

// A facet more can make history unknown, for which `on unknown ask` asks.
it('one more facet never makes the verdict milder', () => {
  fc.assert(
    fc.property(
      policiesOf(false),
      facets,
      facet,
      fc.nat(4),
      request,
      (...[policies, some, extra, at, about]) => {
        const more = [...some.slice(0, at), extra, ...some.slice(at)];
        expectNoMilder(judge(policies, some, about), judge(policies, more, about));
      },
    ),
    runs,
  );
});

/** What holds of more: a value becomes a set that holds it, or nothing is known of it. */
function widened(known: Known, how: number): Known {
  if (how === 0) return { kind: 'unknown', maybeAbsent: false };
  if (how === 1) return { kind: 'unknown', maybeAbsent: true };
  if (known.kind !== 'one' || typeof known.value !== 'string') return known;
  const { value } = known;
  const cut = value.lastIndexOf('/') + 1;
  const sets: readonly (readonly SetPiece[])[] = [
    [{ kind: 'text', text: value.slice(0, cut) }, { kind: 'run' }],
    [{ kind: 'text', text: value.slice(0, -1) }, { kind: 'unit' }],
    [{ kind: 'any' }],
    [
      { kind: 'text', text: value },
      { kind: 'below', skipsHidden: false },
    ],
  ];
  const pieces = sets[how - 2] ?? [];
  // A whole segment of wildcard is never a dot, nor a home, no character is no character, and none
  // is the zero that no path can hold.
  const isOdd = /(^|\/)(\.{0,2}|~.*)$|\0/.test(value) || value === '';
  return isOdd ? { kind: 'unknown', maybeAbsent: false } : { kind: 'set', pieces };
}

it('knowing less never makes the verdict milder', () => {
  fc.assert(
    fc.property(
      policiesOf(false),
      facets,
      request,
      fc.nat(3),
      fc.constantFrom('path', 'ref', 'to', 'n', 'force', 'method', 'all'),
      fc.nat(5),
      (...[policies, some, about, at, name, how]) => {
        const less = some.map((each, index) => {
          const known = each.args.get(name);
          if (index !== at || known === undefined) return each;
          return { ...each, args: new Map(each.args).set(name, widened(known, how)) };
        });
        expectNoMilder(judge(policies, some, about), judge(policies, less, about));
      },
    ),
    { numRuns: 6000 },
  );
});

it('an argument that may be missing never makes the verdict milder than one that is', () => {
  fc.assert(
    fc.property(policiesOf(false), facets, request, fc.nat(3), (policies, some, about, at) => {
      const less = some.map((each, index) => {
        if (index !== at || each.action !== send) return each;
        const perhaps = new Map<string, Known>(each.args);
        for (const name of ['ref', 'to', 'n']) {
          if (!perhaps.has(name)) perhaps.set(name, { kind: 'unknown', maybeAbsent: true });
        }
        return { ...each, args: perhaps };
      });
      expectNoMilder(judge(policies, some, about), judge(policies, less, about));
    }),
    runs,
  );
});

it('less history, fewer origins and more directories never make the verdict milder', () => {
  fc.assert(
    fc.property(policiesOf(false), facets, request, fc.nat(2), (policies, some, about, how) => {
      const { history, origins: known, ...rest } = about;
      const less = [
        { ...rest, ...(known === undefined ? {} : { origins: known }) },
        { ...rest, ...(history === undefined ? {} : { history }) },
        about,
      ][how];
      const anywhere = how < 2 ? some : some.map((each) => ({ ...each, directories: null }));
      expectNoMilder(judge(policies, some, about), judge(policies, anywhere, less ?? about));
    }),
    runs,
  );
});

it('one more deny or ask never makes the verdict milder', () => {
  fc.assert(
    fc.property(
      policiesOf(true),
      seedOf(['ask', 'deny'], true),
      facets,
      request,
      (policies, seed, some, about) => {
        const more = [...policies, guard(toRule(seed, 'extra'))];
        expectNoMilder(judge(policies, some, about), judge(more, some, about));
      },
    ),
    runs,
  );
});

it('the order of rules, policies and facets changes nothing', () => {
  const sorted = ({ rules }: Outcome): readonly string[] => rules.map(({ id }) => id).sort();
  fc.assert(
    fc.property(policiesOf(true), facets, request, (policies, some, about) => {
      const before = judge(policies, some, about);
      const other = policies
        .toReversed()
        .map((each) => ({ ...each, rules: each.rules.toReversed() }));
      const after = judge(other, some.toReversed(), about);
      expect(after.verdict).toBe(before.verdict);
      expect(sorted(after)).toEqual(sorted(before));
      expect(after.marks).toEqual(before.marks);
    }),
    runs,
  );
});

it('asks come with what they require, and every facet with its verdict', () => {
  fc.assert(
    fc.property(policiesOf(true), facets, request, (policies, some, about) => {
      const { verdict, rules, approvals, facets: shown, reason } = judge(policies, some, about);
      expect(shown).toHaveLength(some.length + 1);
      expect(Math.max(...shown.map((each) => ranks[each.verdict ?? 'allow']))).toBe(ranks[verdict]);
      expect(approvals.map((each) => each.rule)).toEqual(
        verdict === 'ask' ? rules.map(({ id }) => id) : [],
      );
      expect(rules.every(({ effect }) => effect === verdict)).toBe(true);
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      if (verdict !== 'deny') expect(rules.length).toBeGreaterThan(0);
      expect(reason).not.toBe('');
      expect(shown.some(({ name, verdict: own }) => name === 'opaque' && own === 'allow')).toBe(
        false,
      );
    }),
    runs,
  );
});

const anyPiece: fc.Arbitrary<SetPiece> = fc.oneof(
  fc.string({ unit: 'binary' }).map((text): SetPiece => ({ kind: 'text', text })),
  fc.constantFrom<SetPiece>({ kind: 'run' }, { kind: 'unit' }, { kind: 'any' }),
);
const anyKnown: fc.Arbitrary<Known> = fc.oneof(
  fc
    .oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean())
    .map((value): Known => ({ kind: 'one', value })),
  fc.jsonValue().map((value): Known => ({ kind: 'json', value })),
  fc.constantFrom<Known>(
    { kind: 'json', value: JSON.parse('{"__proto__": {"toString": 1}}') },
    { kind: 'json', value: { toString: 'x' } },
    { kind: 'json', value: undefined },
  ),
  fc.boolean().map((maybeAbsent): Known => ({ kind: 'unknown', maybeAbsent })),
  fc
    .tuple(fc.array(anyPiece, { maxLength: 4 }), fc.option(fc.boolean()))
    .map(([pieces, skipsHidden]): Known => {
      const tail = skipsHidden === null ? [] : [{ kind: 'below', skipsHidden } as const];
      return { kind: 'set', pieces: [...pieces, ...tail] };
    }),
);

it('never throws, whatever is known', () => {
  const names = fc.constantFrom(
    'path',
    'ref',
    'to',
    'n',
    'force',
    'method',
    'all',
    '__proto__',
    'x',
  );
  const wild = fc.record({
    action: fc.constantFrom(read, send, opaque),
    args: fc.array(fc.tuple(names, anyKnown), { maxLength: 6 }).map((pairs) => new Map(pairs)),
    directories: fc.option(fc.array(fc.string({ unit: 'binary' }), { maxLength: 2 })),
    command: fc.option(fc.string()),
  });
  const about = fc.record({
    workspace: fc.option(fc.string({ unit: 'binary' })),
    history: past,
    origins,
  });
  fc.assert(
    fc.property(
      policiesOf(true),
      fc.array(wild, { maxLength: 4 }),
      about,
      (policies, some, call) => {
        expect(['allow', 'ask', 'deny']).toContain(judge(policies, some, call).verdict);
      },
    ),
    runs,
  );
});
