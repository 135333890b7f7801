import { describe, expect, it } from 'vitest';
import { builtInActions, builtInIndex } from '../../../compiler/bundle/builtin-actions.ts';
import type {
  CommandEntry,
  Condition,
  EffectArgumentEntry,
  FormEntry,
  MonitorEntry,
  OptionEntry,
  ParamEntry,
  PositionalEntry,
  RuleSet,
} from '../../../compiler/bundle/rules.ts';
import {
  action,
  agent,
  effect,
  fieldOf,
  firstAction,
  literalAutomaton,
  param,
  policy,
  rule,
  ruleSet,
  tool,
} from '../evaluate/rule-set.ts';
import { fault } from './fault.ts';

const actions = [action('s3.delete', { bucket: 'String', 'path?': 'Path', 'n?': 'Int' })];

describe('actions', () => {
  const raw = (change: readonly unknown[]): string =>
    fault({ ...ruleSet([], []), actions: change });

  it.each<[string, readonly unknown[], string]>([
    ['none', [], '`/actions`: expected every built-in action'],
    ['one less', builtInActions.slice(1), '`/actions/0`: expected the built-in action opaque'],
    [
      'another order',
      builtInActions.toReversed(),
      '`/actions/0`: expected the built-in action opaque',
    ],
    [
      'a built-in one of another risk',
      [{ ...builtInActions[0], risk: 'low' }, ...builtInActions.slice(1)],
      '`/actions/0`: expected the built-in action opaque',
    ],
    [
      'a built-in one with a parameter',
      [{ ...builtInActions[0], params: [param('x', 'Int')] }, ...builtInActions.slice(1)],
      '`/actions/0`: expected the built-in action opaque',
    ],
    [
      'those of an earlier version, before actions of its own',
      [...builtInActions.slice(0, 13), action('git.push')],
      '`/actions/13`: expected the built-in action file.upload: rules that another version of sentrely compiled, compile and sign them again with this one',
    ],
    [
      'a second of one name',
      [...builtInActions, action('fs.read')],
      '`/actions`: found an action twice',
    ],
    [
      'one without a group',
      [...builtInActions, action('push')],
      '/name`: expected a group, a dot and a name',
    ],
    ['a blank', [...builtInActions, action('git. push')], '/name`: expected a group'],
  ])('%s', (_, change, message) => {
    expect(raw(change)).toContain(message);
  });
});

describe('parameters', () => {
  const declared = (entry: ParamEntry): string =>
    fault(ruleSet([tool({}, 'Tool', { params: [entry] })], []));

  it.each<[string, ParamEntry, string]>([
    ['a list of records', param('x', 'Json', { list: true, fields: [param('y', 'Int')] }), 'fine'],
    ['a list of words', param('x', 'String', { list: true, words: ['a'] }), 'fine'],
    ['a refspec', param('x', 'Refspec'), '/type`: expected one of'],
    ['words of a number', param('x', 'Int', { words: ['1'] }), '/words`: expected null'],
    ['no words', param('x', 'String', { words: [] }), '/words`: expected at least one word'],
    ['a word twice', param('x', 'String', { words: ['a', 'a'] }), '/words`: found a word twice'],
    ['fields of a text', param('x', 'String', { fields: [] }), '/fields`: expected null'],
    [
      'a list in a record',
      param('x', 'Json', { fields: [param('y', 'Int', { list: true })] }),
      '/fields/0`: expected a field that is neither',
    ],
    [
      'a record in a record',
      param('x', 'Json', { fields: [param('y', 'Json', { fields: [] })] }),
      '/fields/0`: expected a field that is neither',
    ],
    [
      'a field twice',
      param('x', 'Json', { fields: [param('y', 'Int'), param('y', 'Url')] }),
      '/fields`: found a parameter twice',
    ],
  ])('%s', (_, entry, message) => {
    expect(declared(entry)).toContain(message);
  });
});

