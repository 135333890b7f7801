import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Condition, PolicyEntry, RuleEntry, Verdict } from '../../compiler/bundle/rules.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import {
  guard,
  literalAutomaton,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from '../compiler/evaluate/rule-set.ts';

const tools = [
  tool({ 'path?': 'Path', 'n?': 'Int', 'url?': 'Url', 'to?': 'Email', 'any?': 'Json' }),
];
const automata = [
  prefixAutomaton('/app/'),
  prefixAutomaton('src/'),
  literalAutomaton('/etc/passwd'),
  prefixAutomaton(''),
];
const layers = ['org', 'repository'];
const approval = { count: 1, approvers: [], expiresMs: 1000 };

const field = (param: string, part: 'host' | 'port' | 'local' | null = null) => ({
  param,
  field: null,
  part,
});
const atom: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { op: 'equal', field: field('n'), values: [1, 2] },
  { op: 'order', field: field('n'), comparison: '>', value: 1 },
  { op: 'order', field: field('url', 'port'), comparison: '<=', value: 443 },
  { op: 'equal', field: field('url', 'host'), values: ['a.example'] },
  { op: 'equal', field: field('to', 'local'), values: ['ann'] },
  { op: 'equal', field: field('path'), values: ['/etc/passwd', 'src/a'] },
  { op: 'match', field: field('path'), form: 'absolute', exact: 0, folded: 0 },
  { op: 'match', field: field('path'), form: 'relative', exact: 1, folded: null },
  { op: 'match', field: field('path'), form: 'either', exact: 2, folded: 2 },
  { op: 'match', field: field('path'), form: 'either', exact: 3, folded: null },
  { op: 'inside', field: field('path') },
);
const presence: fc.Arbitrary<Condition> = fc
  .constantFrom('path', 'n', 'url', 'to')
  .map((param) => ({ op: 'has', param }));

function conditionOver(atoms: fc.Arbitrary<Condition>): fc.Arbitrary<Condition | null> {
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      atoms,
      tie('condition').map((of): Condition => ({ op: 'not', of })),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('condition'), { maxLength: 3 }),
        )
        .map(([op, of]): Condition => ({ op, of })),
    ),
  }));
  return fc.option(condition, { freq: 8 });
}

interface RuleSeed {
  readonly effect: Verdict;
  readonly when: Condition | null;
  readonly onUnknownAsk: boolean;
}

function toRule({ effect, when, onUnknownAsk }: RuleSeed, id: string): RuleEntry {
  return rule(effect, id, when, {
    approval: effect === 'ask' ? approval : null,
    onUnknownAsk: effect === 'deny' && onUnknownAsk,
  });
}

/** Any policies; `lenient` lets unknown denies ask. */
function policiesOver(
  atoms: fc.Arbitrary<Condition>,
  lenient: boolean,
): fc.Arbitrary<readonly PolicyEntry[]> {
  const seed = fc.record<RuleSeed>({
    effect: fc.constantFrom('allow', 'allow', 'ask', 'deny'),
    when: conditionOver(atoms),
    onUnknownAsk: lenient ? fc.boolean() : fc.constant(false),
  });
  const block = fc.record({
    layer: fc.constantFrom(null, 0, 1, 1),
    otherwise: fc.boolean(),
    rules: fc.array(seed, { maxLength: 5 }),
  });
  return fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) =>
    blocks.map(({ layer, otherwise, rules }, at) => {
      const entries = rules.map((one, index) => toRule(one, `p${at}.r${index}`));
      if (layer === null) return guard(entries.filter((one) => one.effect !== 'allow'));
      const fallback = { id: `p${at}.otherwise`, file: 'a.sentrely', line: 1, approval };
      return policy(entries, { layer, otherwise: otherwise ? fallback : null });
    }),
  );
}

