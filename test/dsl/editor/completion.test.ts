import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completionsAt } from '../../../dsl/editor/completion.ts';
import { keywordDocs, setDocs, typeDocs } from '../../../dsl/editor/keyword-docs.ts';
import { builtInActions } from '../../../compiler/bundle/builtin-actions.ts';
import { paramTypes } from '../../../compiler/bundle/rules.ts';
import { libraryNames } from '../../../compiler/imports/library.ts';
import { parse } from '../../../dsl/parse.ts';
import { wordTypes } from '../../../dsl/tokens.ts';
import { cursorIn, declarations } from './cursor.ts';

/** What is offered at the `|` of a text behind the declarations. */
function labels(text: string): readonly string[] {
  return completionsAt(cursorIn({ 'a.sentrely': declarations + text }), true).map(
    ({ label }) => label,
  );
}

const items = 'import let agent tool action command policy guard test never always observe'.split(
  ' ',
);
const tools = ['mcp', 'mcp "my.server"."search.v2"', 'mcp github.merge', 'Bash', 'Fetch', 'Write'];
const allTools = [...tools, 'Read'];
/** Those of the language, with `opaque`, and those that are declared. */
const actions = ['opaque', ...builtInActions.map(({ name }) => name), 'shell.any', 's3.delete'];
const targets = [...allTools, ...actions.filter((name, at) => actions.indexOf(name) === at)];
const inPolicy = 'policy p for agent dev { ';
const inTest = 'test "t" { as dev ';

