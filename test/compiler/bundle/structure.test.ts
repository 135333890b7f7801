import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, PolicyEntry, RuleEntry, RuleSet } from '../../../compiler/bundle/rules.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import { decideRequest } from '../../../compiler/evaluate/decide-request.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import {
  agent,
  guard,
  literalAutomaton,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from '../evaluate/rule-set.ts';
import { fault, read } from './fault.ts';
import { rules } from './signed.ts';

it('good rules are read as they are', () => {
  expect(read(rules)).toEqual(rules);
  expect(read(ruleSet([], []))).toEqual(ruleSet([], []));
});

type Path = readonly (string | number)[];

/** Every value inside a value, with the way to it. The sample's arguments are free. */
function places(value: unknown, path: Path = []): readonly [Path, unknown][] {
  if (typeof value !== 'object' || value === null || path.at(-1) === 'input')
    return [[path, value]];
  const below = Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]));
  return [[path, value], ...below];
}

function withValue(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((one: unknown, at) =>
      String(at) === String(key) ? withValue(one, rest, replacement) : one,
    );
  }
  const members = value as Record<string, unknown>;
  return { ...members, [key]: withValue(members[key], rest, replacement) };
}

describe('every member counts', () => {
  const objects = places(rules).filter(
    ([path, value]) =>
      path.at(-1) !== 'input' &&
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value),
  );

  it('none may be left out', () => {
    for (const [path, value] of objects) {
      for (const name of Object.keys(value as object)) {
        const entries = Object.entries(value as object).filter(([key]) => key !== name);
        expect(fault(withValue(rules, path, Object.fromEntries(entries)))).toContain('expected');
      }
    }
    expect(objects.length).toBeGreaterThan(25);
  });

  it('none may be added', () => {
    for (const [path, value] of objects) {
      const more = { ...(value as object), note: 1 };
      expect(fault(withValue(rules, path, more))).toContain('found the unknown member `note`');
    }
  });

  it('none may be of another type', () => {
    for (const [path, value] of places(rules)) {
      // What an option sets a variable to may be of several types.
      if (path.at(-1) === 'input' || (path.includes('sets') && path.at(-1) === 'value')) continue;
      const junk: readonly unknown[] = [
        {},
        1.5,
        ...(typeof value === 'string' || value === null ? [] : ['x']),
      ];
      for (const one of junk) {
        expect(fault(withValue(rules, path, one)), path.join('/')).not.toBe('fine');
      }
      if (typeof value !== 'boolean') {
        expect(fault(withValue(rules, path, true)), path.join('/')).not.toBe('fine');
      }
    }
  });
});

