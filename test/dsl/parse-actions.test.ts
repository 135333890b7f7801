import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, File, Item, Test } from '../../dsl/ast.ts';
import { parse } from '../../dsl/parse.ts';
import { print } from '../../dsl/print.ts';
import { isReserved, wordTypes } from '../../dsl/tokens.ts';
import { bare, meaning } from './programs.ts';

const read = (text: string) => parse({ file: 'x', text });
const codes = (text: string) => read(text).diagnostics.map(({ code }) => code);
const word = (text: string) => ({ text });

/** The items of a legal text, without places. */
function items(text: string): readonly unknown[] {
  const { file, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return (meaning(file) as File).items;
}

/** The targets of a rule. */
function targets(text: string): unknown {
  return (
    items(`policy p for all agents { allow ${text} }`)[0] as { rules: { targets: unknown }[] }
  ).rules[0]?.targets;
}

/** The condition of `when` in a rule. */
function condition(text: string): Condition | undefined {
  const [item] = items(`policy p for all agents { allow A when ${text} }`) as Item[];
  return item?.kind === 'policy' ? item.rules[0]?.when : undefined;
}

const ruleCodes = (text: string) => codes(`policy p for all agents { allow A ${text} }`);
const field = (...path: string[]) => ({ kind: 'field', path: path.map(word) });
const action = (group: string, name: string) => ({
  kind: 'action',
  group: word(group),
  name: word(name),
});
const target = (group: string, name: string, commands: readonly string[] = []) => ({
  ...action(group, name),
  commands: commands.map(word),
});
const opaque = { kind: 'action', group: undefined, name: word('opaque') };
const tool = (name: string, server?: string) => ({
  kind: 'tool',
  server: server === undefined ? undefined : word(server),
  name: word(name),
});

describe('actions', () => {
  it('are declared with parameters and a risk, or without', () => {
    expect(
      items('action s3.delete(bucket: String, key?: Key,) risk high action git.commit()'),
    ).toEqual([
      {
        kind: 'action',
        action: action('s3', 'delete'),
        params: [
          {
            name: word('bucket'),
            optional: false,
            type: { kind: 'named', text: 'String' },
            inert: false,
          },
          { name: word('key'), optional: true, type: { kind: 'named', text: 'Key' }, inert: false },
        ],
        risk: word('high'),
      },
      { kind: 'action', action: action('git', 'commit'), params: [], risk: undefined },
    ]);
  });

  it('are what rules are about, beside tools', () => {
    expect(targets('git.push, Bash, mcp github.merge, opaque, "opaque"')).toEqual([
      target('git', 'push'),
      tool('Bash'),
      tool('merge', 'github'),
      { ...opaque, commands: [] },
      tool('opaque'),
    ]);
  });

  it('may be called like words of the language', () => {
    expect(targets('agent.start, test.run, git.when, tool.in')).toEqual([
      target('agent', 'start'),
      target('test', 'run'),
      target('git', 'when'),
      target('tool', 'in'),
    ]);
    expect(items('action agent.start action policy.test')).toHaveLength(2);
  });

  it('take the commands behind them up to what is no string', () => {
    expect(targets('shell.run "npm test", "npm run *", git.push, shell.run, Bash')).toEqual([
      target('shell', 'run', ['npm test', 'npm run *']),
      target('git', 'push'),
      target('shell', 'run'),
      tool('Bash'),
    ]);
  });

  it('take commands only where they run commands', () => {
    expect(codes('guard g for all agents { rule r deny fs.read "a" }')).toEqual([
      'misplaced-commands',
    ]);
    expect(codes('guard g for all agents { rule r deny opaque "a" }')).toEqual([
      'misplaced-commands',
    ]);
  });

  it('are what a claim is about', () => {
    expect(
      items('never "t" { any agent does shell.run "rm *" where .program == "rm" }'),
    ).toMatchObject([{ target: target('shell', 'run', ['rm *']), where: { kind: 'compare' } }]);
  });
});

describe('types', () => {
  const typeOf = (text: string): unknown =>
    (items(`tool T { a: ${text} }`)[0] as { params: { type: unknown }[] }).params[0]?.type;
  const named = (text: string) => ({ kind: 'named', text });

  it.each<readonly [string, unknown]>([
    ['Path', named('Path')],
    ['LOW | HIGH', { kind: 'enum', words: [word('LOW'), word('HIGH')] }],
    [
      'on | off | "not planned"',
      { kind: 'enum', words: [word('on'), word('off'), word('not planned')] },
    ],
    ['"only"', { kind: 'enum', words: [word('only')] }],
    ['[Email]', { kind: 'list', element: named('Email') }],
    [
      '[[a | b]]',
      {
        kind: 'list',
        element: { kind: 'list', element: { kind: 'enum', words: [word('a'), word('b')] } },
      },
    ],
    ['{}', { kind: 'record', fields: [] }],
    [
      '[{ in?: Int inert, }]',
      {
        kind: 'list',
        element: {
          kind: 'record',
          fields: [{ name: word('in'), optional: true, type: named('Int'), inert: true }],
        },
      },
    ],
  ])('%s', (text, expected) => {
    expect(typeOf(text)).toEqual(expected);
  });

  it('of parameters end where the next begins', () => {
    expect(
      items('tool T { a: x | y, b: [Int] inert, action: String, command: Shell }'),
    ).toMatchObject([
      {
        params: [
          { name: word('a') },
          { inert: true },
          { name: word('action') },
          { name: word('command') },
        ],
      },
    ]);
  });
});

describe('what a tool does', () => {
  const nothing = {
    param: undefined,
    variable: undefined,
    part: undefined,
    isUnder: false,
    skips: undefined,
    literal: undefined,
  };
  const argumentsOf = (text: string): unknown =>
    (items(`tool T { } does a.b(${text})`)[0] as { does: { args: unknown }[] }).does[0]?.args;

  it.each<readonly [string, object]>([
    ['key', { variable: word('key') }],
    ['key: object', { param: word('key'), variable: word('object') }],
    ['refspec.branch', { variable: word('refspec'), part: word('branch') }],
    [
      'path: under dir skips hidden',
      { param: word('path'), variable: word('dir'), isUnder: true, skips: word('hidden') },
    ],
    [
      'under "." skips hidden',
      { isUnder: true, skips: word('hidden'), literal: { kind: 'string', value: '.' } },
    ],
    ['method or "GET"', { variable: word('method'), literal: { kind: 'string', value: 'GET' } }],
    ['"odd name": 5', { param: word('odd name'), literal: { kind: 'integer', value: 5 } }],
    ['true', { literal: { kind: 'boolean', value: true } }],
    ['in', { variable: word('in') }],
    ['on: test', { param: word('on'), variable: word('test') }],
  ])('%s', (text, expected) => {
    expect(argumentsOf(text)).toEqual([{ ...nothing, ...expected }]);
  });

  it('is a list of actions, and where its result is trusted', () => {
    expect(
      items('tool T {} trusted "a", "[].b" does a.b(x, "y",), opaque, c.d action e.f'),
    ).toMatchObject([
      {
        does: [
          { action: action('a', 'b') },
          { action: opaque, args: [] },
          { action: action('c', 'd'), args: [] },
        ],
        trusted: [word('a'), word('[].b')],
      },
      { kind: 'action' },
    ]);
  });

  it('is said once', () => {
    expect(codes('tool T {} does a.b does c.d')).toEqual(['repeated-clause']);
    expect(codes('tool T {} does a.b("{x}")')).toEqual(['quoted-placeholder']);
    expect(codes('tool T {} does a.b("{x} y")')).toEqual([]);
    expect(codes('tool T {} does a.b(x y)')).toEqual(['missing-comma']);
  });
});

describe('commands', () => {
  it('have options and forms, with options of their own', () => {
    const [git] = items(`command git, "git-lfs" complete {
      option -C value directory, -c value: String opaque
      "push {remote?}" { option -f | --force as force } does git.push(remote, force)
      option -x value? runs, "-?" sets a = "b" sets c = true does d.e(value), -0
      "status" "log"
    }`);
    const plain = { value: undefined, role: undefined, sets: [], does: [] };
    expect(git).toMatchObject({
      programs: [word('git'), word('git-lfs')],
      isComplete: true,
      options: [
        {
          names: [word('-C')],
          value: { type: undefined, isOptional: false },
          role: { kind: 'directory' },
        },
        { names: [word('-c')], value: { type: word('String') }, role: { kind: 'opaque' } },
        { names: [word('-x')], value: { isOptional: true }, role: { kind: 'runs' } },
        {
          names: [word('-?')],
          sets: [
            { variable: word('a'), literal: { kind: 'string', value: 'b' } },
            { variable: word('c'), literal: { kind: 'boolean', value: true } },
          ],
          does: [{ action: action('d', 'e'), args: [{ variable: word('value') }] }],
        },
        { ...plain, names: [word('-0')] },
      ],
      forms: [
        {
          template: word('push {remote?}'),
          options: [
            {
              ...plain,
              names: [word('-f'), word('--force')],
              role: { kind: 'as', name: word('force') },
            },
          ],
          does: [{ action: action('git', 'push') }],
        },
        { template: word('status'), options: [], does: [] },
        { template: word('log') },
      ],
    });
  });

  it('may be called like the words around them', () => {
    expect(
      items('command complete { } command complete complete { } command "test" { }'),
    ).toMatchObject([
      { programs: [word('complete')], isComplete: false },
      { programs: [word('complete')], isComplete: true },
      { programs: [word('test')] },
    ]);
  });

  it.each([
    ['option force', ['option-without-dash']],
    ['option -f | force as force', ['option-without-dash']],
    ['option --force as', ['unexpected-token']],
    ['option -a -b', ['missing-comma']],
    ['option -a as b directory', ['repeated-clause']],
    ['option "force"', ['unexpected-token']],
    ['option -a, "push {b}"', ['unexpected-token']],
    ['option 5', ['unexpected-token']],
    ['option -a value value', ['unexpected-token']],
    ['push', ['unexpected-token']],
  ])('refuse `%s`', (text, expected) => {
    expect(codes(`command c { ${text} }`)).toEqual(expected);
  });

  it('called like a reserved word are to be quoted', () => {
    const [finding] = read('command test { "-f {file}" }').diagnostics;
    expect(finding?.help).toBe('`test` is a word of the language: write it in quotes');
  });
});

describe('conditions', () => {
  const compare = (name: string, value: unknown) => ({
    kind: 'compare',
    field: field(name),
    operator: '==',
    value,
  });
  const yes = { kind: 'boolean', value: true };

  it.each<readonly [string, unknown]>([
    ['.force', compare('force', yes)],
    ['not .force', { kind: 'not', operand: compare('force', yes) }],
    ['(.force)', compare('force', yes)],
    ['.method == GET', compare('method', { kind: 'string', value: 'GET', isWord: true })],
    [
      '.method in [GET, "POST"]',
      {
        kind: 'in',
        set: {
          values: [
            { value: 'GET', isWord: true },
            { kind: 'string', value: 'POST' },
          ],
        },
      },
    ],
    [
      '.old != .new.part',
      { kind: 'compare-fields', field: field('old'), operator: '!=', other: field('new', 'part') },
    ],
    ['every .to in staff', { kind: 'every', operand: { kind: 'in', field: field('to') } }],
    ['any (.a and .b)', { kind: 'any', operand: { kind: 'and' } }],
    ['.to from prompt', { kind: 'from', field: field('to'), sources: [{ kind: 'prompt' }] }],
    [
      '.to from "prompt", mcp a.b, c',
      { kind: 'from', sources: [tool('prompt'), tool('b', 'a'), tool('c')] },
    ],
    [
      'after fs.read',
      {
        kind: 'after',
        event: { target: target('fs', 'read'), where: undefined },
        withinMs: undefined,
      },
    ],
    [
      'after Read where .path in secrets in the last 10m',
      {
        kind: 'after',
        event: {
          target: tool('Read'),
          where: { kind: 'in', set: { kind: 'name', text: 'secrets' } },
        },
        withinMs: 600_000,
      },
    ],
    [
      'after a.b where .force in the last 2h',
      { kind: 'after', event: { where: compare('force', yes) }, withinMs: 7_200_000 },
    ],
    [
      'after a.b where (.x in the and .y)',
      {
        kind: 'after',
        event: { where: { kind: 'and', left: { kind: 'in', set: { text: 'the' } } } },
      },
    ],
    [
      'count fs.write in the last 10m > 50',
      { kind: 'count', withinMs: 600_000, operator: '>', value: 50 },
    ],
    [
      'count a.b where .n > 3 >= 5',
      {
        kind: 'count',
        event: { where: { kind: 'compare', operator: '>' } },
        operator: '>=',
        value: 5,
      },
    ],
    [
      'count a.b where .m == GET == 5',
      { kind: 'count', event: { where: { value: { value: 'GET' } } }, operator: '==', value: 5 },
    ],
    [
      'count shell.run "a", "b" == 0',
      { kind: 'count', event: { target: target('shell', 'run', ['a', 'b']) } },
    ],
  ])('%s', (text, expected) => {
    expect(condition(text)).toMatchObject(bare(expected) as object);
  });

  it('a bare field has the place of its field as the place of its value', () => {
    const text = 'policy p for all agents { allow A when .force }';
    const [layer] = read(text).file.items;
    const when = layer?.kind === 'policy' ? layer.rules[0]?.when : undefined;
    expect(when?.kind === 'compare' && when.value.span).toEqual(
      when?.kind === 'compare' && when.field.span,
    );
    expect(text.slice(when?.span.start, when?.span.end)).toBe('.force');
  });

  it.each([
    ['when after a.b where .c and .d', ['where-ambiguous']],
    ['when not after a.b where .c == 1 or .d', ['where-ambiguous']],
    ['when .d and after a.b where .c or .e', ['where-ambiguous']],
    ['when (after a.b where has .c and .d)', ['where-ambiguous']],
    ['when after a.b where (after c.d where .e and .f)', ['where-ambiguous']],
    ['when after a.b where (.c) and .d', []],
    ['when (after a.b where .c) and .d', []],
    ['when .d and after a.b where .c', []],
    ['when after a.b where .c unless .d', []],
    ['when after a.b and .d', []],
    ['when after a.b where .c in the last 5m and .d', []],
    ['when count a.b where .c == 1 > 5 and .d', []],
    ['when .a < .b', ['ordered-fields']],
    ['when .a == 1.5', ['unexpected-token']],
    ['when .a GET', ['unexpected-token']],
    ['when .a == on', ['unexpected-token']],
    ['when count a.b', ['unexpected-token']],
    ['when after a.b in the last', ['unexpected-token']],
    ['when every not .a', ['unexpected-token']],
    ['when every every .a', ['unexpected-token']],
  ])('%s', (text, expected) => {
    expect(ruleCodes(text)).toEqual(expected);
  });

  it('the fix of an ambiguous `where` keeps what was read', () => {
    const text = 'policy p for all agents { allow A when after a.b where .c and .d or .e }';
    const [finding] = read(text).diagnostics;
    const edits = [...(finding?.fix?.edits ?? [])].sort((a, b) => b.span.start - a.span.start);
    const fixed = edits.reduce(
      (from, { span, text: added }) => from.slice(0, span.start) + added + from.slice(span.end),
      text,
    );
    expect(fixed).toContain('(after a.b where .c) and .d or .e');
    expect(meaning(read(fixed).file)).toEqual(meaning(read(text).file));
  });

  it('a list that is not closed takes nothing that follows', () => {
    const { file, diagnostics } = read(
      'policy p for all agents { allow A when .a in ["x" example A { b: 1 } is allowed allow B }',
    );
    expect(diagnostics.map(({ span }) => span.start)).toEqual([50]);
    expect(file.items).toMatchObject([{ rules: [{ targets: [tool('B')] }] }]);
  });
});

describe('blocks', () => {
  it('a policy holds the calls of a message, said once', () => {
    expect(items('policy p for all agents { allow A hold message }')).toMatchObject([{ hold: {} }]);
    expect(items('policy p for all agents { allow A }')).toMatchObject([{ hold: undefined }]);
    expect(codes('policy p for all agents { hold message hold message }')).toEqual([
      'repeated-clause',
    ]);
  });

  it('observing has an end', () => {
    expect(items('observe until "2026-12-31"')).toEqual([
      { kind: 'observe', until: word('2026-12-31') },
    ]);
    expect(codes('observe until')).toEqual(['unexpected-token']);
  });
});

describe('sessions', () => {
  const testOf = (text: string): Test => items(`test "t" { as dev ${text} }`)[0] as Test;

  it('have prompts and calls with what they return, in order', () => {
    const test = testOf(`A {} => allow session {
      prompt "hi" list {} => allow returns "[]" mcp m.send { to: ["x"] } => ask (r) fails B { a: 1 } => deny
    }`);
    expect(test.sessions).toMatchObject([
      {
        agent: word('dev'),
        steps: [
          { kind: 'prompt', text: word('hi') },
          {
            kind: 'step',
            agent: word('dev'),
            tool: tool('list'),
            returns: word('[]'),
            fails: false,
          },
          {
            kind: 'step',
            tool: tool('send', 'm'),
            verdict: 'ask',
            rule: word('r'),
            returns: undefined,
            fails: true,
          },
          { kind: 'step', tool: tool('B'), returns: undefined, fails: false },
        ],
      },
    ]);
    expect(test.cases).toMatchObject([{ tool: tool('A') }]);
    expect(test.blocks[0]?.parts).toHaveLength(2);
  });

  it('are told from tools that are called like their words', () => {
    const test = testOf(`session {} => deny session { a: 1 } => deny session {}
      session { session {} => allow fails {} => deny returns { a: 1 } => ask returns "x" prompt {} => deny } prompt {} => deny`);
    expect(test.cases.map(({ tool: { name } }) => name.text)).toEqual([
      'session',
      'session',
      'prompt',
    ]);
    expect(test.sessions.map(({ steps }) => steps.length)).toEqual([0, 4]);
  });

  it.each([
    ['A {} => allow returns "x"', ['outside-session']],
    ['A {} => allow fails', ['outside-session']],
    ['prompt "x"', ['outside-session']],
    ['session { as dev }', ['unexpected-token']],
    ['session { for each .a of A { 1 => allow } }', ['unexpected-token']],
    ['session { A {} => allow returns }', ['unexpected-token']],
  ])('refuse %s', (text, expected) => {
    expect(codes(`test "t" { as dev ${text} }`)).toEqual(expected);
  });
});

describe('words with a meaning in one place', () => {
  const names = [...wordTypes.keys()].filter((text) => !isReserved(text));

  it.each(names)('`%s` is a name in every place of one', (name) => {
    const called = name === 'opaque' ? '"opaque"' : name;
    const source = name === 'prompt' ? '"prompt"' : name;
    const text = `let ${name} = paths("a")
      agent ${name} { rate 5 calls per ${name} loop trip after 5 repeats in 5m, poll ${name}, ${name} }
      tool ${name} { ${name}: ${name}, x: ${name} | ${name}, y: { ${name}?: String } }
        does ${name}.${name}(${name}, ${name}: under ${name} skips ${name}, ${name}.${name} or 1)
      tool mcp ${name}.${name} { } does ${name}.${name}
      action ${name}.${name}(${name}: Int) risk ${name}
      command ${name}, ${name} complete { option -a as ${name} sets ${name} = 1 "a" does ${name}.${name}(${name}) }
      policy ${name} for agents ${name}, ${name} layer ${name} {
        rule ${name} ask ${called}, ${name}.${name}, mcp ${name}.${name}
          when .${name} == ${name} and .${name} in ${name} or .${name} in [${name}, ${name}]
          unless .${name} from ${source} example ${name} { ${name}: 1 } is asked
        rule r ask A when after ${called} where .${name} and count ${name}.${name} > 5
      }
      test "t" {
        as ${name} ${name} { ${name}: 1 } => ask (${name})
        for each .${name} of ${name} with { a: 1 } { 1 => allow (${name}) }
        session { ${name} {} => allow (${name}) ${name} { a: 1 } => allow }
      }
      never "t" { agent ${name} does ${called} where .${name} == 1 }
      always "t" { agents ${name}, ${name} may ${name}.${name} }`.replace(
      'where .' + name + ' and count',
      'where (.' + name + ') and count',
    );
    const { file, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    expect(meaning(read(print(file)).file)).toEqual(meaning(file));
  });

  it('nothing else than names begins with them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), (name) => {
        expect(codes(`${name} ${name}`).length).toBeGreaterThan(0);
      }),
    );
  });
});