describe('what is offered', () => {
  test.each<readonly [string, readonly string[]]>([
    ['|', items],
    ['pol|', items],
    ['edition |', ['1']],
    ['import |', libraryNames],
    ['import std.|', libraryNames.map((name) => name.replace('std.', ''))],
    ['agent x { |', ['owner', 'identify', 'models', 'budget', 'rate', 'loop']],
    ['agent x { budget 20 |', ['USD', 'tokens']],
    ['agent x { budget 20 USD per |', ['session', 'day']],
    ['agent x { rate 60 calls per |', ['second', 'minute', 'hour']],
    ['agent x { loop trip after 5 repeats in 10m, poll |', allTools],
    ['policy p for all agents layer |', ['organisation', 'repository', 'agent']],
    [
      `${inTest}for each .|`,
      [
        'file_path',
        'limit',
        'content',
        'url',
        'carry',
        'to',
        'extra',
        'command',
        'branch',
        'squash',
        '"max results"',
      ],
    ],
    [`${inTest}for each .file_path of |`, allTools],
    [`${inTest}for each .file_path of Write with { |`, ['file_path', 'content']],
    [`${inTest}for each .file_path of Write { "a" => |`, ['allow', 'ask', 'deny']],
    [`${inTest}for each .file_path of Write { "a" => deny (|`, ['no-secrets', 'people']],
    ['agent x { owner |', ['team', 'user', 'role']],
    ['agent x { owner te|', ['team', 'user', 'role']],
    ['agent x { owner user "a" |', ['id']],
    ['agent x { identify |', ['key', 'mtls', 'oidc']],
    ['agent |', []],
    ['tool |', ['mcp']],
    ['tool X { a: |', [...typeDocs.keys()]],
    ['tool X { a: Path |', ['inert', 'directory']],
    ['let x = |', [...setDocs.keys()]],
    ['policy p for |', ['all', 'agents', 'agent']],
    ['policy p for all |', ['agents']],
    ['policy p for agents |', ['dev', 'ci-main']],
    ['policy p for agents dev, c|', ['dev', 'ci-main']],
    [`${inPolicy}|`, ['rule', 'allow', 'ask', 'deny', 'hold', 'otherwise']],
    ['guard g for all agents { |', ['rule', 'ask', 'deny', 'hold']],
    [`${inPolicy}otherwise |`, ['ask']],
    [
      `${inPolicy}otherwise ask |`,
      ['approval', 'rule', 'allow', 'ask', 'deny', 'hold', 'otherwise'],
    ],
    [`${inPolicy}rule r |`, ['allow', 'ask', 'deny']],
    [`${inPolicy}allow |`, targets],
    [`${inPolicy}allow Read, |`, targets],
    [`${inPolicy}allow mcp |`, ['"my.server"', 'github']],
    [`${inPolicy}allow mcp github.|`, ['merge']],
    [`${inPolicy}allow mcp "my.server".|`, ['"search.v2"']],
    [
      `${inPolicy}allow Read |`,
      ['when', 'unless', 'because', 'example', 'rule', 'allow', 'ask', 'deny', 'hold', 'otherwise'],
    ],
    [
      `${inPolicy}rule r ask Read because "x" |`,
      [
        'when',
        'unless',
        'approval',
        'example',
        'rule',
        'allow',
        'ask',
        'deny',
        'hold',
        'otherwise',
      ],
    ],
    [
      `${inPolicy}rule r deny Read |`,
      [
        'when',
        'unless',
        'on',
        'because',
        'example',
        'rule',
        'allow',
        'ask',
        'deny',
        'hold',
        'otherwise',
      ],
    ],
    [`${inPolicy}rule r deny Read on |`, ['unknown']],
    [`${inPolicy}rule r deny Read on unknown |`, ['ask']],
    [`${inPolicy}rule r ask Read approval |`, []],
    [`${inPolicy}rule r ask Read approval 1 of |`, ['team', 'user', 'role']],
    [`${inPolicy}rule r ask Read approval 1, |`, ['expires']],
    [`${inPolicy}rule r ask Read approval 1, expires |`, ['5m', '15m', '30m', '1h', '4h', '24h']],
    [`${inTest}|`, ['as', 'for', 'session', ...allTools]],
    ['test "t" { as |', ['dev', 'ci-main']],
    ['test "t" { |', ['as', 'for', 'session', ...allTools]],
    [`${inTest}Read { |`, ['file_path', 'limit']],
    [`${inTest}Read { file_path: "a", | } => allow }`, ['limit']],
    [`${inTest}Fetch { extra: { | } }`, []],
    [`${inTest}Read { file_path: "a" } => |`, ['allow', 'ask', 'deny']],
    [`${inTest}Read { file_path: "a" } => deny (|`, ['no-secrets', 'people']],
    [`${inPolicy}allow Read example |`, allTools],
    [`${inPolicy}allow Read example Read { |`, ['file_path', 'limit']],
    [`${inPolicy}allow Read example Read { file_path: "a" } |`, ['is']],
    [`${inPolicy}allow Read example Read { file_path: "a" } is |`, ['allowed', 'asked', 'denied']],
    ['never |', ['without']],
    ['never without |', ['approval']],
    ['never "t" { |', ['any', 'agents', 'agent']],
    ['never "t" { any |', ['agent']],
    ['never "t" { any agent |', ['does']],
    ['never "t" { agent |', ['dev', 'ci-main']],
    ['never "t" { any agent does |', targets],
    ['never "t" { any agent does Read |', ['where']],
    ['never "t" { any agent does Read where .|', ['file_path', 'limit']],
  ])('%s', (text, expected) => {
    expect([...labels(text)].sort()).toEqual([...expected].sort());
  });

  test('`edition` only where there is none', () => {
    const items = completionsAt(cursorIn({ 'a.sentrely': '|' }), true);
    expect(items.map(({ label }) => label)).toContain('edition');
  });
});

/** What a condition may begin with beside fields. */
const starts = ['has', 'every', 'any', 'after', 'count'];

describe('conditions', () => {
  const when = (tool: string, text: string): readonly string[] =>
    labels(`${inPolicy}allow ${tool} when ${text}`);

  test.each<readonly [string, string, readonly string[]]>([
    ['Read', '|', ['not', ...starts, '.file_path', '.limit']],
    ['Read', 'not |', [...starts, '.file_path', '.limit']],
    ['Read', '(|', ['not', ...starts, '.file_path', '.limit']],
    ['Read, Write', '.|', ['file_path']],
    ['Read, Bash', '.|', []],
    ['Nothing', '.|', []],
    ['mcp "my.server"."search.v2"', '.|', ['"max results"']],
    ['Read', 'has .|', ['limit']],
    ['Fetch', '.u|', ['url', 'carry', 'to', 'extra']],
    ['Fetch', '.url.|', ['scheme', 'host', 'port', 'path']],
    ['Fetch', '.to.|', ['local', 'domain']],
    ['Fetch', '.url |', ['==', '!=', 'matches', 'in', 'from']],
    ['Fetch', '.url.port |', ['==', '!=', '<', '<=', '>', '>=', 'in']],
    ['Fetch', '.url.scheme |', ['==', '!=', 'in']],
    ['Fetch', '.extra |', []],
    ['Fetch', '.carry == |', ['true', 'false']],
    ['Fetch', '.url == |', []],
    ['Read', '.file_path |', ['==', '!=', 'matches', 'under', 'in', 'from']],
    ['Read', '.file_path under |', ['workspace']],
    ['Read', '.file_path in |', ['secrets', 'paths', '[...]']],
    ['Fetch', '.url.host in |', ['docs', 'hosts', '[...]']],
    ['Bash', '.command in |', ['[...]']],
    [
      'Read',
      '.limit > 3 |',
      [
        'and',
        'or',
        'unless',
        'because',
        'example',
        'rule',
        'allow',
        'ask',
        'deny',
        'hold',
        'otherwise',
      ],
    ],
    ['Read', '.limit > 3 and |', ['not', ...starts, '.file_path', '.limit']],
    ['Read unless has .limit', '|', ['not', ...starts, '.file_path', '.limit']],
  ])('%s when %s', (tool, text, expected) => {
    expect([...when(tool, text)].sort()).toEqual([...expected].sort());
  });
});