describe('declarations', () => {
  const dev = agent('dev');
  const key = `sha256:${'a'.repeat(64)}`;

  it.each<[string, Partial<RuleSet>, string]>([
    ['an agent twice', { agents: [dev, dev] }, '`/agents`: found an agent twice'],
    [
      'a key of two agents',
      {
        agents: [
          { ...dev, keys: [key] },
          { ...dev, name: 'b', keys: [key] },
        ],
      },
      '`/agents`: found a key twice',
    ],
    [
      'a key in capitals',
      { agents: [{ ...dev, keys: [key.toUpperCase()] }] },
      '`/agents/0/keys/0`: expected `sha256:` and 64 hex digits',
    ],
    [
      'tokens of anybody',
      {
        agents: [
          {
            ...dev,
            identities: [{ kind: 'token', issuer: 'https://idp.acme.example', claims: [] }],
          },
        ],
      },
      '`/agents/0/identities/0/claims`: expected a claim',
    ],
    [
      'an issuer whose keys anybody on the way could replace',
      {
        agents: [
          {
            ...dev,
            identities: [
              {
                kind: 'token',
                issuer: 'http://idp.acme.example',
                claims: [{ name: 'sub', value: 'x' }],
              },
            ],
          },
        ],
      },
      '`/agents/0/identities/0/issuer`: expected an https address without query',
    ],
    [
      'a claim twice',
      {
        agents: [
          {
            ...dev,
            identities: [
              {
                kind: 'token',
                issuer: 'https://idp.acme.example',
                claims: [
                  { name: 'sub', value: 'x' },
                  { name: 'sub', value: 'y' },
                ],
              },
            ],
          },
        ],
      },
      '`/agents/0/identities/0/claims`: found a claim twice',
    ],
    [
      'an agent without a name',
      { agents: [{ ...dev, name: '' }] },
      '`/agents/0/name`: expected a name',
    ],
    ['a tool twice', { tools: [tool({}), tool({})] }, '`/tools`: found two tools of one wire name'],
    [
      'two tools of one wire name',
      {
        tools: [
          { ...tool({}), server: 'a', name: 'b__c' },
          { ...tool({}), server: 'a__b', name: 'c' },
        ],
      },
      '`/tools`: found two tools of one wire name',
    ],
    [
      'a tool with a blank',
      { tools: [tool({}, 'a b')] },
      '`/tools/0/name`: expected letters, digits, `_`, `.` or `-`',
    ],
    [
      'a server with a slash',
      { tools: [{ ...tool({}), server: 'a/b' }] },
      '`/tools/0/server`: expected letters, digits, `_`, `.` or `-`',
    ],
    [
      'a parameter twice',
      {
        tools: [
          { ...tool({}), params: [...tool({ a: 'Int' }).params, ...tool({ a: 'Url' }).params] },
        ],
      },
      '`/tools/0/params`: found a parameter twice',
    ],
    ['a layer twice', { layers: ['a', 'a'] }, '`/layers`: found a name twice'],
  ])('%s', (_, change, message) => {
    expect(fault(ruleSet([], [], change))).toBe(message);
  });
});

describe('automata', () => {
  const good = prefixAutomaton('ab');
  const states = good.next.length / good.classes;
  const automaton = (change: object): string =>
    fault(ruleSet([], [], { automata: [{ ...good, ...change }] }));

  it.each<[string, object, string]>([
    ['a start after 0', { from: [1, ...good.from.slice(1)] }, '/from`: expected 0 first'],
    ['no ranges', { from: [], class: [] }, '/from`: expected 0 first'],
    ['ranges out of order', { from: [0, 98, 97, 99] }, '/from`: expected 0 first'],
    ['a range twice', { from: [0, 97, 97, 99] }, '/from`: expected 0 first'],
    [
      'a unit beyond UTF-16',
      { from: [0, 97, 98, 65536] },
      '/from/3`: expected an integer from 0 to 65535',
    ],
    ['fewer classes than ranges', { class: [0, 1] }, '/class`: expected one class for each'],
    [
      'a class that does not exist',
      { class: [0, 1, 3, 0] },
      '/class/2`: expected an integer from 0 to 2',
    ],
    ['no classes', { classes: 0 }, '/classes`: expected an integer from 1'],
    ['a row cut short', { next: good.next.slice(1) }, '/next`: expected 3 numbers for each'],
    ['no states', { next: [] }, '/next`: expected 3 numbers for each'],
    [
      'a state that does not exist',
      { next: [...good.next.slice(1), states] },
      `expected an integer from 0 to ${states - 1}`,
    ],
    [
      'a negative state',
      { next: [-1, ...good.next.slice(1)] },
      '/next/0`: expected an integer from 0',
    ],
    [
      'half a state',
      { next: [0.5, ...good.next.slice(1)] },
      '/next/0`: expected an integer from 0',
    ],
    [
      'an accepting state that does not exist',
      { accept: [states] },
      '/accept/0`: expected an integer',
    ],
    ['accepting states out of order', { accept: [1, 0] }, '/accept`: expected larger numbers'],
    ['an accepting state twice', { accept: [1, 1] }, '/accept`: expected larger numbers'],
  ])('%s', (_, change, message) => {
    expect(automaton(change)).toContain(`\`/automata/0`);
    expect(automaton(change)).toContain(message);
  });

  it('65,536 states are enough', () => {
    const wide = (count: number): object => ({
      from: [0],
      class: [0],
      classes: 1,
      next: Array.from({ length: count }, () => 0),
      accept: [],
    });
    expect(automaton(wide(65_536))).toBe('fine');
    expect(automaton(wide(65_537))).toContain('expected 1 numbers for each of 1 to 65536 states');
  });
});

