import { expect, it } from 'vitest';
import type { Condition, ParamType, Part } from '../../../compiler/bundle/rules.ts';
import type { Origins } from '../../../compiler/evaluate/decision.ts';
import { type Given, done, judgeEffects, unknown } from './effects.ts';
import { action, fieldOf, firstAction, param, policy, rule, ruleSet, tool } from './rule-set.ts';

/** A conversation in which exactly these values were typed. */
const typed = (...values: readonly (readonly [string | number, ParamType])[]): Origins => ({
  holds: (origin, value, type) =>
    origin === 0 && values.some(([one, of]) => one === value && of === type),
});

/** Whether a value counts as typed: an allow when it does, and never a `no`. */
function isTyped(
  type: ParamType,
  given: Given,
  origins: Origins | undefined,
  {
    part = null,
    directories = ['/app'],
  }: { readonly part?: Part | null; readonly directories?: readonly string[] | null } = {},
): boolean {
  const from: Condition = { op: 'from', field: fieldOf('x', part), origins: [0] };
  const about = { actions: [firstAction] };
  const rules = (...more: readonly ReturnType<typeof rule>[]) =>
    ruleSet([tool({})], [policy(more)], {
      actions: [action('do.it', { x: type })],
      origins: [{ kind: 'prompt' }],
    });
  const facet = [done(firstAction, { x: given }, { directories })];
  const request = origins === undefined ? {} : { origins };
  const isYes =
    judgeEffects(rules(rule('allow', 'p.a', from, about)), facet, request).verdict === 'allow';
  const never = judgeEffects(
    rules(rule('allow', 'p.a', null, about), rule('deny', 'p.d', from, about)),
    facet,
    request,
  );
  expect(never.verdict).toBe('deny');
  return isYes;
}

it.each<[ParamType, Given, readonly [string | number, ParamType], Part | null, boolean]>([
  ['Email', 'bob@ACME.com', ['bob@acme.com', 'Email'], null, true],
  ['Email', 'eve@acme.com', ['bob@acme.com', 'Email'], null, false],
  ['Email', 'bob@acme.com', ['acme.com', 'Host'], 'domain', true],
  ['Url', 'https://A.example/x', ['https://a.example/x', 'Url'], null, true],
  ['Url', 'https://A.example/x', ['a.example', 'Host'], 'host', true],
  ['Path', 'src/../notes', ['/app/notes', 'Path'], null, true],
  ['String', 'abc', ['abc', 'String'], null, false],
  ['String', 'a-b!c', ['a-b!c', 'String'], null, false],
  ['String', 'abcd', ['abcd', 'String'], null, true],
  ['String', 'abcd', ['abcd', 'Key'], null, false],
  ['String', unknown, ['abcd', 'String'], null, false],
  [
    'String',
    { kind: 'set', pieces: [{ kind: 'text', text: 'abcd' }] },
    ['abcd', 'String'],
    null,
    true,
  ],
  [
    'String',
    { kind: 'set', pieces: [{ kind: 'text', text: 'abcd' }, { kind: 'run' }] },
    ['abcd', 'String'],
    null,
    false,
  ],
  ['Int', 1234, [1234, 'Int'], null, true],
  ['Int', 123, [123, 'Int'], null, false],
  ['Int', -1234, [-1234, 'Int'], null, true],
])('%s %j where %j was typed', (...[type, given, value, part, expected]) => {
  expect(isTyped(type, given, typed(value), { part })).toBe(expected);
});

it('nothing is known to come from anywhere where nobody says', () => {
  expect(isTyped('String', 'abcd', undefined)).toBe(false);
});

it('a path must have been typed wherever it begins', () => {
  const origins = typed(['/app/notes', 'Path'], ['/srv/notes', 'Path']);
  expect(isTyped('Path', 'notes', origins, { directories: ['/app', '/srv'] })).toBe(true);
  expect(isTyped('Path', 'notes', origins, { directories: ['/app', '/etc'] })).toBe(false);
  expect(isTyped('Path', 'notes', origins, { directories: null })).toBe(false);
});

it('each element of a list is asked for', () => {
  const every: Condition = {
    op: 'every',
    param: 'to',
    of: { op: 'from', field: fieldOf('to'), origins: [0] },
  };
  const rules = ruleSet(
    [tool({})],
    [policy([rule('allow', 'p.a', every, { actions: [firstAction] })])],
    {
      actions: [action('email.send', {}, [param('to', 'Email', { list: true })])],
      origins: [{ kind: 'prompt' }],
    },
  );
  const origins = typed(['bob@acme.com', 'Email']);
  const send = (...to: readonly string[]) =>
    judgeEffects(rules, [done(firstAction, { to: { kind: 'json', value: to } })], { origins });
  expect(send('bob@acme.com').verdict).toBe('allow');
  expect(send('bob@acme.com', 'eve@acme.com').verdict).toBe('deny');
  expect(send().verdict).toBe('deny');
});
