import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { definitionsAt } from '../../../dsl/editor/definition.ts';
import { diagnosticsOf } from '../../../dsl/editor/diagnostics.ts';
import { highlightsAt, referencesAt } from '../../../dsl/editor/references.ts';
import { rename, renameTarget } from '../../../dsl/editor/rename.ts';
import { cursorIn, declarations, fileOf, programOf } from './cursor.ts';

const two = (text: string): Record<string, string> => ({
  'a.sentrely': declarations,
  'b.sentrely': `edition 1\n${text}`,
});

/** The texts that the places of an answer stand for, as `file:text`. */
function shown(texts: Record<string, string>, list: ReturnType<typeof definitionsAt>): unknown {
  const { program } = cursorIn(texts);
  return list?.map(({ uri, range }) => {
    const name = uri.replace('file:///p/', '');
    const file = fileOf(program, name);
    const text = file.textOf({ start: file.offsetAt(range.start), end: file.offsetAt(range.end) });
    return `${name}:${range.start.line + 1}:${text}`;
  });
}

describe('definition', () => {
  test.each([
    ['an agent', 'policy p for agent d|ev { allow Read }', ['a.sentrely:5:dev']],
    [
      'an agent at the end of the word',
      'policy p for agent dev| { allow Read }',
      ['a.sentrely:5:dev'],
    ],
    ['the agent of a test', 'test "t" { as |dev }', ['a.sentrely:5:dev']],
    ['the agent of a claim', 'never "t" { agent |dev does Read }', ['a.sentrely:5:dev']],
    ['a tool', 'policy p for agent dev { allow |Write }', ['a.sentrely:13:Write']],
    [
      'a tool of a server',
      'policy p for agent dev { allow mcp github.m|erge }',
      ['a.sentrely:16:merge'],
    ],
    [
      'a set',
      'policy p for agent dev { allow Read when .file_path in sec|rets }',
      ['a.sentrely:8:secrets'],
    ],
    [
      'a field',
      'policy p for agent dev { allow Read when .f|ile_path == "a" }',
      ['a.sentrely:12:file_path'],
    ],
    [
      'a field of two tools',
      'policy p for agent dev { allow Read, Write when .f|ile_path == "a" }',
      ['a.sentrely:12:file_path', 'a.sentrely:13:file_path'],
    ],
    [
      'an argument of a call',
      'test "t" { as dev Write { con|tent: "" } => deny }',
      ['a.sentrely:13:content'],
    ],
    [
      'the rule of a test',
      'test "t" { as dev Write { content: "" } => deny (|no-secrets) }',
      ['a.sentrely:21:no-secrets'],
    ],
    ['a tool that nobody declares', 'policy p for agent dev { allow |Nope }', []],
    [
      'a column of a table',
      'test "t" { as dev for each .con|tent of Write { "a" => deny } }',
      ['a.sentrely:13:content'],
    ],
    [
      'what a table shares',
      'test "t" { as dev for each .content of Write with { file|_path: "a" } { "a" => deny } }',
      ['a.sentrely:13:file_path'],
    ],
    [
      'the rule of a row',
      'test "t" { as dev for each .content of Write { "a" => deny (no-s|ecrets) } }',
      ['a.sentrely:21:no-secrets'],
    ],
    [
      'a tool that may be polled',
      'agent x { loop trip after 5 repeats in 10m, poll R|ead }',
      ['a.sentrely:12:Read'],
    ],
    ['a keyword', 'pol|icy p for agent dev { allow Read }', undefined],
    ['a key deep in a call', 'test "t" { as dev Fetch { extra: { u|rl: 1 } } => deny }', undefined],
  ])('%s', (_, text, expected) => {
    const texts = two(text);
    expect(shown(texts, definitionsAt(cursorIn(texts)))).toEqual(expected);
  });
});

describe('references', () => {
  const texts = two('policy p for agents |dev, ci-main { allow Read }\ntest "t" { as dev }');

  test('of all files, with or without the declaration', () => {
    const cursor = cursorIn(texts);
    const places = [
      'a.sentrely:19:dev',
      'a.sentrely:26:dev',
      'b.sentrely:2:dev',
      'b.sentrely:3:dev',
    ];
    expect(shown(texts, referencesAt(cursor, { includeDeclaration: false }))).toEqual(places);
    expect(shown(texts, referencesAt(cursor, { includeDeclaration: true }))).toEqual([
      'a.sentrely:5:dev',
      ...places,
    ]);
  });

  test('highlights are those of the file', () => {
    expect(highlightsAt(cursorIn(texts))?.map(({ range }) => range.start.line)).toEqual([1, 2]);
  });
});