describe('effects', () => {
  const argument = (change: Partial<EffectArgumentEntry>): EffectArgumentEntry => ({
    param: 'bucket',
    variable: 'b',
    part: null,
    under: false,
    skipsHidden: false,
    constant: null,
    ...change,
  });
  const does = (args: readonly EffectArgumentEntry[], index = firstAction): string => {
    const one = tool({ b: 'String', u: 'Url' }, 'Tool', { does: [{ action: index, args }] });
    return fault(ruleSet([one], [], { actions }));
  };

  it.each<[string, Partial<EffectArgumentEntry>, string]>([
    ['a variable', {}, 'fine'],
    ['a part of one', { variable: 'u', part: 'host' }, 'fine'],
    ['a constant', { variable: null, constant: 'x' }, 'fine'],
    ['both', { constant: 'x' }, 'fine'],
    ['everything below', { param: 'path', under: true, skipsHidden: true }, 'fine'],
    ['neither', { variable: null }, '/constant`: expected a constant without a variable'],
    ['a parameter it has not', { param: 'x' }, '/param`: expected a parameter of the action'],
    ['an inherited one', { param: 'toString' }, '/param`: expected a parameter of the action'],
    ['a variable it has not', { variable: 'x' }, '/variable`: expected a variable'],
    ['a part it has not', { part: 'host' }, '/part`: expected a part that its type has'],
    [
      'a part of nothing',
      { variable: null, constant: 'x', part: 'host' },
      '/part`: expected null without a variable',
    ],
    ['below a text', { under: true }, '/under`: expected false but on Path'],
    [
      'hidden without below',
      { param: 'path', skipsHidden: true },
      '/skipsHidden`: expected false without',
    ],
    ['a number for a text', { constant: 1 }, '/constant`: expected a string'],
    ['a text for a number', { param: 'n', constant: '1' }, '/constant`: expected an integer'],
  ])('%s', (_, change, message) => {
    expect(does([argument(change)])).toContain(message);
  });

  it('name each parameter once and an action that exists', () => {
    expect(does([argument({}), argument({})])).toContain('/args`: found a parameter twice');
    expect(does([], firstAction + 1)).toContain('/action`: expected an integer from 0');
  });
});

describe('commands', () => {
  const plain = { variable: null, role: 'plain', sets: [], does: [] } as const;
  const command = (change: Partial<CommandEntry>): CommandEntry => ({
    programs: ['rm'],
    complete: true,
    options: [],
    forms: [],
    ...change,
  });
  const form = (change: Partial<FormEntry>): FormEntry => ({
    words: [],
    positionals: [],
    options: [],
    does: [],
    ...change,
  });
  const option = (change: Partial<OptionEntry>): OptionEntry => ({
    names: ['-o'],
    value: 'next',
    type: 'Path',
    ...plain,
    ...change,
  });
  const word = (change: Partial<PositionalEntry>): PositionalEntry => ({
    pieces: [{ kind: 'variable', name: 'p', type: 'Path' }],
    optional: false,
    repeats: false,
    ...change,
  });
  const loaded = (...commands: readonly CommandEntry[]): string =>
    fault(ruleSet([], [], { actions, commands }));
  const write = (variable: string) => [effect(builtInIndex('fs.write'), { path: variable })];

  it.each<[string, CommandEntry, string]>([
    ['no program', command({ programs: [] }), '/programs`: expected at least one program'],
    [
      'an option without a dash',
      command({ options: [option({ names: ['o'] })] }),
      '/names`: expected dashes in front',
    ],
    [
      'an option without a name',
      command({ options: [option({ names: [] })] }),
      '/names`: expected at least one name',
    ],
    [
      'a directory without a value',
      command({ options: [option({ value: 'none', role: 'directory' })] }),
      '/role`: expected an option with a value',
    ],
    [
      'a word of no spelling',
      command({ forms: [form({ words: [[]] })] }),
      '/words/0`: expected at least one spelling',
    ],
    [
      'a word of no piece',
      command({ forms: [form({ positionals: [word({ pieces: [] })] })] }),
      '/pieces`: expected at least one piece',
    ],
    [
      'an optional word before another',
      command({ forms: [form({ positionals: [word({ optional: true }), word({})] })] }),
      '/positionals`: expected only the last words to be optional',
    ],
    [
      'two repeated words',
      command({
        forms: [form({ positionals: [word({ repeats: true }), word({ repeats: true })] })],
      }),
      '/positionals`: expected one repeated word',
    ],
    [
      'an effect of an unknown variable',
      command({ forms: [form({ does: write('p') })] }),
      '/variable`: expected a variable',
    ],
    [
      'an effect of the value of no option',
      command({ forms: [form({ does: write('value') })] }),
      '/variable`: expected a variable',
    ],
    [
      'an effect of a variable of another form',
      command({ forms: [form({ positionals: [word({})] }), form({ does: write('p') })] }),
      '/variable`: expected a variable',
    ],
    [
      'an effect of a placeholder',
      command({ forms: [form({ positionals: [word({})], does: write('p') })] }),
      'fine',
    ],
    [
      'an effect of an option of the program',
      command({ options: [option({ variable: 'o' })], forms: [form({ does: write('o') })] }),
      'fine',
    ],
    ['an effect of a value', command({ options: [option({ does: write('value') })] }), 'fine'],
    [
      'what an option sets',
      command({
        options: [option({ sets: [{ variable: 'c', value: true }] })],
        forms: [form({ does: write('c') })],
      }),
      'fine',
    ],
  ])('%s', (_, entry, message) => {
    expect(loaded(entry)).toContain(message);
  });

  it('a program has one entry', () => {
    expect(loaded(command({}), command({ programs: ['x', 'rm'] }))).toContain(
      '`/commands`: found a program twice',
    );
  });
});