const input = fc.record(
  {
    path: fc.constantFrom(
      'src/a',
      '/app/src/a',
      '/APP/x',
      '../x',
      '/etc/passwd',
      '~/x',
      '/a\0',
      'SRC/a',
    ),
    n: fc.integer({ min: 0, max: 3 }),
    url: fc.constantFrom('https://a.example/', 'http://b.example:99/', 'https://x@a.example/', 'x'),
    to: fc.constantFrom('ann@a.example', 'ANN@a.example', 'bob@a.example', 'a, b'),
    any: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const workspace = fc.constantFrom('/app', null);

function run(policies: readonly PolicyEntry[], call: unknown, where: string | null): Outcome {
  const plan = planRules(ruleSet(tools, policies, { automata, layers }));
  return decide(plan, { agent: 'dev', server: null, tool: 'Tool', input: call, workspace: where });
}

const ranks: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };
const sortedIds = (outcome: Outcome): readonly string[] =>
  outcome.rules.map((one) => one.id).sort();
const anyAtom = fc.oneof({ arbitrary: atom, weight: 5 }, { arbitrary: presence, weight: 1 });
const runs = { numRuns: 1000 };

it('the order of policies and rules changes nothing', () => {
  const shuffled = policiesOver(anyAtom, true).chain((policies) =>
    fc.record({
      policies: fc.constant(policies),
      other: fc
        .shuffledSubarray([...policies], { minLength: policies.length })
        .map((list) => list.map((one) => ({ ...one, rules: one.rules.toReversed() }))),
    }),
  );
  fc.assert(
    fc.property(shuffled, input, workspace, ({ policies, other }, call, where) => {
      const before = run(policies, call, where);
      const after = run(other, call, where);
      expect(after.verdict).toBe(before.verdict);
      expect(sortedIds(after)).toEqual(sortedIds(before));
    }),
    runs,
  );
});

it('one more deny or ask never makes the verdict milder', () => {
  const extra = fc.record<RuleSeed>({
    effect: fc.constantFrom('ask', 'deny'),
    when: conditionOver(anyAtom),
    onUnknownAsk: fc.boolean(),
  });
  fc.assert(
    fc.property(
      policiesOver(anyAtom, true),
      extra,
      input,
      workspace,
      (policies, seed, call, where) => {
        const before = run(policies, call, where);
        const after = run([...policies, guard([toRule(seed, 'extra')])], call, where);
        expect(ranks[after.verdict]).toBeGreaterThanOrEqual(ranks[before.verdict]);
      },
    ),
    runs,
  );
});

it('an argument that cannot be read never makes the verdict milder', () => {
  const broken = { path: '\0', url: 'https://x@y/', to: 'a, b' } as const;
  fc.assert(
    fc.property(
      policiesOver(anyAtom, true),
      input,
      workspace,
      fc.constantFrom('path' as const, 'url' as const, 'to' as const),
      (policies, call, where, name) => {
        if (!Object.hasOwn(call, name)) return;
        const before = run(policies, call, where);
        const after = run(policies, { ...call, [name]: broken[name] }, where);
        expect(ranks[after.verdict]).toBeGreaterThanOrEqual(ranks[before.verdict]);
      },
    ),
    runs,
  );
});

it('an optional argument left out never makes the verdict milder, unless a rule asks for it', () => {
  fc.assert(
    fc.property(
      policiesOver(atom, false),
      input,
      workspace,
      fc.constantFrom('path', 'n', 'url', 'to'),
      (policies, call, where, name) => {
        const before = run(policies, call, where);
        const entries = Object.entries(call).filter(([key]) => key !== name);
        const after = run(policies, Object.fromEntries(entries), where);
        expect(ranks[after.verdict]).toBeGreaterThanOrEqual(ranks[before.verdict]);
      },
    ),
    runs,
  );
});

it('asks come with what they require, other verdicts with nothing', () => {
  fc.assert(
    fc.property(policiesOver(anyAtom, true), input, workspace, (policies, call, where) => {
      const { verdict, rules, approvals, reason } = run(policies, call, where);
      expect(approvals.map((one) => one.rule)).toEqual(
        verdict === 'ask' ? rules.map((one) => one.id) : [],
      );
      expect(rules.every((one) => one.effect === verdict)).toBe(true);
      if (verdict !== 'deny') expect(rules.length).toBeGreaterThan(0);
      expect(reason).not.toBe('');
    }),
    runs,
  );
});

const hostileKey = fc.constantFrom('__proto__', 'constructor', 'toString', 'path', 'n', 'any', '');
const hostile = fc.oneof(
  fc.jsonValue(),
  fc
    .dictionary(hostileKey, fc.jsonValue())
    .map((one) => JSON.parse(JSON.stringify(one)) as unknown),
  fc.constantFrom(
    JSON.parse('{"__proto__": {"path": "/etc/passwd"}}') as unknown,
    JSON.parse(`{"any": ${'['.repeat(5000)}${']'.repeat(5000)}}`) as unknown,
    { path: 'a/'.repeat(500_000) },
    { url: `https://${'a.'.repeat(100_000)}example/` },
    { to: 'a'.repeat(1_000_000) },
    Object.create(null) as unknown,
  ),
);

it('never throws, whatever arrives', () => {
  const name = fc.oneof(fc.constantFrom('dev', 'Tool', '__proto__'), fc.string({ unit: 'binary' }));
  const request = fc.record({
    agent: name,
    server: fc.option(name),
    tool: name,
    input: hostile,
    workspace: fc.option(name),
  });
  const inside = rule('deny', 'p.d', { op: 'inside', field: field('path') });
  const plan = planRules(
    ruleSet(tools, [policy([rule('allow', 'p.a'), inside])], { automata, layers }),
  );
  fc.assert(
    fc.property(request, (one) => {
      const known = { ...one, agent: 'dev', server: null, tool: 'Tool' };
      for (const call of [one, known]) {
        expect(['allow', 'deny']).toContain(decide(plan, call).verdict);
      }
    }),
    { numRuns: 500 },
  );
});