/** All files after a rename, or why it is refused. */
function renamed(texts: Record<string, string>, name: string): Record<string, string> | string {
  const cursor = cursorIn(texts);
  const renaming = rename(cursor, name);
  if (renaming === null) return 'nothing to rename';
  if ('refusal' in renaming) return renaming.refusal;
  const entries = cursor.program.files.map(({ uri, source }) => {
    const edits = renaming.edit.changes?.[uri] ?? [];
    const file = fileOf(cursor.program, source.file);
    const text = edits.toReversed().reduce((done, { range, newText }) => {
      const [start, end] = [file.offsetAt(range.start), file.offsetAt(range.end)];
      return done.slice(0, start) + newText + done.slice(end);
    }, source.text);
    return [source.file, text];
  });
  return Object.fromEntries(entries);
}

describe('libraries', () => {
  const text = 'edition 1\nimport std.claude-code\nagent dev { owner user "a" id 1 }\n';
  const use = (rule: string) => ({ 'a.sentrely': `${text}policy p for agent dev { ${rule} }` });

  test('what they declare is found where it was installed', () => {
    const [place] = definitionsAt(cursorIn(use('allow Re|ad'))) ?? [];
    expect(place?.uri).toMatch(/\/policies\/std\/claude-code\.sentrely$/);
    const path = fileURLToPath(place?.uri ?? '');
    const line = readFileSync(path, 'utf8').split('\n')[place?.range.start.line ?? 0];
    expect(line).toMatch(/^tool Read /);
  });

  test('the name of one leads to its file', () => {
    const [place] = definitionsAt(cursorIn({ 'a.sentrely': 'import std.cl|aude-code' })) ?? [];
    expect(place?.uri).toMatch(/claude-code\.sentrely$/);
  });

  test('a file that is imported is found beside the importing one', () => {
    const texts = { 'a/b.sentrely': 'import "../c.senti|rely"', 'c.sentrely': 'edition 1' };
    const fixed = { ...texts, 'a/b.sentrely': 'import "../c.sent|rely"' };
    expect(definitionsAt(cursorIn(fixed))).toMatchObject([{ uri: 'file:///p/c.sentrely' }]);
    expect(definitionsAt(cursorIn(texts))).toBeNull();
  });

  test('nothing of theirs is renamed', () => {
    expect(renamed(use('allow Re|ad'), 'Open')).toBe(
      'it is declared in `std.claude-code`, which cannot be changed',
    );
  });

  test('findings that point into them are shown', () => {
    const program = cursorIn(use('allow Read, Bash when .file_path == "a|"')).program;
    const [file] = program.files;
    const found = file === undefined ? [] : diagnosticsOf(program, file);
    const related = found.flatMap(({ relatedInformation = [] }) => relatedInformation);
    expect(related.map(({ location }) => location.uri)).toContainEqual(
      expect.stringMatching(/claude-code\.sentrely$/),
    );
  });
});