describe('agents', () => {
  const limits = { budgets: [], alerts: [], rates: [], loop: null };
  const one = tool({});
  const limited = (change: object): string =>
    fault(ruleSet([one], [], { agents: [agent('dev', { limits: { ...limits, ...change } })] }));

  it.each<[object, string]>([
    [{ budgets: [{ unit: 'EUR', amount: 1, period: 'day' }] }, '/unit`: expected one of'],
    [{ budgets: [{ unit: 'tokens', amount: 0, period: 'day' }] }, '/amount`: expected an integer'],
    [{ budgets: [{ unit: 'tokens', amount: 1, period: 'year' }] }, '/period`: expected one of'],
    [{ alerts: [101] }, '/alerts/0`: expected an integer from 1 to 100'],
    [{ rates: [{ calls: 0, perMs: 1 }] }, '/calls`: expected an integer'],
    [{ rates: [{ calls: 1, perMs: 0 }] }, '/perMs`: expected an integer'],
    [{ loop: { repeats: 0, withinMs: 1, poll: [] } }, '/repeats`: expected an integer'],
    [{ loop: { repeats: 1, withinMs: 1, poll: [1] } }, '/poll/0`: expected an integer from 0 to 0'],
    [{ loop: { repeats: 1, withinMs: 1, poll: [0] } }, 'fine'],
  ])('%j', (change, message) => {
    expect(limited(change)).toContain(message);
  });

  it('name patterns of models that exist', () => {
    expect(fault(ruleSet([], [], { agents: [agent('dev', { models: [0] })] }))).toContain(
      '/models/0`: expected an integer from 0 to -1',
    );
  });
});