describe('policies', () => {
  const allow = rule('allow', 'p.a');
  const tools = [tool({ a: 'Int' })];
  const approval = { count: 1, approvers: [], expiresMs: 1 };
  const otherwise = { id: 'p.otherwise', file: 'a', line: 1, approval };
  const odd = (change: object): RuleEntry => ({ ...allow, ...change });

  it.each<[string, PolicyEntry, string]>([
    ['an allow in a guard', guard([allow]), '/rules/0/effect`: expected one of ask, deny'],
    ['a layer on a guard', guard([], { layer: 0 }), '/layer`: expected null on a guard'],
    ['an otherwise in a guard', guard([], { otherwise }), '/otherwise`: expected null on a guard'],
    [
      'a policy without a layer',
      policy([], { layer: null }),
      '/layer`: expected an integer from 0 to 0',
    ],
    [
      'a layer that does not exist',
      policy([], { layer: 1 }),
      '/layer`: expected an integer from 0 to 0',
    ],
    ['an approval on allow', policy([odd({ approval })]), '/approval`: expected null on allow'],
    [
      'an approval on deny',
      policy([odd({ effect: 'deny', approval })]),
      '/approval`: expected null on deny',
    ],
    [
      'an allow that asks on unknown',
      policy([odd({ onUnknownAsk: true })]),
      '/onUnknownAsk`: expected a deny',
    ],
    [
      'an ask that asks on unknown',
      policy([odd({ effect: 'ask', onUnknownAsk: true })]),
      '/onUnknownAsk`: expected a deny',
    ],
    [
      'a deny whose flag is none',
      policy([odd({ effect: 'deny', onUnknownAsk: 1 })]),
      '/onUnknownAsk`: expected true or false',
    ],
    [
      'another effect',
      policy([odd({ effect: 'permit' })]),
      '/effect`: expected one of allow, ask, deny',
    ],
    ['no tools', policy([odd({ tools: [] })]), '/tools`: expected at least one tool or action'],
    [
      'a tool that does not exist',
      policy([odd({ tools: [1] })]),
      '/tools/0`: expected an integer from 0 to 0',
    ],
    ['line 0', policy([odd({ line: 0 })]), '/line`: expected an integer from 1'],
    [
      'no approvals needed',
      policy([odd({ effect: 'ask', approval: { ...approval, count: 0 } })]),
      '/count`: expected an integer from 1 to 100',
    ],
    [
      'no time to vote',
      policy([odd({ effect: 'ask', approval: { ...approval, expiresMs: 0 } })]),
      '/expiresMs`: expected an integer from 1',
    ],
    [
      'more than a day to vote',
      policy([odd({ effect: 'ask', approval: { ...approval, expiresMs: 86_400_001 } })]),
      '/expiresMs`: expected an integer from 1 to 86400000',
    ],
    [
      'an agent that is not declared',
      policy([], { agents: { names: ['eve'], patterns: [] } }),
      '/agents/names/0`: expected a declared agent',
    ],
    [
      'a pattern that does not exist',
      policy([], { agents: { names: [], patterns: [0] } }),
      '/agents/patterns/0`: expected an integer from 0 to -1',
    ],
  ])('%s', (_, entry, message) => {
    expect(fault(ruleSet(tools, [entry]))).toContain(message);
  });

  it('rule ids are unique over all policies, otherwise included', () => {
    expect(fault(ruleSet(tools, [policy([allow]), guard([rule('deny', 'p.a')])]))).toContain(
      'a rule id twice',
    );
    expect(fault(ruleSet(tools, [policy([odd({ id: 'p.otherwise' })], { otherwise })]))).toContain(
      'a rule id twice',
    );
  });

  it('approvers are people, teams or roles', () => {
    const by = (approver: object): string =>
      fault(
        ruleSet(tools, [
          policy([odd({ effect: 'ask', approval: { ...approval, approvers: [approver] } })]),
        ]),
      );
    expect(by({ kind: 'user', id: 1, login: 'ann' })).toBe('fine');
    expect(by({ kind: 'user', id: 0, login: 'ann' })).toContain('/id`: expected an integer from 1');
    expect(by({ kind: 'user', login: 'ann' })).toContain('expected a member `id`');
    expect(by({ kind: 'team', team: 'a/b', role: 'x' })).toContain('unknown member `role`');
    expect(by({ kind: 'bot' })).toContain('/kind`: expected one of user, team, role');
    expect(by({ kind: '__proto__' })).toContain('/kind`: expected one of');
  });
});

