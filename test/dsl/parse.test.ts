import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, File, Item } from '../../dsl/ast.ts';
import { nestingDepthMax, sourceLengthMax } from '../../dsl/limits.ts';
import { parse } from '../../dsl/parse.ts';
import { format } from '../../dsl/print.ts';
import { renderPretty } from '../../dsl/render.ts';
import { strays } from './faults.ts';
import { meaning } from './programs.ts';

const read = (text: string) => parse({ file: 'x', text });

/** Items of a legal text, without places. */
function items(text: string): readonly unknown[] {
  const { file, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return (meaning(file) as File).items;
}

/** The condition of `when` in a rule, as nested lists with the connective first. */
function condition(text: string): unknown {
  const [layer] = items(`policy p for all agents { allow A when ${text} }`) as Item[];
  const shape = (c: Condition): unknown => {
    if ('left' in c) return [c.kind, shape(c.left), shape(c.right)];
    if ('operand' in c) return [c.kind, shape(c.operand)];
    if (!('field' in c)) return c.kind;
    return c.field.path.map((part) => part.text).join('.');
  };
  if (layer?.kind !== 'policy' || layer.rules[0]?.when === undefined) throw new Error('no rule');
  return shape(layer.rules[0].when);
}

const word = (text: string) => ({ text });
const approver = (kind: string, name: string, id?: number) => ({ kind, name: word(name), id });

describe('parse reads', () => {
  it('an edition, and nothing from nothing', () => {
    expect(read('edition 1').file.edition).toMatchObject({ value: 1 });
    expect(read('').file).toMatchObject({ edition: undefined, items: [], comments: [] });
  });

  it('a set', () => {
    expect(items('let secrets = paths("**/.env", "~/.ssh/**",)')).toEqual([
      {
        kind: 'let',
        name: word('secrets'),
        value: { kind: 'set', of: 'paths', patterns: [word('**/.env'), word('~/.ssh/**')] },
      },
    ]);
  });

  it('an agent', () => {
    expect(
      items('agent a-1 { identify key "k1" owner user "octocat" id 1 identify key "k2" }'),
    ).toEqual([
      {
        kind: 'agent',
        name: word('a-1'),
        owner: approver('user', 'octocat', 1),
        keys: [word('k1'), word('k2')],
        identities: [],
      },
    ]);
  });

  it('tools, with any word as a parameter', () => {
    const type = (text: string) => ({ kind: 'named', ...word(text) });
    const param = { optional: false, inert: false, type: type('String') };
    const rest = { kind: 'tool', does: [], trusted: [] };
    const tool = (server: string | undefined, name: string) => ({
      kind: 'tool',
      server: server === undefined ? undefined : word(server),
      name: word(name),
    });
    expect(items('tool Bash { test: String, when?: Int inert, "a b": Json, }')).toEqual([
      {
        ...rest,
        tool: tool(undefined, 'Bash'),
        params: [
          { ...param, name: word('test') },
          { name: word('when'), optional: true, type: type('Int'), inert: true },
          { ...param, name: word('a b'), type: type('Json') },
        ],
      },
    ]);
    expect(
      items('tool "mcp" {} tool mcp "my.server"."policy" {} tool mcp github.policy {}'),
    ).toEqual([
      { ...rest, tool: tool(undefined, 'mcp'), params: [] },
      { ...rest, tool: tool('my.server', 'policy'), params: [] },
      { ...rest, tool: tool('github', 'policy'), params: [] },
    ]);
  });

  it('who a layer is for', () => {
    const agentsOf = (text: string) =>
      (items(`guard g for ${text} {}`)[0] as { agents: unknown }).agents;
    expect(agentsOf('all agents')).toBeUndefined();
    expect(agentsOf('agent a')).toEqual([{ text: 'a', isPattern: false }]);
    expect(agentsOf('agents team, "ci-*"')).toEqual([
      { text: 'team', isPattern: false },
      { text: 'ci-*', isPattern: true },
    ]);
  });

  it('a rule with its clauses in any order', () => {
    const clauses = [
      'when .branch == "main"',
      'unless .draft == true',
      'on unknown ask',
      'approval 2 of team "acme/platform", user "alice" id 42, role "maintain", expires 30m',
      'because "People merge."',
    ];
    const field = (text: string) => ({ kind: 'field', path: [word(text)] });
    const rule = {
      name: word('review'),
      effect: 'ask',
      targets: [
        { server: word('github'), name: word('merge') },
        { server: undefined, name: word('Bash') },
      ],
      when: {
        kind: 'compare',
        field: field('branch'),
        operator: '==',
        value: { kind: 'string', value: 'main' },
      },
      unless: {
        kind: 'compare',
        field: field('draft'),
        operator: '==',
        value: { kind: 'boolean', value: true },
      },
      onUnknownAsk: true,
      approval: {
        count: 2,
        approvers: [
          approver('team', 'acme/platform'),
          approver('user', 'alice', 42),
          approver('role', 'maintain'),
        ],
        expiresMs: 1_800_000,
      },
      because: word('People merge.'),
    };
    fc.assert(
      fc.property(fc.shuffledSubarray(clauses, { minLength: clauses.length }), (order) => {
        const text = `policy p for all agents { rule review ask mcp github.merge, Bash ${order.join(' ')} }`;
        expect(items(text)).toMatchObject([{ rules: [rule] }]);
      }),
    );
  });

  it('an approval by the owner', () => {
    const approvalOf = (text: string) =>
      (items(`policy p for all agents { otherwise ask ${text} }`)[0] as { otherwise: unknown })
        .otherwise;
    expect(approvalOf('')).toEqual({ approval: undefined });
    expect(approvalOf('approval 1')).toEqual({
      approval: { count: 1, approvers: [], expiresMs: undefined },
    });
    expect(approvalOf('approval 1, expires 7d')).toEqual({
      approval: { count: 1, approvers: [], expiresMs: 604_800_000 },
    });
  });

  it('connectives by tightness, in parentheses otherwise', () => {
    expect(condition('.a == 1 or .b == 1 and not .c == 1')).toEqual([
      'or',
      'a',
      ['and', 'b', ['not', 'c']],
    ]);
    expect(condition('(.a == 1 or .b == 1) and .c == 1')).toEqual(['and', ['or', 'a', 'b'], 'c']);
    expect(condition('not (.a == 1 or has .b.c)')).toEqual(['not', ['or', 'a', 'b.c']]);
    expect(condition('.a == 1 or (.b == 1 or (.c == 1 or .d == 1))')).toEqual(
      condition('.a == 1 or .b == 1 or .c == 1 or .d == 1'),
    );
  });

  it('`not` once: a chain of them would nest without a limit', () => {
    const { diagnostics } = read('policy p for all agents { allow A when not not .a == 1 }');
    expect(diagnostics.map(({ code }) => code)).toEqual(['unexpected-token']);
    expect(condition('not (not .a == 1)')).toEqual(['not', ['not', 'a']]);
  });

  it('a long chain as a shallow tree', () => {
    const depth = (c: unknown): number =>
      Array.isArray(c) ? 1 + Math.max(...c.slice(1).map(depth)) : 0;
    expect(depth(condition(Array.from({ length: 1000 }, () => '.a == 1').join(' or ')))).toBe(10);
  });

  it('every kind of relation', () => {
    const text = [
      '.a matches "x*"',
      '.a under workspace',
      '.a under "~/src"',
      '.a in secrets',
      '.a in hosts("h")',
      '.a in ["s", -5, true,]',
      '.when.in."odd name" != 0',
    ].join(' and ');
    const [layer] = items(`policy p for all agents { allow A when ${text} }`);
    expect(JSON.stringify(layer)).toContain('"values":[{"kind":"string","value":"s"},');
    expect(
      format({ file: 'x', text: `policy p for all agents { allow A when ${text} }` }).text,
    ).toContain('in ["s", -5, true]');
  });

  it('test calls as JSON', () => {
    const input = '{ in: "a", "b c": [1, -2.5, 1e3, null, true, { d: {} },], __proto__: false, }';
    const [test] = read(`test "t" { as dev T ${input} => ask (r) mcp s.t {} => deny }`).file.items;
    if (test?.kind !== 'test') throw new Error('no test');
    expect(test).toMatchObject({ title: { text: 't' }, agent: { text: 'dev' } });
    expect(test.cases[0]?.input).toEqual(
      new Map<string, unknown>([
        ['in', 'a'],
        ['b c', [1, -2.5, 1000, null, true, new Map([['d', new Map()]])]],
        ['__proto__', false],
      ]),
    );
    expect(test.cases.map(({ verdict, rule }) => [verdict, rule?.text])).toEqual([
      ['ask', 'r'],
      ['deny', undefined],
    ]);
  });

  it('escapes in strings', () => {
    const text = String.raw`let a = strings("\"\\\n\t\u{1f600}\u{0}", "")`;
    expect(items(text)).toMatchObject([{ value: { patterns: [word('"\\\n\t😀\0'), word('')] } }]);
  });

  it('comments and paragraphs with their places', () => {
    const { file } = read('// a\nedition 1 // b  \r\n\r\nlet x = paths() //\n');
    expect(file.comments.map(({ text, isTrailing }) => [text, isTrailing])).toEqual([
      ['// a', false],
      ['// b', true],
      ['//', true],
    ]);
    expect(file.paragraphs).toEqual([25]);
  });

  it('a byte order mark at the start', () => {
    expect(read('\ufeffedition 1').diagnostics).toEqual([]);
    expect(read('edition\ufeff 1').diagnostics.map(({ code }) => code)).toEqual([
      'hidden-character',
    ]);
  });

  it('spans that hold exactly what they are about', () => {
    const text =
      '\ufeff// c\nagent dev { owner team "a" }\r\npolicy p for agents "x" { allow A when not (.b == 1) }';
    const { file } = read(text);
    const cut = ({ span }: { span: { start: number; end: number } }) =>
      text.slice(span.start, span.end);
    const [agent, policy] = file.items;
    if (agent?.kind !== 'agent' || policy?.kind !== 'policy') throw new Error('no items');
    expect(cut(agent)).toBe('agent dev { owner team "a" }');
    expect(cut(agent.owner ?? agent)).toBe('team "a"');
    expect(cut(policy.rules[0] ?? policy)).toBe('allow A when not (.b == 1)');
    expect(cut(policy.rules[0]?.when ?? policy)).toBe('not (.b == 1)');
    expect(cut(policy.agents?.[0] ?? policy)).toBe('"x"');
  });
});

describe('parse keeps what it can read', () => {
  it('drops the broken parts and nothing else', () => {
    const { file, diagnostics } = read(`edition 1
tool T { a: String, b String, c: Int }
policy p for all agents {
  allow A
  allow B when .x ==
  allow C
}
test "t" {
  A { x: 1 } => allow
  A { x } => allow
  A { x: 3 } => deny
}
agent dev { owner tam "x" identify key "k" }
let a = paths("x"
let b = paths("y")
`);
    expect(diagnostics).toHaveLength(5);
    expect(meaning(file)).toMatchObject({
      items: [
        { params: [{ name: word('a') }, { name: word('c') }] },
        { rules: [{ targets: [{ name: word('A') }] }, { targets: [{ name: word('C') }] }] },
        { cases: [{ verdict: 'allow' }, { verdict: 'deny' }] },
        { kind: 'agent', name: word('dev') },
        { kind: 'let', name: word('b') },
      ],
    });
  });

  it('reports no consequence on the same line, nor on the line of an unreadable character', () => {
    const codes = (rule: string) =>
      read(`policy p for all agents {\n${rule}\nallow B }`).diagnostics.map(({ code }) => code);
    expect(codes('allow A when .a == 1 and 7 (.b == 2 or .c == 3)')).toEqual(['unexpected-token']);
    expect(codes('allow A when .b == 2 and .c == 3 and § == 1')).toEqual(['non-ascii']);
  });

  it('reports one fault for each line of faults far apart', () => {
    const rules = Array.from({ length: 50 }, (_, n) => `  allow A when .x${n} = ${n}\n  allow B\n`);
    const { diagnostics } = read(`policy p for all agents {\n${rules.join('')}}`);
    expect(diagnostics).toHaveLength(50);
  });
});

describe('limits', () => {
  it('length of a file', () => {
    const comment = `//${' '.repeat(sourceLengthMax - 2)}`;
    expect(read(comment).diagnostics).toEqual([]);
    expect(read(`${comment} `).diagnostics.map(({ code }) => code)).toEqual(['file-too-large']);
  });

  it('depth of nesting', () => {
    const nested = (depth: number) =>
      read(`test "t" { T { a: ${'['.repeat(depth - 2)}${']'.repeat(depth - 2)} } => deny }`);
    expect(nested(nestingDepthMax).diagnostics).toEqual([]);
    expect(nested(nestingDepthMax + 1).diagnostics.map(({ code }) => code)).toEqual([
      'nesting-too-deep',
    ]);
  });

  it('number of findings, and says so', () => {
    const codes = read('$\n'.repeat(100_000)).diagnostics.map(({ code }) => code);
    expect(codes).toHaveLength(100);
    expect(codes.at(-1)).toBe('too-many-diagnostics');
    expect(read('$\n'.repeat(100)).diagnostics.at(-1)?.code).toBe('unexpected-character');
  });
});

/** Parses, formats and renders, and does not throw. */
function survives(text: string): void {
  const source = { file: 'x', text };
  const { file, diagnostics } = parse(source);
  for (const { span } of diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  expect(diagnostics.length).toBeLessThanOrEqual(100);
  expect(file.items.length).toBeLessThanOrEqual(text.length);
  renderPretty(diagnostics, [source], { color: true });
  format(source);
}

describe('parse never throws', () => {
  it('on random text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives));
    fc.assert(fc.property(fc.string({ maxLength: 200 }), survives));
  });

  it('on random bytes read as UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        survives(new TextDecoder().decode(bytes)),
      ),
    );
  });

  it('on soups of tokens', () => {
    const others =
      '? - ! | -f --a shell.run action command option value does under skips every any after';
    const more =
      'count from prompt session hold message observe until opaque the last where returns';
    const soup = fc.array(
      fc.constantFrom(...strays, '\n', '// c\n', '"', ...others.split(' '), ...more.split(' ')),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(soup, (tokens) => survives(tokens.join(' '))),
      { numRuns: 500 },
    );
  });

  it('on pieces of policies in any order', () => {
    const piece = fc.constantFrom(
      'policy p for all agents {',
      'allow A when .x == 1',
      'rule r deny A',
      '}',
      'test "t" {',
      'A { x: [1, {}] } => deny',
      'tool T { a: Int',
      'let a = paths("x"',
      ')',
      'otherwise ask',
      'hold message',
      'action a.b(x: [String]',
      'command c complete {',
      'option -a | --b value: Path as b, -c',
      '"x {y}" { option -z }',
      'does a.b(x, y: under "."), c.d',
      'rule r ask a.b when after c.d where .x in the last 5m and .y',
      'deny x unless every (.a from prompt',
      'session { prompt "x"',
      '=> allow returns "x"',
      'observe until "2026-12-31"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => survives(pieces.join('\n'))),
      { numRuns: 500 },
    );
  });

  it.each([
    ['one kind of bracket', '('],
    ['unclosed blocks', 'policy p for all agents {\n'],
    ['unclosed tests', 'test "" { T { a: ['],
    ['faults in one repetition', 'edition 1 }\n'],
    ['faulty rules', 'allow A when .a == 1 )\n'],
    ['open strings', '"\n'],
    ['one open string', '"a', 'a'],
    ['one name', 'a', 'a'],
    ['one number', '7', '7'],
    ['one comment', '//', ' '],
    ['blank lines', '\n \n'],
    ['hidden characters', '\u202e'],
    ['commas', ','],
    ['nots', 'policy p for all agents { allow A when ', 'not '],
    ['operands', 'policy p for all agents { allow A when .a == 1', ' or .a == 1'],
    ['parts of a field', 'policy p for all agents { allow A when ', '.a'],
    ['parameters without commas', 'tool T { ', 'a: B '],
    ['equal keys', 'test "" { T { ', 'a: 1, '],
    ['escapes', '"', '\\q'],
    ['words of an enum', 'tool T { a: B', ' | C'],
    ['lists in lists', 'tool T { a: ', '['],
    ['options', 'command c { option -a', ', -b | --c value'],
    ['forms', 'command c { ', '"a {b}" does a.b(b) '],
    ['commands of a rule', 'policy p for all agents { allow shell.run "a"', ', "b"'],
    ['quantifiers', 'policy p for all agents { allow A when ', 'every '],
    ['events', 'policy p for all agents { allow A when ', 'after A where (after '],
    ['sessions', 'test "t" { ', 'session { '],
    ['words that may begin items', 'tool T { a: B } ', 'action command observe '],
  ])('or hangs on very much of %s', (_, start, more = start) => {
    const length = start === '(' ? sourceLengthMax : sourceLengthMax / 8;
    const text = start + more.repeat(Math.floor((length - start.length) / more.length));
    const before = performance.now();
    survives(text);
    // Each takes some 100 ms; what grows with the square would take minutes.
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