describe('monitors and origins', () => {
  const one = tool({ p: 'Path', l: 'Email' }, 'Tool', {
    params: [param('p', 'Path'), param('l', 'Email', { list: true })],
  });
  const watched = (change: Partial<MonitorEntry>): string =>
    fault(
      ruleSet([one], [], {
        monitors: [{ tools: [0], actions: [], when: null, withinMs: null, ...change }],
        origins: [{ kind: 'prompt' }],
      }),
    );
  const from: Condition = { op: 'from', field: fieldOf('p'), origins: [0] };
  const fromElement: Condition = { op: 'from', field: fieldOf('l'), origins: [0] };

  it.each<[string, Partial<MonitorEntry>, string]>([
    ['a condition', { when: { op: 'inside', field: fieldOf('p') } }, 'fine'],
    [
      'elements',
      { when: { op: 'any', param: 'l', of: { op: 'equal', field: fieldOf('l'), values: [] } } },
      'fine',
    ],
    ['nothing to watch', { tools: [] }, '/tools`: expected at least one tool or action'],
    ['no time', { withinMs: 0 }, '/withinMs`: expected an integer from 1'],
    ['an action that does not exist', { actions: [99] }, '/actions/0`: expected an integer'],
    ['history of history', { when: { op: 'after', monitor: 0 } }, '/op`: expected one of'],
    [
      'counted history',
      { when: { op: 'not', of: { op: 'count', monitor: 0, comparison: '>', value: 1 } } },
      '/op`: expected one of',
    ],
    ['origin', { when: from }, '/op`: expected one of'],
    [
      'origin of elements',
      { when: { op: 'every', param: 'l', of: fromElement } },
      '/op`: expected one of',
    ],
  ])('%s', (_, change, message) => {
    expect(watched(change)).toContain(message);
  });

  it.each<[unknown, string]>([
    [{ kind: 'prompt', tool: 0 }, 'unknown member'],
    [{ kind: 'tool' }, 'expected a member `tool`'],
    [{ kind: 'tool', tool: 0 }, '/tool`: expected an integer from 0 to -1'],
    [{ kind: 'web' }, '/kind`: expected one of'],
  ])('the origin %j', (origin, message) => {
    expect(fault({ ...ruleSet([], []), origins: [origin] })).toContain(message);
  });
});

