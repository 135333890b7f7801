import { describe, expect, it } from 'vitest';
import type { Condition, ParamEntry, ParamType } from '../../../compiler/bundle/rules.ts';
import type { Known, SetPiece } from '../../../compiler/evaluate/known.ts';
import { type Given, done, judgeEffects, perhaps, unknown } from './effects.ts';
import {
  action,
  fieldOf,
  firstAction,
  literalAutomaton,
  param,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from './rule-set.ts';

const automata = [
  prefixAutomaton('src/'),
  prefixAutomaton('/etc/'),
  literalAutomaton('/app/.env'),
  prefixAutomaton('feature/'),
  literalAutomaton('a.example'),
];

/** The truth of a condition on the parameter `x` of an action, seen from outside. */
function truth(
  entry: ParamEntry,
  when: Condition,
  given: Given | undefined,
  directories: readonly string[] | null = ['/app'],
): string {
  const about = { actions: [firstAction] };
  const rules = (...more: readonly ReturnType<typeof rule>[]) =>
    ruleSet([tool({})], [policy(more)], { actions: [action('do.it', {}, [entry])], automata });
  const facet = done(firstAction, given === undefined ? {} : { x: given }, { directories });
  const granted = judgeEffects(rules(rule('allow', 'p.a', when, about)), [facet]);
  const refused = judgeEffects(
    rules(rule('allow', 'p.a', null, about), rule('deny', 'p.d', when, about)),
    [facet],
  );
  if (granted.verdict === 'allow') return refused.verdict === 'deny' ? 'yes' : 'broken';
  return refused.verdict === 'deny' ? 'unknown' : 'no';
}

const of = (type: ParamType, more: Partial<ParamEntry> = {}): ParamEntry => param('x', type, more);
const x = fieldOf('x');
const set = (...pieces: readonly (SetPiece | string)[]): Known => ({
  kind: 'set',
  pieces: pieces.map((piece) =>
    typeof piece === 'string' ? { kind: 'text', text: piece } : piece,
  ),
});
const run: SetPiece = { kind: 'run' };
const any: SetPiece = { kind: 'any' };
const below: SetPiece = { kind: 'below', skipsHidden: false };
const visible: SetPiece = { kind: 'below', skipsHidden: true };
const has: Condition = { op: 'has', param: 'x' };
const equal = (...values: readonly (string | number | boolean)[]): Condition => ({
  op: 'equal',
  field: x,
  values,
});
const match = (
  exact: number,
  form: 'absolute' | 'relative' | 'either' | null = null,
  folded: number | null = null,
): Condition => ({ op: 'match', field: x, form, exact, folded });

describe('has', () => {
  it.each<[Given | undefined, string]>([
    ['v', 'yes'],
    [undefined, 'no'],
    [unknown, 'yes'],
    [perhaps, 'unknown'],
    [set('a', run), 'yes'],
  ])('of %j is %s', (given, expected) => {
    expect(truth(of('String'), has, given)).toBe(expected);
  });
});

describe('scalars of effects', () => {
  it.each<[ParamType, Condition, Given | undefined, string]>([
    ['String', equal('a'), 'a', 'yes'],
    ['String', equal('a'), undefined, 'unknown'],
    ['String', equal('a'), unknown, 'unknown'],
    ['String', equal('5'), 5, 'unknown'],
    ['Int', equal(5), '5', 'unknown'],
    ['Int', equal(5), 5, 'yes'],
    ['Int', { op: 'order', field: x, comparison: '>', value: 4 }, set('5', run), 'unknown'],
    ['Bool', equal(true), 'true', 'unknown'],
    ['Bool', equal(true), true, 'yes'],
    ['Bool', equal(true), perhaps, 'unknown'],
    ['String', equal('ab'), set('a', 'b'), 'yes'],
    ['Path', equal('/app/a'), set('a'), 'yes'],
    ['Path', equal('/app/a'), { kind: 'json', value: { toString: 1 } }, 'unknown'],
  ])('%s %j on %j is %s', (type, when, given, expected) => {
    expect(truth(of(type), when, given)).toBe(expected);
  });
});

describe('sets of texts', () => {
  it.each<[ParamType, Condition, Known, string]>([
    ['Ref', match(3), set('feature/', run), 'yes'],
    ['Ref', match(3), set('feat', run), 'no'],
    ['Ref', match(3), set('feat', any), 'unknown'],
    ['Ref', match(3), set(any), 'unknown'],
    ['Ref', match(3), set('fix/', run), 'no'],
    ['String', equal('main', 'dev'), set('ma', run), 'unknown'],
    ['String', equal('main', 'dev'), set('x', run), 'no'],
    ['String', equal('main'), set('main', run), 'unknown'],
    ['String', equal('é'), set('e', run), 'unknown'],
    ['String', equal('é'), set('5', run), 'no'],
    ['String', equal('x'), set('e\u0301', run), 'unknown'],
    ['Email', equal('a@b.c'), set('z', run), 'unknown'],
    ['Host', equal('a.example'), set('z', run), 'unknown'],
  ])('%s %j on %j is %s', (type, when, given, expected) => {
    expect(truth(of(type), when, given)).toBe(expected);
  });

  it.each<[Known, string]>([
    [set('https://a.example/', any), 'yes'],
    [set('https://b.example/', any), 'no'],
    [set('https://a.example', any), 'unknown'],
    [set('https://x@a.example/', any), 'unknown'],
    [set(any), 'unknown'],
  ])('the host of %j is %s', (given, expected) => {
    const when: Condition = { op: 'equal', field: fieldOf('x', 'host'), values: ['a.example'] };
    expect(truth(of('Url'), when, given)).toBe(expected);
  });
});

describe('sets of paths', () => {
  const inside: Condition = { op: 'inside', field: x };
  it.each<[Condition, Known, string]>([
    [match(0, 'relative'), set('src/', run, '.ts'), 'yes'],
    [match(0, 'relative'), set('s', run, '/a'), 'unknown'],
    [match(0, 'relative'), set('docs/', run), 'no'],
    [match(0, 'relative'), set('src', below), 'unknown'],
    [match(0, 'relative'), set('src/a', below), 'yes'],
    [match(1, 'absolute'), set('/etc/', run), 'yes'],
    [match(1, 'absolute'), set('/', run, '/passwd'), 'unknown'],
    [match(1, 'absolute', 1), set('/ETC/', run), 'unknown'],
    [match(1, 'absolute', 1), set('/srv/', run), 'no'],
    [match(2, 'either', 2), set('.', below), 'unknown'],
    [match(2, 'either', 2), set('.', visible), 'no'],
    [match(2, 'either', 2), set('.en', { kind: 'unit' }), 'unknown'],
    [equal('/app/.env'), set('.e', run), 'unknown'],
    [equal('/app/.env'), set('.E', run), 'unknown'],
    [equal('/app/.env'), set('src/', run), 'no'],
    [equal('src/a'), set('src/', run), 'unknown'],
    [equal('~/.env'), set('/home/ann/', run), 'unknown'],
    [equal('~/.env'), set('/srv/', run), 'no'],
    [equal('~/.env'), set('/home/ann/src/', run), 'no'],
    [equal('~/.env'), set('/home/a', run), 'unknown'],
    [equal('~/.env'), set('/Users/ann/.e', run), 'unknown'],
    [equal('~/.env'), set('/home/ann', below), 'unknown'],
    [inside, set('src/', run), 'yes'],
    [inside, set('../', run, '/x'), 'unknown'],
    [inside, set('/etc', below), 'no'],
    [inside, set('/', run, '/x'), 'unknown'],
    [inside, set('a/.', run), 'unknown'],
    [inside, set('a/', any), 'unknown'],
  ])('%j on %j is %s', (when, given, expected) => {
    expect(truth(of('Path'), when, given)).toBe(expected);
  });
});

describe('several directories', () => {
  const inside: Condition = { op: 'inside', field: x };
  it.each<[Condition, Given, readonly string[] | null, string]>([
    [inside, 'a', ['/app', '/app/src'], 'yes'],
    [inside, 'a', ['/app', '/etc'], 'unknown'],
    [inside, 'a', ['/srv', '/etc'], 'no'],
    [inside, 'a', null, 'unknown'],
    [inside, 'a', [], 'unknown'],
    [inside, '/app/a', null, 'yes'],
    [inside, '/app/a', ['/srv', '/etc'], 'yes'],
    [inside, '../a', ['/app/src', '/app/docs'], 'yes'],
    [inside, '../a', ['/app/src', '/app'], 'unknown'],
    [inside, set(run), ['/app', '/app/src'], 'yes'],
    [inside, set(run), ['/app', '/srv'], 'unknown'],
    [inside, set(run), null, 'unknown'],
    [match(0, 'relative'), 'a', ['/app/src', '/app'], 'unknown'],
    [equal('/etc/a'), 'a', ['/etc', '/etc/.'], 'yes'],
    [inside, 'a', ['C:\\app'], 'unknown'],
  ])('%j on %j in %j is %s', (when, given, directories, expected) => {
    expect(truth(of('Path'), when, given, directories)).toBe(expected);
  });
});

describe('enumerations', () => {
  const method = of('String', { words: ['GET', 'POST'] });
  it.each<[Condition, Given, string]>([
    [equal('GET'), 'GET', 'yes'],
    [equal('GET'), 'POST', 'no'],
    [equal('GET'), 'get', 'unknown'],
    [equal('GET'), 'PATCH', 'unknown'],
    [equal('GET'), set('G', run), 'unknown'],
    [equal('GET'), set('x', run), 'unknown'],
  ])('%j on %j is %s', (when, given, expected) => {
    expect(truth(method, when, given)).toBe(expected);
  });
});

describe('lists and records', () => {
  const list = of('Email', { list: true });
  const people = of('Json', {
    list: true,
    fields: [param('email', 'Email'), param('age?', 'Int')],
  });
  const json = (value: unknown): Known => ({ kind: 'json', value });
  const acme: Condition = {
    op: 'equal',
    field: fieldOf('x', 'domain'),
    values: ['acme.com'],
  };
  const every = (body: Condition): Condition => ({ op: 'every', param: 'x', of: body });
  const some = (body: Condition): Condition => ({ op: 'any', param: 'x', of: body });

  it.each<[Condition, Given | undefined, string]>([
    [every(acme), json(['a@acme.com', 'b@acme.com']), 'yes'],
    [every(acme), json(['a@acme.com', 'b@evil.com']), 'no'],
    [every(acme), json(['a@acme.com', 'two, people']), 'unknown'],
    [every(acme), json(['b@evil.com', 'two, people']), 'no'],
    [every(acme), json([]), 'unknown'],
    [every(acme), undefined, 'unknown'],
    [every(acme), unknown, 'unknown'],
    [every(acme), 'a@acme.com', 'unknown'],
    [every(acme), json({ length: 0 }), 'unknown'],
    [some(acme), json(['a@evil.com', 'b@acme.com']), 'yes'],
    [some(acme), json(['a@evil.com']), 'no'],
    [some(acme), json(['a@evil.com', 'x']), 'unknown'],
    [some(acme), json([]), 'unknown'],
    [{ op: 'not', of: every(acme) }, json([]), 'unknown'],
    [every({ op: 'not', of: acme }), json(['a@evil.com', 'b@evil.com']), 'yes'],
    [has, json([]), 'yes'],
  ])('%j on %j is %s', (when, given, expected) => {
    expect(truth(list, when, given)).toBe(expected);
  });

  const email: Condition = {
    op: 'equal',
    field: fieldOf('x', 'domain', 'email'),
    values: ['acme.com'],
  };
  const old: Condition = {
    op: 'order',
    field: fieldOf('x', null, 'age'),
    comparison: '>',
    value: 40,
  };
  it.each<[Condition, unknown, string]>([
    [every(email), [{ email: 'a@acme.com' }], 'yes'],
    [every(email), [{ email: 'a@acme.com' }, {}], 'unknown'],
    [every(email), [{ email: 'a@acme.com' }, null], 'unknown'],
    [every(email), [JSON.parse('{"__proto__": {"email": "a@acme.com"}}')], 'unknown'],
    [some(old), [{ email: 'a@acme.com', age: 41 }], 'yes'],
    [some(old), [{ email: 'a@acme.com' }], 'unknown'],
    [every({ op: 'and', of: [email, old] }), [{ email: 'a@acme.com', age: 4 }], 'no'],
  ])('%j on %j is %s', (when, value, expected) => {
    expect(truth(people, when, json(value))).toBe(expected);
  });

  it('fields of a single record are read too', () => {
    const one = of('Json', { fields: [param('email', 'Email')] });
    expect(truth(one, email, json({ email: 'a@acme.com' }))).toBe('yes');
    expect(truth(one, email, json({ email: 'a@evil.com' }))).toBe('no');
    expect(truth(one, email, json([]))).toBe('unknown');
  });
});

describe('two fields', () => {
  const about = { actions: [firstAction] };
  const same = (
    type: ParamType,
    left: Given,
    right: Given,
    directories: readonly string[] | null = ['/app'],
  ): string => {
    const when: Condition = { op: 'same', field: x, other: fieldOf('y') };
    const rules = (...more: readonly ReturnType<typeof rule>[]) =>
      ruleSet([tool({})], [policy(more)], { actions: [action('do.it', { x: type, y: type })] });
    const facet = done(firstAction, { x: left, y: right }, { directories });
    const isYes =
      judgeEffects(rules(rule('allow', 'p.a', when, about)), [facet]).verdict === 'allow';
    const isNo =
      judgeEffects(rules(rule('allow', 'p.a', null, about), rule('deny', 'p.d', when, about)), [
        facet,
      ]).verdict === 'allow';
    return isYes ? 'yes' : isNo ? 'no' : 'unknown';
  };

  it.each<[ParamType, Given, Given, string]>([
    ['String', 'a', 'a', 'yes'],
    ['String', 'a', 'A', 'no'],
    ['String', 'a', unknown, 'unknown'],
    ['String', 'a', set('a', run), 'unknown'],
    ['Int', 1, 1, 'yes'],
    ['Int', 1, 2, 'no'],
    ['Bool', true, false, 'no'],
    ['Email', 'ann@acme.com', 'ann@ACME.com', 'yes'],
    ['Email', 'ann@acme.com', 'ANN@acme.com', 'unknown'],
    ['Email', 'ann@acme.com', 'bob@acme.com', 'no'],
    ['Path', 'a/../b', './b', 'yes'],
    ['Path', 'b', '/app/b', 'yes'],
    ['Path', 'b', 'B', 'unknown'],
    ['Path', '~/b', '/home/ann/b', 'unknown'],
    ['Path', 'b', 'c', 'no'],
    ['Path', 'b', set('c', run), 'no'],
    ['Path', set('b', run), 'b', 'unknown'],
    ['Path', 'b', '\0', 'unknown'],
  ])('%s %j and %j: %s', (type, left, right, expected) => {
    expect(same(type, left, right)).toBe(expected);
  });

  it('begin at the same directory', () => {
    expect(same('Path', 'a', './a', ['/app', '/srv'])).toBe('yes');
    expect(same('Path', 'a', '/app/a', ['/app', '/srv'])).toBe('unknown');
    expect(same('Path', 'a', '/etc/a', ['/app', '/srv'])).toBe('no');
    expect(same('Path', 'a', 'a', null)).toBe('unknown');
  });
});