describe('conditions', () => {
  const one = tool({
    s: 'String',
    i: 'Int',
    b: 'Bool',
    p: 'Path',
    u: 'Url',
    h: 'Host',
    e: 'Email',
    k: 'Key',
    r: 'Ref',
    c: 'Shell',
    j: 'Json',
  });
  const two = tool({ s: 'Path', i: 'Int' }, 'Other');
  const automata = [literalAutomaton('x')];
  const condition = (when: unknown, targets = [0]): string =>
    fault(
      ruleSet([one, two], [policy([rule('allow', 'p.a', when as Condition, { tools: targets })])], {
        automata,
      }),
    );
  const field = (param: string, part: string | null = null): object => ({
    param,
    field: null,
    part,
  });

  it.each<[unknown]>([
    [{ op: 'equal', field: field('s'), values: ['x'] }],
    [{ op: 'equal', field: field('c'), values: [] }],
    [{ op: 'equal', field: field('i'), values: [-1] }],
    [{ op: 'equal', field: field('b'), values: [true] }],
    [{ op: 'equal', field: field('u', 'port'), values: [443] }],
    [{ op: 'order', field: field('u', 'port'), comparison: '>', value: 1 }],
    [{ op: 'match', field: field('p'), form: 'either', exact: 0, folded: 0 }],
    [{ op: 'match', field: field('e', 'local'), form: null, exact: 0, folded: null }],
    [{ op: 'has', param: 'j' }],
    [{ op: 'inside', field: field('p') }],
    [{ op: 'and', of: [] }],
  ])('%j is fine', (when) => {
    expect(condition(when)).toBe('fine');
  });

  it.each<[string, unknown, string]>([
    ['an unknown operator', { op: 'regex' }, '/op`: expected one of'],
    ['an inherited operator', { op: 'constructor' }, '/op`: expected one of'],
    [
      'an unknown parameter',
      { op: 'has', param: 'x' },
      '/param`: expected a parameter of one type',
    ],
    ['an inherited parameter', { op: 'has', param: 'toString' }, '/param`: expected a parameter'],
    [
      'text for an integer',
      { op: 'equal', field: field('i'), values: ['1'] },
      '/values/0`: expected an integer',
    ],
    [
      'an integer for text',
      { op: 'equal', field: field('s'), values: [1] },
      '/values/0`: expected a string',
    ],
    [
      'text for a flag',
      { op: 'equal', field: field('b'), values: ['true'] },
      '/values/0`: expected true or false',
    ],
    [
      'an unsafe integer',
      { op: 'equal', field: field('i'), values: [2 ** 53 - 0.5] },
      'number out of range',
    ],
    [
      'Json compared',
      { op: 'equal', field: field('j'), values: [] },
      '/field`: expected a field that is',
    ],
    [
      'text in order',
      { op: 'order', field: field('s'), comparison: '<', value: 1 },
      '/field`: expected a field that is integer',
    ],
    [
      'another comparison',
      { op: 'order', field: field('i'), comparison: '==', value: 1 },
      '/comparison`: expected one of',
    ],
    [
      'an integer matched',
      { op: 'match', field: field('i'), form: null, exact: 0, folded: null },
      '/field`: expected a field that is text or path',
    ],
    [
      'a path without form',
      { op: 'match', field: field('p'), form: null, exact: 0, folded: null },
      '/form`: expected one of',
    ],
    [
      'a text with form',
      { op: 'match', field: field('s'), form: 'either', exact: 0, folded: null },
      '/form`: expected null',
    ],
    [
      'an automaton that does not exist',
      { op: 'match', field: field('s'), form: null, exact: 1, folded: null },
      '/exact`: expected an integer from 0 to 0',
    ],
    [
      'a folded one that does not exist',
      { op: 'match', field: field('s'), form: null, exact: 0, folded: 1 },
      '/folded`: expected an integer from 0 to 0',
    ],
    [
      'a text inside',
      { op: 'inside', field: field('s') },
      '/field`: expected a field that is path',
    ],
    [
      'a part of a text',
      { op: 'equal', field: field('s', 'host'), values: [] },
      '/field`: expected a field',
    ],
    [
      'a part of another type',
      { op: 'equal', field: field('u', 'local'), values: [] },
      '/field`: expected a field',
    ],
    [
      'a part that does not exist',
      { op: 'equal', field: field('u', 'query'), values: [] },
      '/part`: expected one of',
    ],
    ['not of a list', { op: 'not', of: [] }, '/of`: expected an object'],
    ['and of one', { op: 'and', of: { op: 'and', of: [] } }, '/of`: expected a list'],
  ])('%s', (_, when, message) => {
    expect(condition(when)).toContain(message);
  });

  it('must make sense on every tool of the rule', () => {
    expect(condition({ op: 'order', field: field('i'), comparison: '<', value: 1 }, [0, 1])).toBe(
      'fine',
    );
    expect(condition({ op: 'has', param: 's' }, [0, 1])).toContain(
      'of one type in every tool and action',
    );
    expect(condition({ op: 'has', param: 'b' }, [0, 1])).toContain(
      'of one type in every tool and action',
    );
    expect(condition({ op: 'has', param: 'b' }, [1])).toContain(
      'of one type in every tool and action',
    );
  });

  it('80 levels pass, 81 do not, and hostile nesting overflows nothing', () => {
    const nested = (levels: number, op: 'not' | 'and'): unknown => {
      let when: unknown = { op: 'has', param: 's' };
      for (let level = 1; level < levels; level++) when = { op, of: op === 'not' ? when : [when] };
      return when;
    };
    for (const op of ['not', 'and'] as const) {
      expect(condition(nested(80, op))).toBe('fine');
      expect(condition(nested(81, op))).toContain('expected at most 80 levels');
      expect(condition(nested(1000, op))).toContain('levels of nesting');
    }
  });
});

it('what passes can be planned and decided, however it was damaged', () => {
  const all = places(rules).filter(([path]) => path.length > 0);
  const junk = fc.oneof(
    fc.constantFrom<unknown>(null, 0, 1, 2, '', 'x', 'path', [], {}, true),
    fc.jsonValue({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(fc.nat(all.length - 1), junk, (at, value) => {
      const damaged = withValue(rules, all[at]?.[0] ?? [], value);
      if (fault(damaged) !== 'fine') return;
      const plan = planRules(read(damaged));
      const input = { path: 'x', n: 1, url: 'https://a.example/', to: 'a@b.c', flag: true };
      const full = {
        ...input,
        bucket: 'b',
        cc: ['a@b.c'],
        method: 'GET',
        people: [{ email: 'a@b.c' }],
      };
      for (const sent of [input, full]) {
        decide(plan, { agent: 'dev', server: null, tool: 'Tool', input: sent, workspace: '/app' });
      }
      const serverTools = [{ name: 'n', type: 't' }];
      decideRequest(plan, { agent: 'dev', model: 'ab', serverTools });
    }),
    { numRuns: 3000 },
  );
});