describe('conditions on more than one value', () => {
  const entries = [
    param('s', 'String'),
    param('t', 'String'),
    param('i', 'Int'),
    param('b', 'Bool'),
    param('u', 'Url'),
    param('h', 'Host'),
    param('w', 'String', { words: ['A', 'B'] }),
    param('j', 'Json'),
    param('l', 'Email', { list: true }),
    param('r', 'Json', { fields: [param('e', 'Email'), param('p', 'Path')] }),
    param('rs', 'Json', { list: true, fields: [param('e', 'Email'), param('h', 'Host')] }),
  ];
  const condition = (when: unknown, more: Partial<RuleSet> = {}): string =>
    fault(
      ruleSet([], [policy([rule('deny', 'p.d', when as Condition, { actions: [firstAction] })])], {
        actions: [action('do.it', {}, entries), ...actions],
        monitors: [{ tools: [], actions: [0], when: null, withinMs: null }],
        origins: [{ kind: 'prompt' }],
        automata: [literalAutomaton('x')],
        ...more,
      }),
    );
  const x = fieldOf;
  const equal = (field: object) => ({ op: 'equal', field, values: [] });

  it.each<[unknown]>([
    [{ op: 'same', field: x('s'), other: x('t') }],
    [{ op: 'same', field: x('u', 'host'), other: x('h') }],
    [{ op: 'same', field: x('u', 'port'), other: x('i') }],
    [{ op: 'every', param: 'l', of: equal(x('l', 'domain')) }],
    [{ op: 'any', param: 'rs', of: equal(x('rs', 'domain', 'e')) }],
    [
      {
        op: 'any',
        param: 'rs',
        of: { op: 'same', field: x('rs', 'domain', 'e'), other: x('rs', null, 'h') },
      },
    ],
    [{ op: 'every', param: 'l', of: { op: 'from', field: x('l'), origins: [0] } }],
    [{ op: 'inside', field: x('r', null, 'p') }],
    [{ op: 'has', param: 'l' }],
    [{ op: 'has', param: 'r' }],
    [equal(x('w'))],
    [{ op: 'from', field: x('i'), origins: [0] }],
    [{ op: 'after', monitor: 0 }],
    [{ op: 'count', monitor: 0, comparison: '!=', value: 0 }],
  ])('%j is fine', (when) => {
    expect(condition(when)).toBe('fine');
  });

  it.each<[string, unknown, string]>([
    [
      'two types',
      { op: 'same', field: x('s'), other: x('h') },
      '/other`: expected a field of the same',
    ],
    [
      'a part and a text',
      { op: 'same', field: x('u', 'path'), other: x('s') },
      '/other`: expected',
    ],
    ['a list itself', equal(x('l')), '/param`: expected a parameter that is no list'],
    ['a record itself', equal(x('r')), '/field`: expected a field that is'],
    [
      'a field of no record',
      equal(x('s', null, 'e')),
      '/field/field`: expected a field of the record',
    ],
    ['a field it has not', equal(x('r', null, 'toString')), 'expected a field of the record'],
    [
      'elements of no list',
      { op: 'every', param: 's', of: equal(x('s')) },
      '/param`: expected a list',
    ],
    [
      'another parameter',
      { op: 'any', param: 'l', of: equal(x('s')) },
      'expected a parameter of one type',
    ],
    [
      'elements within elements',
      { op: 'any', param: 'l', of: { op: 'every', param: 'l', of: equal(x('l')) } },
      '/of/op`: expected one of',
    ],
    [
      'presence of elements',
      { op: 'any', param: 'l', of: { op: 'has', param: 'l' } },
      '/of/op`: expected',
    ],
    [
      'history of elements',
      { op: 'any', param: 'l', of: { op: 'after', monitor: 0 } },
      '/of/op`: expected',
    ],
    [
      'origin of a flag',
      { op: 'from', field: x('b'), origins: [0] },
      '/field`: expected a field that is',
    ],
    [
      'origin of a word',
      { op: 'from', field: x('w'), origins: [0] },
      '/field`: expected a field that is no',
    ],
    [
      'no origin',
      { op: 'from', field: x('s'), origins: [] },
      '/origins`: expected at least one origin',
    ],
    [
      'an origin that does not exist',
      { op: 'from', field: x('s'), origins: [1] },
      '/origins/0`: expected',
    ],
    [
      'a monitor that does not exist',
      { op: 'after', monitor: 1 },
      '/monitor`: expected an integer',
    ],
    [
      'fewer than none',
      { op: 'count', monitor: 0, comparison: '>', value: -1 },
      '/value`: expected an integer from 0',
    ],
    [
      'another comparison',
      { op: 'count', monitor: 0, comparison: '=', value: 1 },
      '/comparison`: expected',
    ],
  ])('%s', (_, when, message) => {
    expect(condition(when)).toContain(message);
  });

  it('must make sense on every action and tool of the rule', () => {
    const other = action('do.other', {}, [
      param('s', 'String', { words: ['A'] }),
      param('i', 'Int'),
    ]);
    const about = (when: Condition): string =>
      fault(
        ruleSet(
          [tool({ i: 'Int' })],
          [
            policy([
              rule('deny', 'p.d', when, { tools: [0], actions: [firstAction, firstAction + 1] }),
            ]),
          ],
          { actions: [action('do.it', {}, entries), other] },
        ),
      );
    expect(about({ op: 'has', param: 'i' })).toBe('fine');
    expect(about({ op: 'has', param: 's' })).toContain('of one type in every tool and action');
  });

  it('no rule allows what cannot be read', () => {
    const rules = ruleSet([], [policy([rule('allow', 'p.a', null, { actions: [1, 0] })])]);
    expect(fault(rules)).toContain('/actions`: expected no allow of `opaque`');
  });
});

it('observation ends at a time', () => {
  expect(fault(ruleSet([], [], { observeUntil: '2026-12-31T00:00:00Z' }))).toBe('fine');
  for (const text of ['2026-12-31', '2026-02-30T00:00:00Z', 'never', '']) {
    expect(fault(ruleSet([], [], { observeUntil: text }))).toContain('`/observeUntil`: expected');
  }
});

it('a policy says whether it holds messages', () => {
  const odd = { ...policy([]), holdMessage: null };
  expect(fault({ ...ruleSet([], []), policies: [odd] })).toContain('/holdMessage`: expected true');
});
