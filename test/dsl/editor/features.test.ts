import { describe, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { codeActions } from '../../../dsl/editor/code-actions.ts';
import { codeLenses } from '../../../dsl/editor/code-lenses.ts';
import { completionsAt } from '../../../dsl/editor/completion.ts';
import { diagnosticsOf } from '../../../dsl/editor/diagnostics.ts';
import { documentSymbols } from '../../../dsl/editor/document-symbols.ts';
import { foldingRanges } from '../../../dsl/editor/folding.ts';
import { formattingEdits } from '../../../dsl/editor/formatting.ts';
import { hoverAt } from '../../../dsl/editor/hover.ts';
import { inlayHints } from '../../../dsl/editor/inlay-hints.ts';
import type { PolicyFile } from '../../../dsl/editor/policy-file.ts';
import { semanticLegend, semanticTokens } from '../../../dsl/editor/semantic-tokens.ts';
import { testFindings } from '../../../dsl/editor/test-findings.ts';
import { TestRuns } from '../../../dsl/editor/test-runs.ts';
import { workspaceSymbols } from '../../../dsl/editor/workspace-symbols.ts';
import { format } from '../../../dsl/print.ts';
import { cursorIn, declarations, fileOf, programOf } from './cursor.ts';

const everything = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

function file(text: string): PolicyFile {
  return fileOf(programOf({ 'a.sentrely': text }), 'a.sentrely');
}

describe('hover', () => {
  const hover = (text: string): string => {
    const found = hoverAt(cursorIn({ 'a.sentrely': declarations, 'b.sentrely': text }));
    return (found?.contents as MarkupContent | undefined)?.value ?? '';
  };

  test('of a name is its declaration with the comment above it, wherever that is', () => {
    expect(hover('edition 1\npolicy p for agent d|ev { allow Read }')).toBe(
      '```sentrely\nagent dev { owner team "acme/platform" }\n```\n\nBuilds and releases.\nTalks to nobody.',
    );
  });

  test('of a field is the argument and its tool', () => {
    const text = 'edition 1\npolicy p for agent dev { allow Read when has .l|imit }';
    expect(hover(text)).toBe('```sentrely\nlimit?: Int inert\n```\n\nof `tool Read`');
  });

  test.each([
    ['a keyword', 'edition 1\npolicy p f|or agent dev { allow Read }', '**`for`**: '],
    ['a type', 'edition 1\ntool X { a: Pa|th }', '**`Path`**: '],
    ['a kind of set', 'edition 1\nlet x = ho|sts("a")', '**`hosts`**: '],
  ])('of %s says what it means', (_, text, expected) => {
    expect(hover(text)).toContain(expected);
  });

  test('of a mistake explains it', () => {
    expect(hover('edition 1\npolicy p for agent de|vv { allow Read }')).toContain(
      '**unknown-agent**: ',
    );
  });

  test('no comment becomes a link or an image, no text ends its fence', () => {
    const text =
      '// [x](command:evil) <img src=x> ![](http://h/)\nagent x { owner team "```" }\ntest "t" { as |x }';
    const shown = hover(text);
    expect(shown).toContain('\\[x\\](command:evil) \\<img src=x\\> \\!\\[\\](http://h/)');
    expect(shown).toContain('````sentrely\nagent x { owner team "```" }\n````');
  });

  test('of nothing is nothing', () => {
    expect(hoverAt(cursorIn({ 'a.sentrely': 'edition 1\n|\n' }))).toBeNull();
    expect(hoverAt(cursorIn({ 'a.sentrely': '|' }))).not.toBeUndefined();
  });
});

describe('symbols', () => {
  test('the outline has items with what is in them', () => {
    const outline = documentSymbols(file(declarations)).map(({ name, detail, children }) => [
      name,
      detail,
      children?.map((child) => child.name) ?? [],
    ]);
    expect(outline).toEqual([
      ['dev', 'agent', []],
      ['ci-main', 'agent', []],
      ['secrets', 'paths', []],
      ['docs', 'hosts', []],
      ['Read', 'tool', ['file_path', 'limit']],
      ['Write', 'tool', ['file_path', 'content']],
      ['Fetch', 'tool', ['url', 'carry', 'to', 'extra']],
      ['Bash', 'tool', ['command']],
      ['mcp github.merge', 'tool', ['branch', 'squash']],
      ['mcp "my.server"."search.v2"', 'tool', ['max results']],
      ['base', 'policy', ['#1', 'no-secrets', 'people']],
      ['secrets stay', 'test', ['Write']],
      ['s3.delete', 'action', ['bucket', 'key']],
    ]);
  });

  test('every name stands within its whole, and none is empty', () => {
    const check = (symbols: ReturnType<typeof documentSymbols>): void => {
      for (const { name, range, selectionRange, children = [] } of symbols) {
        expect(name).not.toBe('');
        expect(range.start.line).toBeLessThanOrEqual(selectionRange.start.line);
        expect(range.end.line).toBeGreaterThanOrEqual(selectionRange.end.line);
        check(children);
      }
    };
    check(documentSymbols(file(`${declarations}test "" { as dev }`)));
  });

  test('those of the workspace are found by letters in order', () => {
    const program = programOf({ 'a.sentrely': declarations });
    const names = (query: string): readonly string[] =>
      workspaceSymbols(program, query).map(({ name }) => name);
    expect(names('nsec')).toEqual(['no-secrets']);
    expect(names('READ')).toEqual(['Read']);
    expect(names('')).toHaveLength(28);
    expect(names('(.*)+$')).toEqual([]);
  });
});

describe('semantic tokens', () => {
  /** Each token as `text:kind`. */
  function kinds(text: string): readonly string[] {
    const { data } = semanticTokens(file(text));
    const lines = text.split('\n');
    const found: string[] = [];
    let [line, character] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      const [down = 0, right = 0, length = 0, kind = 0, modifiers = 0] = data.slice(at, at + 5);
      line += down;
      character = down === 0 ? character + right : right;
      const shown = lines[line]?.slice(character, character + length);
      const mark = modifiers === 1 ? '!' : '';
      found.push(`${shown}:${semanticLegend.tokenTypes[kind]}${mark}`);
    }
    return found;
  }

  test('names are what they name', () => {
    expect(kinds('tool team { owner: Path }')).toEqual([
      'tool:keyword',
      'team:function!',
      'owner:property!',
      'Path:type',
    ]);
    expect(kinds('policy p for agents dev { allow mcp a.b when .x.host in docs } // c')).toEqual([
      'policy:keyword',
      'p:namespace!',
      'for:keyword',
      'agents:keyword',
      'dev:class',
      'allow:keyword',
      'mcp:keyword',
      'a:namespace',
      'b:function',
      'when:keyword',
      'x:property',
      'host:property',
      'in:keyword',
      'docs:variable',
      '// c:comment',
    ]);
  });

  test('lengths count UTF-16 units', () => {
    expect(kinds('test "\u{1f600}" { as dev }')).toContain('"\u{1f600}":string');
  });
});