describe('nothing is offered', () => {
  test.each([
    ['in a comment', '// al|'],
    ['in a string', `${inPolicy}allow Read when .file_path == "a|"`],
    ['in a string that is open', `${inPolicy}allow Read when .file_path == "a|`],
    ['for a name that the author makes up', 'let |'],
  ])('%s', (_, text) => {
    expect(labels(text)).toEqual([]);
  });
});

describe('broken text before the cursor', () => {
  test.each([
    ['a rule without tools', `${inPolicy}allow rule deny allow |`, allTools],
    ['a stray word', `${inPolicy}allow Read oops allow |`, allTools],
    [
      'a block that is not closed',
      `${inPolicy}allow Read\nguard g for all agents { ask |`,
      allTools,
    ],
    ['a condition without value', `${inPolicy}allow Read when .limit > allow |`, allTools],
    ['brackets that close nothing', `) ] ${inPolicy}allow |`, allTools],
  ])('%s', (_, text, expected) => {
    expect(labels(text)).toEqual(expect.arrayContaining(expected));
  });
});

describe('what is inserted', () => {
  test('replaces the word around the cursor, not only what is before it', () => {
    const cursor = cursorIn({ 'a.sentrely': `${declarations}${inPolicy}allow Re|ad` });
    const items = completionsAt(cursor, true);
    const { line, character } = cursor.file.rangeOf({
      start: cursor.offset,
      end: cursor.offset,
    }).start;
    const start = { line, character: character - 2 };
    expect(items.find(({ label }) => label === 'Write')?.textEdit).toEqual({
      range: { start, end: { line, character: character + 2 } },
      newText: 'Write',
    });
  });

  test('a call comes with the arguments that it must have', () => {
    const items = completionsAt(cursorIn({ 'a.sentrely': `${declarations}${inTest}|` }), true);
    expect(items.find(({ label }) => label === 'Write')).toMatchObject({
      textEdit: { newText: 'Write { file_path: "$1", content: "$2" \\} => $3' },
      insertTextFormat: 2,
    });
  });

  test('every item, written as its example says, is legal', () => {
    for (const { label, textEdit } of completionsAt(cursorIn({ 'a.sentrely': '|' }), false)) {
      const text = textEdit && 'newText' in textEdit ? textEdit.newText : '';
      // Empty strings are where the author types.
      const { diagnostics } = parse({ file: 'x', text });
      expect({ label, diagnostics }).toEqual({ label, diagnostics: [] });
      expect(text).not.toMatch(/[$\\]/);
    }
  });
});

describe('documentation', () => {
  test('of every word, type and set there is', () => {
    expect([...keywordDocs.keys()].sort()).toEqual([...wordTypes.keys()].sort());
    expect([...typeDocs.keys()].sort()).toEqual([...paramTypes].sort());
  });

  test('whatever stands before the cursor, asking is harmless', () => {
    const pieces = declarations.match(/\w+|[^\w\s]|\n/g) ?? [];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (words) => {
        const start = performance.now();
        expect(labels(`${words.join(' ').replaceAll('|', '')} |`)).toBeInstanceOf(Array);
        expect(performance.now() - start).toBeLessThan(1000);
      }),
      { numRuns: 300 },
    );
  });
});