describe('rename', () => {
  test.each([
    [
      'an agent',
      'policy p for agent |dev { allow Read }',
      'maria',
      'policy p for agent maria { allow Read }',
    ],
    [
      'a tool',
      'policy p for agent dev { allow |Write }',
      'Put',
      'policy p for agent dev { allow Put }',
    ],
    [
      'a tool to a reserved word',
      'policy p for agent dev { allow |Write }',
      'test',
      'policy p for agent dev { allow "test" }',
    ],
    [
      'a tool of a server',
      'policy p for agent dev { allow mcp github.|merge }',
      'test',
      'policy p for agent dev { allow mcp github.test }',
    ],
    [
      'a server',
      'policy p for agent dev { allow mcp git|hub.merge }',
      'my.hub',
      'policy p for agent dev { allow mcp "my.hub".merge }',
    ],
    [
      'a rule',
      'test "t" { as dev Write { } => deny (no-s|ecrets) }',
      'x',
      'test "t" { as dev Write { } => deny (x) }',
    ],
    [
      'a field',
      'policy p for agent dev { allow Read when has .lim|it }',
      'max',
      'policy p for agent dev { allow Read when has .max }',
    ],
    [
      'an argument of an example',
      'policy p for agent dev { allow Bash example Bash { com|mand: "x" } is allowed }',
      'cmd',
      'policy p for agent dev { allow Bash example Bash { cmd: "x" } is allowed }',
    ],
    [
      'an argument',
      'test "t" { as dev Bash { com|mand: "x" } => deny }',
      'cmd',
      'test "t" { as dev Bash { cmd: "x" } => deny }',
    ],
  ])('%s, in every file, and the program says the same', (_, text, name, expected) => {
    const result = renamed(two(text), name);
    expect(result).toMatchObject({ 'b.sentrely': `edition 1\n${expected}` });
    const before = programOf(
      Object.fromEntries(Object.entries(two(text)).map(([k, v]) => [k, v.replace('|', '')])),
    );
    const after = programOf(result as Record<string, string>);
    expect(after.findings.map(({ code }) => code)).toEqual(before.findings.map(({ code }) => code));
  });

  test('an argument that a rule reads of two tools is renamed on both', () => {
    const result = renamed(
      two('policy p for agent dev { allow Read, Write when .|file_path == "a" }'),
      'path',
    );
    expect(result).toMatchObject({
      'a.sentrely': declarations.replaceAll('file_path', 'path'),
      'b.sentrely': 'edition 1\npolicy p for agent dev { allow Read, Write when .path == "a" }',
    });
  });

  test.each([
    [
      'a name that is taken',
      'policy p for agent |dev { allow Read }',
      'ci-main',
      '`ci-main` is already named at `a.sentrely:6`',
    ],
    [
      'a word of the language',
      'policy p for agent |dev { allow Read }',
      'when',
      '`when` is a word of the language',
    ],
    [
      'no name',
      'policy p for agent |dev { allow Read }',
      'a b',
      'found `a b`, expected ASCII letters, digits, `_` and `-` after a letter',
    ],
    [
      'an empty name',
      'policy p for agent |dev { allow Read }',
      '',
      'found ``, expected ASCII letters, digits, `_` and `-` after a letter',
    ],
    [
      'a tool that no model could call',
      'policy p for agent dev { allow |Write }',
      'a b',
      'found `a b`, expected up to 128 ASCII letters, digits, `_`, `-` and `.`',
    ],
    [
      'a tool to one that exists',
      'policy p for agent dev { allow |Write }',
      'Read',
      '`Read` is already named at `a.sentrely:12`',
    ],
    [
      'an argument to one beside it',
      'policy p for agent dev { allow Read when has .lim|it }',
      'file_path',
      '`file_path` is already named at `a.sentrely:12`',
    ],
    [
      'an agent out of a pattern',
      'policy p for agents "d*" { allow Read }\npolicy q for agent |dev { allow Read }',
      'maria',
      'the pattern `d*` matches only one of the names: a block would change whom it is for',
    ],
    [
      'an agent into a pattern',
      'policy p for agents "ci-*" { allow Read }\npolicy q for agent |dev { allow Read }',
      'ci-dev',
      'the pattern `ci-*` matches only one of the names: a block would change whom it is for',
    ],
    [
      'anything while a file is broken',
      'policy p for agent |dev { allow Read',
      'maria',
      'mend the syntax of `b.sentrely` first: names in it may be missed',
    ],
  ])('is refused: %s', (_, text, name, expected) => {
    expect(renamed(two(text), name)).toBe(expected);
  });

  test('from the declaration of one of two arguments that are tied, both too', () => {
    const text = declarations.replace('Write { file_path', 'Write { file|_path');
    const rule = 'edition 1\npolicy p for agent dev { allow Read, Write when .file_path == "a" }';
    expect(renamed({ 'a.sentrely': text, 'b.sentrely': rule }, 'path')).toEqual({
      'a.sentrely': declarations.replaceAll('file_path', 'path'),
      'b.sentrely': rule.replace('file_path', 'path'),
    });
  });

  test.each([
    ['a keyword', 'pol|icy p for agent dev { allow Read }'],
    ['a comment', '// d|ev'],
    ['a pattern of agents', 'policy p for agents "d|*" { allow Read }'],
  ])('%s has no name', (_, text) => {
    expect(renameTarget(cursorIn(two(text)))).toBeNull();
    expect(renamed(two(text), 'x')).toBe('nothing to rename');
  });

  test('a name like a property of every object is a name like any other', () => {
    const text =
      'agent constructor { owner user "a" id 1 }\npolicy p for agent |constructor { allow Read }';
    expect(renamed(two(text), '__proto__')).toMatchObject({
      'b.sentrely': expect.stringContaining('policy p for agent __proto__ {'),
    });
  });
});