describe('folding', () => {
  test('brackets and runs of comments, in broken text too', () => {
    const text = '// a\n// b\ntool X {\n  a: Path,\n  b: Path,\n}\n)\npolicy p {\n  allow X\n  (\n';
    expect(foldingRanges(file(text))).toEqual([
      { startLine: 2, endLine: 4 },
      { startLine: 0, endLine: 1, kind: 'comment' },
    ]);
  });
});

describe('formatting', () => {
  const apply = (text: string): string => {
    const policy = file(text);
    const edits = formattingEdits(policy) ?? [];
    return edits.toReversed().reduce((done, { range, newText }) => {
      const [start, end] = [policy.offsetAt(range.start), policy.offsetAt(range.end)];
      return done.slice(0, start) + newText + done.slice(end);
    }, text);
  };

  test.each([
    ['one line in the middle', declarations.replace('  allow Read', 'allow     Read')],
    ['the first line', declarations.replace('edition 1', 'edition   1')],
    ['the last line', `${declarations.trimEnd()}   `],
    ['line ends', declarations.replaceAll('\n', '\r\n')],
    ['repeated lines', `${declarations}\n\n\n\n${'// x\n'.repeat(5)}`],
    [
      'everything',
      declarations.replaceAll(/\s+/g, ' ').replaceAll(/\/\/[^.]*\.( Talks to nobody\.)?/g, ''),
    ],
    ['nothing', declarations],
    ['an empty file', ''],
    ['astral characters', `// \u{1f600}\n${declarations.replace('  allow', ' allow')}`],
  ])('of %s gives the text of `sentrely fmt`', (_, text) => {
    expect(apply(text)).toBe(format({ file: 'x', text }).text);
  });

  test('changes only the lines that differ', () => {
    const canonical = format({ file: 'x', text: declarations }).text ?? '';
    const policy = file(canonical.replace('  allow Read', 'allow     Read'));
    const [edit] = formattingEdits(policy) ?? [];
    expect(edit?.newText.split('\n').length).toBeLessThanOrEqual(2);
  });

  test('leaves broken text alone', () => {
    expect(formattingEdits(file('policy {'))).toBeNull();
  });
});

