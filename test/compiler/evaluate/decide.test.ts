import { describe, expect, it } from 'vitest';
import type {
  Condition,
  ParamType,
  PolicyEntry,
  RuleEntry,
  RuleSet,
} from '../../../compiler/bundle/rules.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import type { Outcome } from '../../../compiler/evaluate/decision.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import {
  agent,
  guard,
  literalAutomaton,
  param,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from './rule-set.ts';

const approval = {
  count: 2,
  approvers: [{ kind: 'team', team: 'acme/x' }],
  expiresMs: 60_000,
} as const;
const otherwise = { id: 'p.otherwise', file: 'a.sentrely', line: 9, approval };

/** Integer argument `n` is 1; `m` is optional and absent, so conditions on it are unknown. */
const yes: Condition = { op: 'equal', field: { param: 'n', field: null, part: null }, values: [1] };
const no: Condition = { op: 'equal', field: { param: 'n', field: null, part: null }, values: [2] };
const unknown: Condition = {
  op: 'equal',
  field: { param: 'm', field: null, part: null },
  values: [1],
};
const counters = tool({ n: 'Int', 'm?': 'Int' });

function run(rules: RuleSet, input: unknown = { n: 1 }, workspace: string | null = null): Outcome {
  return decide(planRules(rules), { agent: 'dev', server: null, tool: 'Tool', input, workspace });
}

function judge(...policies: readonly PolicyEntry[]): Outcome {
  return run(ruleSet([counters], policies));
}

function idsOf(outcome: Outcome): readonly string[] {
  return outcome.rules.map((one) => one.id);
}

const allow = (when: Condition | null): RuleEntry => rule('allow', 'p.a', when);
const ask = (when: Condition | null): RuleEntry => rule('ask', 'p.q', when, { approval });
const deny = (when: Condition | null): RuleEntry => rule('deny', 'p.d', when);

describe('verdict of one layer', () => {
  it.each<[string, readonly RuleEntry[], string, readonly string[]]>([
    ['nothing', [], 'deny', []],
    ['allow', [allow(null)], 'allow', ['p.a']],
    ['allow that is true', [allow(yes)], 'allow', ['p.a']],
    ['allow that is false', [allow(no)], 'deny', []],
    ['allow that is unknown', [allow(unknown)], 'deny', []],
    ['ask that is true', [ask(yes)], 'ask', ['p.q']],
    ['ask that is false', [ask(no)], 'deny', []],
    ['ask that is unknown grants nothing', [ask(unknown)], 'deny', []],
    ['ask that is unknown tightens an allow', [allow(yes), ask(unknown)], 'ask', ['p.q']],
    ['ask that is true tightens an allow', [allow(yes), ask(yes)], 'ask', ['p.q']],
    ['ask that is false changes nothing', [allow(yes), ask(no)], 'allow', ['p.a']],
    ['deny that is true', [deny(yes), allow(yes), ask(yes)], 'deny', ['p.d']],
    ['deny that is unknown', [allow(yes), deny(unknown)], 'deny', ['p.d']],
    ['deny that is false', [allow(yes), deny(no)], 'allow', ['p.a']],
  ])('%s', (_, rules, verdict, ids) => {
    const outcome = judge(policy(rules));
    expect(outcome.verdict).toBe(verdict);
    expect(idsOf(outcome)).toEqual(ids);
  });

  it('names every rule that decided, in the order of the sources', () => {
    const second = rule('allow', 'p.b', yes);
    expect(idsOf(judge(policy([allow(yes), rule('allow', 'p.x', no), second])))).toEqual([
      'p.a',
      'p.b',
    ]);
  });
});

describe('on unknown ask', () => {
  const lenient = (when: Condition): RuleEntry => rule('deny', 'p.l', when, { onUnknownAsk: true });

  it('asks the owner where the deny is unknown', () => {
    const outcome = judge(policy([allow(yes), lenient(unknown)]));
    expect(outcome.verdict).toBe('ask');
    expect(outcome.rules).toEqual([{ id: 'p.l', effect: 'ask', file: 'a.sentrely', line: 1 }]);
    expect(outcome.approvals).toEqual([
      { rule: 'p.l', count: 1, approvers: [], expiresMs: 900_000 },
    ]);
  });

  it('grants nothing by that', () => {
    expect(judge(policy([lenient(unknown)]))).toMatchObject({ verdict: 'deny', rules: [] });
  });

  it('denies where the deny is true, passes where it is false', () => {
    expect(judge(policy([allow(yes), lenient(yes)])).verdict).toBe('deny');
    expect(judge(policy([allow(yes), lenient(no)])).verdict).toBe('allow');
  });

  it('is overruled by another deny', () => {
    expect(idsOf(judge(policy([allow(yes), lenient(unknown), deny(unknown)])))).toEqual(['p.d']);
  });
});

describe('layers', () => {
  const layered = (...policies: readonly PolicyEntry[]): Outcome =>
    run(ruleSet([counters], policies, { layers: ['org', 'repository'] }));

  it('each layer that applies must grant', () => {
    const org = policy([rule('allow', 'o.a', yes)], { layer: 0 });
    const repository = policy([allow(no)], { layer: 1 });
    expect(layered(org, repository).verdict).toBe('deny');
    expect(layered(org, policy([allow(yes)], { layer: 1 })).verdict).toBe('allow');
  });

  it('a layer without a policy for the agent asks for no grant', () => {
    const org = policy([], { layer: 0, agents: { names: ['other'], patterns: [] } });
    expect(layered(org, policy([allow(yes)], { layer: 1 })).verdict).toBe('allow');
  });

  it('a layer whose policy is empty grants nothing', () => {
    expect(layered(policy([], { layer: 0 }), policy([allow(yes)], { layer: 1 })).verdict).toBe(
      'deny',
    );
  });

  it('one policy of a layer can grant for another', () => {
    expect(judge(policy([allow(no)]), policy([rule('allow', 'q.a', yes)])).verdict).toBe('allow');
  });

  it('an allow of one layer and an ask of the other ask', () => {
    const outcome = layered(
      policy([rule('allow', 'o.a', yes)], { layer: 0 }),
      policy([ask(yes)], { layer: 1 }),
    );
    expect(outcome.verdict).toBe('ask');
    expect(idsOf(outcome)).toEqual(['p.q']);
  });

  it('rules of several layers are named in the order of the sources', () => {
    const [first, second, third] = ['x.a', 'y.a', 'z.a'].map((id) => rule('allow', id, yes));
    const at = (one: RuleEntry | undefined, layer: number): PolicyEntry =>
      policy(one === undefined ? [] : [one], { layer });
    expect(idsOf(layered(at(first, 0), at(second, 1), at(third, 0)))).toEqual([
      'x.a',
      'y.a',
      'z.a',
    ]);
  });

  it('a guard tightens and never grants', () => {
    expect(judge(guard([ask(yes)]))).toMatchObject({ verdict: 'deny', rules: [] });
    expect(judge(guard([ask(yes)]), policy([allow(yes)])).verdict).toBe('ask');
    expect(judge(guard([deny(yes)]), policy([allow(yes)])).verdict).toBe('deny');
    expect(judge(guard([deny(no)]), policy([allow(yes)])).verdict).toBe('allow');
  });

  it('without any policy everything is denied', () => {
    expect(judge().verdict).toBe('deny');
    expect(judge(guard([])).verdict).toBe('deny');
  });
});

describe('otherwise ask', () => {
  it('asks where its layer would grant nothing', () => {
    const outcome = judge(policy([allow(no), ask(unknown)], { otherwise }));
    expect(outcome.verdict).toBe('ask');
    expect(idsOf(outcome)).toEqual(['p.q', 'p.otherwise']);
    expect(outcome.approvals.map((one) => one.rule)).toEqual(['p.q', 'p.otherwise']);
  });

  it('is silent where an allow or an ask of its layer is true', () => {
    expect(judge(policy([allow(yes)], { otherwise })).verdict).toBe('allow');
    expect(idsOf(judge(policy([ask(yes)], { otherwise })))).toEqual(['p.q']);
    expect(judge(policy([], { otherwise }), policy([allow(yes)])).verdict).toBe('allow');
  });

  it('does not lift a deny', () => {
    expect(judge(policy([deny(unknown)], { otherwise })).verdict).toBe('deny');
  });

  it('does not speak for another layer', () => {
    const rules = ruleSet([counters], [policy([], { otherwise }), policy([], { layer: 1 })], {
      layers: ['org', 'repository'],
    });
    expect(run(rules).verdict).toBe('deny');
  });
});

describe('answers', () => {
  it('gives the place, the facet and the approval of what decided', () => {
    expect(judge(policy([ask(yes)]))).toEqual({
      verdict: 'ask',
      rules: [{ id: 'p.q', effect: 'ask', file: 'a.sentrely', line: 1 }],
      facets: [{ kind: 'call', name: 'Tool', verdict: 'ask' }],
      reason: 'rule `p.q` wants this call to be approved',
      approvals: [{ rule: 'p.q', ...approval }],
      marks: [],
      delegated: [],
      directories: ['.'],
      enforced: true,
    });
  });

  it('gives the author’s reason where there is one', () => {
    const because = 'People merge to main.';
    expect(judge(policy([rule('deny', 'p.d', null, { because })])).reason).toBe(because);
    const empty = rule('deny', 'p.d', null, { because: '' });
    expect(judge(policy([empty])).reason).toBe('rule `p.d` denies this call');
  });

  it('an ask that names no approval asks the owner', () => {
    const [requirement] = judge(policy([rule('ask', 'p.q')])).approvals;
    expect(requirement).toEqual({ rule: 'p.q', count: 1, approvers: [], expiresMs: 900_000 });
  });

  it('says what was missing when nothing matched', () => {
    expect(judge(policy([allow(no)])).reason).toBe('no rule allows `Tool` for agent `dev`');
  });
});

describe('what is not declared', () => {
  const plan = planRules(ruleSet([counters], [policy([rule('allow', 'p.a')])]));
  const request = { agent: 'dev', server: null, tool: 'Tool', input: { n: 1 }, workspace: null };

  it.each([
    [{ agent: 'eve' }, 'agent `eve` is not declared'],
    [{ agent: '__proto__' }, 'agent `__proto__` is not declared'],
    [{ tool: 'tool' }, 'tool `tool` is not declared'],
    [{ tool: 'constructor' }, 'tool `constructor` is not declared'],
    [{ server: 'x' }, 'tool `mcp__x__Tool` is not declared'],
    [{ tool: `T\u202e${'x'.repeat(99)}` }, `tool \`T\\u{202e}${'x'.repeat(58)}…\` is not declared`],
  ])('%o is denied', (change, reason) => {
    expect(decide(plan, { ...request, ...change })).toMatchObject({
      verdict: 'deny',
      reason,
      rules: [],
    });
  });

  it('two tools with one wire name are neither', () => {
    const twins = [
      { ...tool({}), server: 'a', name: 'b__c' },
      { ...tool({}), server: 'a__b', name: 'c' },
    ];
    const rules = ruleSet(twins, [policy([rule('allow', 'p.a', null, { tools: [0, 1] })])]);
    const call = { ...request, server: 'a', tool: 'b__c', input: {} };
    expect(decide(planRules(rules), call).reason).toBe('tool `mcp__a__b__c` is declared twice');
  });

  it('an MCP tool is found by its parts and by its wire name', () => {
    const rules = ruleSet(
      [{ ...tool({}), server: 'git.hub', name: 'x' }],
      [policy([rule('allow', 'p.a')])],
    );
    for (const name of [{ server: 'git.hub', tool: 'x' }, { tool: 'mcp__git.hub__x' }]) {
      expect(decide(planRules(rules), { ...request, ...name, input: {} }).verdict).toBe('allow');
    }
  });
});

describe('calls of another shape', () => {
  const everything = tool({
    'i?': 'Int',
    'b?': 'Bool',
    's?': 'String',
    'j?': 'Json',
    'p?': 'Path',
  });
  const rules = ruleSet([everything], [policy([rule('allow', 'p.a')])]);

  it.each([null, 1, 'x', true, [], [{ n: 1 }]])('%j is no object', (input) => {
    expect(run(rules, input).reason).toBe('the arguments of `Tool` are not a JSON object');
  });

  it.each<[string, unknown]>([
    ['i', 1.5],
    ['i', 2 ** 53],
    ['i', '1'],
    ['i', null],
    ['b', 'true'],
    ['b', 0],
    ['s', 1],
    ['s', null],
    ['s', ['x']],
    ['s', { toString: 'x' }],
    ['p', 1],
  ])('%s: %j is of the wrong type', (name, value) => {
    const outcome = run(rules, { [name]: value });
    expect(outcome.verdict).toBe('deny');
    expect(outcome.reason).toContain(`argument \`${name}\` of \`Tool\` is not of type `);
  });

  it.each([{ i: -5 }, { b: false }, { s: '' }, { j: null }, { j: [1, { a: 'b' }] }, {}])(
    '%j fits',
    (input) => {
      expect(run(rules, input).verdict).toBe('allow');
    },
  );

  describe('lists, records and enumerations', () => {
    const person = [param('email', 'Email'), param('age?', 'Int')];
    const shaped = tool({}, 'Tool', {
      params: [
        param('to?', 'Email', { list: true }),
        param('method?', 'String', { words: ['GET', 'POST'] }),
        param('methods?', 'String', { words: ['GET', 'POST'], list: true }),
        param('who?', 'Json', { fields: person }),
        param('all?', 'Json', { fields: person, list: true }),
      ],
    });
    const plan = ruleSet([shaped], [policy([rule('allow', 'p.a')])]);

    it.each<[unknown]>([
      [{ to: [] }],
      [{ to: ['a', 'b'] }],
      [{ method: 'GET', methods: ['POST'] }],
      [{ who: { email: 'a' } }],
      [{ all: [{ email: 'a', age: 1 }, { email: 'b' }] }],
    ])('%j fits', (input) => {
      expect(run(plan, input).verdict).toBe('allow');
    });

    it.each<[Record<string, unknown>, string]>([
      [{ to: 'a' }, 'a list of type Email'],
      [{ to: ['a', 1] }, 'a list of type Email'],
      [{ to: { length: 1, 0: 'a' } }, 'a list of type Email'],
      [{ method: 'get' }, 'one of its declared words'],
      [{ method: 'toString' }, 'one of its declared words'],
      [{ method: ['GET'] }, 'one of its declared words'],
      [{ methods: ['GET', 'PUT'] }, 'a list of its declared words'],
      [{ who: {} }, 'its declared record'],
      [{ who: { email: 1 } }, 'its declared record'],
      [{ who: { email: 'a', more: 1 } }, 'its declared record'],
      [{ who: [{ email: 'a' }] }, 'its declared record'],
      [{ who: JSON.parse('{"email": "a", "__proto__": 1}') as unknown }, 'its declared record'],
      [{ all: { email: 'a' } }, 'a list of its declared records'],
      [{ all: [{ email: 'a' }, null] }, 'a list of its declared records'],
    ])('%j is refused', (input, expected) => {
      const name = Object.keys(input)[0] ?? '';
      expect(run(plan, input).reason).toBe(`argument \`${name}\` of \`Tool\` is not ${expected}`);
    });
  });

  it('an undeclared argument is named, escaped and cut', () => {
    const name = `\u001b[2J\`${'x'.repeat(80)}`;
    expect(run(rules, { [name]: 1 }).reason).toBe(
      `argument \`\\u{1b}[2J\\u{60}${'x'.repeat(55)}…\` of \`Tool\` is not declared`,
    );
  });

  it('members of Object.prototype are arguments like others', () => {
    const input: unknown = JSON.parse('{"__proto__": {"s": "x"}}');
    expect(run(rules, input).reason).toBe('argument `__proto__` of `Tool` is not declared');
    expect(run(rules, { constructor: 'x' }).verdict).toBe('deny');
    const needy = ruleSet(
      [tool(Object.fromEntries([['toString', 'String']]))],
      [policy([rule('allow', 'p.a')])],
    );
    expect(run(needy, {}).reason).toBe('argument `toString` of `Tool` is missing');
  });

  it('a parameter called like one of them is absent until it is sent', () => {
    const optional = tool(Object.fromEntries([['toString?', 'String']]));
    const when: Condition = { op: 'has', param: 'toString' };
    const odd = ruleSet([optional], [policy([rule('allow', 'p.a', when)])]);
    expect(run(odd, {}).verdict).toBe('deny');
    expect(run(odd, { toString: 'x' }).verdict).toBe('allow');
  });

  it('a parameter called __proto__ is read as sent', () => {
    const params = [param('__proto__?', 'String')];
    const when: Condition = {
      op: 'equal',
      field: { param: '__proto__', field: null, part: null },
      values: ['x'],
    };
    const odd = ruleSet([tool({}, 'Tool', { params })], [policy([rule('allow', 'p.a', when)])]);
    expect(run(odd, JSON.parse('{"__proto__": "x"}')).verdict).toBe('allow');
    expect(run(odd, JSON.parse('{"__proto__": "y"}')).verdict).toBe('deny');
    expect(run(odd, {}).verdict).toBe('deny');
  });
});

describe('conditions', () => {
  const automata = [
    prefixAutomaton('/etc/'),
    literalAutomaton('src/a.ts'),
    literalAutomaton('/etc/passwd'),
    literalAutomaton('/app/src/a.ts'),
    literalAutomaton('ann'),
  ];

  /** Three-valued truth, seen from outside: a deny fires on unknown, an allow does not. */
  function truth(
    type: ParamType,
    when: Condition,
    value: unknown,
    workspace: string | null = '/app',
  ): string {
    const tools = [tool({ 'x?': type })];
    const input = value === undefined ? {} : { x: value };
    const granted = run(
      ruleSet(tools, [policy([rule('allow', 'p.a', when)])], { automata }),
      input,
      workspace,
    );
    const refused = run(
      ruleSet(tools, [policy([rule('allow', 'p.a'), rule('deny', 'p.d', when)])], { automata }),
      input,
      workspace,
    );
    if (granted.verdict === 'allow') return refused.verdict === 'deny' ? 'yes' : 'broken';
    return refused.verdict === 'deny' ? 'unknown' : 'no';
  }

  const equal = (
    values: readonly (string | number | boolean)[],
    part: 'host' | 'port' | 'local' | null = null,
  ): Condition => ({
    op: 'equal',
    field: { param: 'x', field: null, part },
    values,
  });
  const match = (
    form: 'absolute' | 'relative' | 'either' | null,
    exact: number,
    folded: number | null = null,
  ): Condition => ({
    op: 'match',
    field: { param: 'x', field: null, part: null },
    form,
    exact,
    folded,
  });

  it.each<[ParamType, Condition, unknown, string]>([
    ['String', equal(['a', 'b']), 'b', 'yes'],
    ['String', equal(['a']), 'A', 'no'],
    ['String', equal(['é']), 'e\u0301', 'unknown'],
    ['String', equal(['']), '', 'yes'],
    ['String', equal([]), 'x', 'no'],
    ['String', equal(['a']), undefined, 'unknown'],
    ['Int', equal([3]), 3, 'yes'],
    ['Int', equal([0]), -0, 'yes'],
    ['Bool', equal([false]), false, 'yes'],
    ['Bool', equal([false]), true, 'no'],
    ['Url', equal(['a.example'], 'host'), 'https://A.example/', 'yes'],
    ['Url', equal(['a.example'], 'host'), 'https://a.example@b.example/', 'unknown'],
    ['Url', equal([443], 'port'), 'https://a.example/', 'yes'],
    ['Url', equal(['https://a.example/x']), 'https://a.example:443/x#y', 'yes'],
    ['Host', equal(['127.0.0.1']), '2130706433', 'yes'],
    ['Host', equal(['a.example']), 'a.example:443', 'unknown'],
    ['Email', equal(['ann@acme.com']), 'ann@ACME.com', 'yes'],
    ['Email', equal(['ann@acme.com']), 'Ann@acme.com', 'unknown'],
    ['Email', equal(['ann'], 'local'), 'ANN@acme.com', 'unknown'],
    ['Email', equal(['ann@acme.com']), 'bob@acme.com', 'no'],
    ['Email', equal(['ann@acme.com']), 'Ann <ann@acme.com>', 'unknown'],
    ['Path', equal(['/etc/passwd']), '/etc/./passwd', 'yes'],
    ['Path', equal(['/etc/passwd']), '/ETC/passwd', 'unknown'],
    ['Path', equal(['/etc/passwd']), '/etc/shadow', 'no'],
    ['Path', equal(['/app/src/a.ts']), 'src/a.ts', 'yes'],
    ['Path', equal(['src/a.ts']), '/app/src/a.ts', 'yes'],
    ['Path', equal(['src/a.ts']), 'src/A.ts', 'unknown'],
    ['Path', equal(['src/a.ts']), '/srv/src/a.ts', 'no'],
    ['Path', equal(['src/a.ts']), '~/src/a.ts', 'unknown'],
    ['Path', equal(['~/.env']), '~/.env', 'yes'],
    ['Path', equal(['~/.env']), '/home/ann/.env', 'unknown'],
    ['Path', equal(['/root/.env']), '~/.env', 'unknown'],
    ['Path', equal(['~/.env']), '/srv/.env', 'no'],
    ['Path', equal(['/a']), '/a\0', 'unknown'],
  ])('%s %j on %j is %s', (type, when, value, expected) => {
    expect(truth(type, when, value)).toBe(expected);
  });

  it.each<[Condition, string, string | null, string]>([
    [match('absolute', 0), '/etc/x', null, 'yes'],
    [match('absolute', 0), '../etc/x', '/app', 'yes'],
    [match('absolute', 0), '/srv/etc/x', null, 'no'],
    [match('absolute', 0), 'x', null, 'no'],
    [match('absolute', 0, 0), '/ETC/x', null, 'unknown'],
    [match('absolute', 0), '/proc/self/root/etc/x', null, 'unknown'],
    [match('relative', 1), 'src/a.ts', null, 'yes'],
    [match('relative', 1), '/app/src/a.ts', '/app', 'yes'],
    [match('relative', 1), '/app/src/a.ts', null, 'unknown'],
    [match('relative', 1), '/APP/src/a.ts', '/app', 'unknown'],
    [match('relative', 1), '/srv/src/a.ts', '/app', 'no'],
    [match('relative', 1), '~/src/a.ts', '/app', 'unknown'],
    [match('either', 1), 'src/a.ts', '/app', 'yes'],
    [match('either', 3), 'src/a.ts', '/app', 'yes'],
    [match('either', 3), 'src/a.ts', null, 'no'],
    [match('either', 3, 3), 'SRC/a.ts', '/app', 'unknown'],
    [match('either', 1), '/srv/a.ts', null, 'no'],
    [{ op: 'inside', field: { param: 'x', field: null, part: null } }, 'a', '/app', 'yes'],
    [{ op: 'inside', field: { param: 'x', field: null, part: null } }, '/app-evil/a', '/app', 'no'],
    [{ op: 'inside', field: { param: 'x', field: null, part: null } }, '/app/a', null, 'unknown'],
    [{ op: 'inside', field: { param: 'x', field: null, part: null } }, 'a', null, 'yes'],
  ])('path %j on %s in %s is %s', (when, value, workspace, expected) => {
    expect(truth('Path', when, value, workspace)).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['<', 5, 'no'],
    ['<', 6, 'yes'],
    ['<=', 5, 'yes'],
    ['<=', 4, 'no'],
    ['>', 4, 'yes'],
    ['>', 5, 'no'],
    ['>=', 5, 'yes'],
    ['>=', 6, 'no'],
  ])('5 %s %i is %s', (comparison, value, expected) => {
    const when = {
      op: 'order',
      field: { param: 'x', field: null, part: null },
      comparison,
      value,
    } as Condition;
    expect(truth('Int', when, 5)).toBe(expected);
    expect(truth('Int', when, undefined)).toBe('unknown');
  });

  it('a pattern on the local part of an address knows that case may not count', () => {
    const when: Condition = {
      ...match(null, 4),
      field: { param: 'x', field: null, part: 'local' },
    } as Condition;
    expect(truth('Email', when, 'ann@acme.com')).toBe('yes');
    expect(truth('Email', when, 'ANN@acme.com')).toBe('unknown');
    expect(truth('Email', when, 'bob@acme.com')).toBe('no');
  });

  it('presence is always known', () => {
    expect(truth('String', { op: 'has', param: 'x' }, '\ud800')).toBe('yes');
    expect(truth('String', { op: 'has', param: 'x' }, undefined)).toBe('no');
  });

  describe('connectives are strong Kleene', () => {
    const table: readonly (readonly [string, string, string, string])[] = [
      ['yes', 'yes', 'yes', 'yes'],
      ['yes', 'no', 'no', 'yes'],
      ['yes', 'unknown', 'unknown', 'yes'],
      ['no', 'yes', 'no', 'yes'],
      ['no', 'no', 'no', 'no'],
      ['no', 'unknown', 'no', 'unknown'],
      ['unknown', 'yes', 'unknown', 'yes'],
      ['unknown', 'no', 'no', 'unknown'],
      ['unknown', 'unknown', 'unknown', 'unknown'],
    ];
    const operand = (name: string): Condition =>
      name === 'unknown'
        ? { op: 'equal', field: { param: 'm', field: null, part: null }, values: [1] }
        : {
            op: 'equal',
            field: { param: 'n', field: null, part: null },
            values: name === 'yes' ? [1] : [2],
          };
    const seen = (when: Condition): string => {
      const granted = judge(policy([allow(when)])).verdict === 'allow';
      const refused = judge(policy([allow(null), deny(when)])).verdict === 'deny';
      return granted ? 'yes' : refused ? 'unknown' : 'no';
    };

    it.each(table)('%s, %s: and is %s, or is %s', (left, right, and, or) => {
      const of = [operand(left), operand(right)];
      expect(seen({ op: 'and', of })).toBe(and);
      expect(seen({ op: 'or', of })).toBe(or);
    });

    it('not swaps yes and no and keeps unknown', () => {
      const kinds = ['yes', 'no', 'unknown'];
      expect(kinds.map((name) => seen({ op: 'not', of: operand(name) }))).toEqual([
        'no',
        'yes',
        'unknown',
      ]);
    });

    it('and of nothing is true, or of nothing is false', () => {
      expect(seen({ op: 'and', of: [] })).toBe('yes');
      expect(seen({ op: 'or', of: [] })).toBe('no');
    });
  });
});

describe('agents', () => {
  it('are selected by name and by pattern', () => {
    const agents = ['dev', 'ci-1', 'ops'].map((name) => agent(name));
    const selector = { names: ['dev'], patterns: [0] };
    const rules = ruleSet([counters], [policy([rule('allow', 'p.a')], { agents: selector })], {
      agents,
      automata: [prefixAutomaton('ci-')],
    });
    const verdicts = agents.map(
      ({ name }) =>
        decide(planRules(rules), {
          agent: name,
          server: null,
          tool: 'Tool',
          input: { n: 1 },
          workspace: null,
        }).verdict,
    );
    expect(verdicts).toEqual(['allow', 'allow', 'deny']);
  });

  it('rules for others do not touch an agent', () => {
    const others = { agents: { names: ['ops'], patterns: [] } };
    const foreign = [
      guard([rule('deny', 'g.d')], others),
      policy([rule('ask', 'p.q')], { ...others, otherwise }),
    ];
    expect(idsOf(judge(policy([allow(yes)]), ...foreign))).toEqual(['p.a']);
    expect(judge(policy([allow(no)]), ...foreign)).toMatchObject({ verdict: 'deny', rules: [] });
  });

  it('are known by the hashes of their keys', () => {
    const key = `sha256:${'a'.repeat(64)}`;
    const rules = ruleSet([], [], { agents: [agent('dev', { keys: [key] })] });
    expect(planRules(rules).agentOfKeyHash.get(key)).toBe('dev');
    expect(planRules(rules).agentOfKeyHash.get('sha256:other')).toBeUndefined();
  });
});