describe('code actions', () => {
  const text = declarations.replace('edition 1\n', '').replace('for agent dev', 'for agent dve');
  const program = programOf({ 'a.sentrely': text });
  const policy = fileOf(program, 'a.sentrely');

  test('are the fixes of what is in the range', () => {
    const { line } = policy.rangeOf({ start: text.indexOf('dve'), end: 0 }).start;
    const range = { start: { line, character: 0 }, end: { line, character: 99 } };
    const actions = codeActions(program, policy, range, ['quickfix']);
    expect(actions).toMatchObject([
      { title: 'replace with `dev`', isPreferred: false, diagnostics: [{ code: 'unknown-agent' }] },
    ]);
  });

  test('all that are safe are one action, and it makes no other', () => {
    const [action, ...others] = codeActions(program, policy, everything, ['source.fixAll']);
    expect(others).toEqual([]);
    expect(action?.kind).toBe('source.fixAll.sentrely');
    expect(Object.values(action?.edit?.changes ?? {}).flat()).toHaveLength(1);
  });

  test('fixes that touch are not made together', () => {
    const commas = programOf({ 'a.sentrely': "edition 1\nlet x = paths('a' 'b' 'c')" });
    const [action] = codeActions(commas, fileOf(commas, 'a.sentrely'), everything, ['source']);
    const edits = Object.values(action?.edit?.changes ?? {}).flat();
    const starts = edits.map(({ range }) => range.start.character);
    expect(new Set(starts).size).toBe(starts.length);
  });
});

describe('inlay hints', () => {
  test('say what rules say of tools, and whom blocks are for', () => {
    const text = `${declarations}guard g for all agents { rule x deny Read when has .limit }
policy q for agents "ci-*", "x*" { allow Write }`;
    const program = programOf({ 'a.sentrely': text });
    const hints = inlayHints(program, fileOf(program, 'a.sentrely'), everything);
    expect(hints.map(({ label }) => label)).toEqual([
      '1 deny, 1 allow',
      '1 deny, 1 allow',
      'denied by default',
      'denied by default',
      '1 ask',
      'denied by default',
      'dev, ci-main',
      'ci-main',
      'no agents',
    ]);
  });

  test('only those of the range are made', () => {
    const program = programOf({ 'a.sentrely': declarations });
    const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    expect(inlayHints(program, fileOf(program, 'a.sentrely'), range)).toEqual([]);
  });
});

describe('tests', () => {
  const text = `${declarations}test "wrong" {
  as dev
  Read { file_path: "/etc/passwd" } => allow
}`;
  const program = programOf({ 'a.sentrely': text });
  const policy = fileOf(program, 'a.sentrely');

  test('a lens for each, and one for all', () => {
    expect(codeLenses(policy, undefined).map(({ command }) => command?.title)).toEqual([
      'Run all tests of this file',
      'Run test',
      'Run test',
    ]);
  });

  test('what fails is marked, and the lens says so', () => {
    const runs = new TestRuns();
    runs.run(program);
    expect(codeLenses(policy, runs.of(program))[2]?.command?.title).toBe(
      'Run test (0 passed, 1 failed)',
    );
    expect(testFindings(policy, runs.of(program))).toMatchObject([
      { code: 'test-failed', message: expect.stringMatching(/^expected allow, got deny/) },
    ]);
  });

  test('a program that has changed was never run', () => {
    const runs = new TestRuns();
    runs.run(program);
    expect(runs.of(programOf({ 'a.sentrely': text }))).toBeUndefined();
  });

  test('do not run while there are errors', () => {
    expect(new TestRuns().run(programOf({ 'a.sentrely': 'policy {' }))).toBeUndefined();
  });
});

describe('diagnostics', () => {
  test('carry help, related places and what can be left out', () => {
    const program = programOf({
      'a.sentrely': declarations,
      'b.sentrely': 'edition 1\nagent dev { owner user "a" id 1 }\nlet idle = paths("a")',
    });
    const found = diagnosticsOf(program, fileOf(program, 'b.sentrely'));
    expect(found).toMatchObject([
      {
        code: 'duplicate-name',
        message: expect.stringContaining('\nhelp: rename one of the two'),
        relatedInformation: [{ location: { uri: 'file:///p/a.sentrely' } }],
      },
      { code: 'unused-set', tags: [1], severity: 2 },
    ]);
  });

  test('what a reader could not see is escaped wherever the editor shows text', () => {
    const text = `${declarations}// a\u202eb\ntool "x\u202ey" { a\u202e: Path }\ntest "t\u202e" { as dev "x\u202ey" {} => deny }`;
    const program = programOf({ 'a.sentrely': text });
    const policy = fileOf(program, 'a.sentrely');
    const offset = text.indexOf('"x\u202ey" {}') + 1;
    const shown = [
      hoverAt({ program, file: policy, offset }),
      documentSymbols(policy),
      workspaceSymbols(program, ''),
      completionsAt({ program, file: policy, offset: text.indexOf('"x\u202ey" {}') }, true),
      diagnosticsOf(program, policy),
    ];
    expect(JSON.stringify(shown)).toContain('\\\\u{202e}');
    expect(JSON.stringify(shown)).not.toContain('\u202e');
  });

  test('no hidden character of the text reaches the editor', () => {
    const program = programOf({ 'a.sentrely': 'edition 1\npolicy \u202ep for agent x { }' });
    const messages = diagnosticsOf(program, fileOf(program, 'a.sentrely')).map(
      ({ message }) => message,
    );
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).not.toMatch(/\u202e/);
  });
});
