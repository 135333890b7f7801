import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { gatherSources } from '../../compiler/imports/gather.ts';
import { importedFile } from '../../compiler/imports/path.ts';

const agent = 'agent dev { owner user "octocat" id 1 }\n';
const source = (file: string, text: string) => ({ file, text: `edition 1\n${text}` });
const codesOf = (...sources: readonly { file: string; text: string }[]) =>
  compile(sources).diagnostics.map(({ code }) => code);

describe('libraries', () => {
  const policy = `${agent}policy p for agent dev { allow Read when .file_path under workspace }`;

  it('are known only where some file imports them', () => {
    const { diagnostics } = compile([source('a.sentrely', policy)]);
    expect(diagnostics).toMatchObject([{ code: 'unknown-tool', help: 'import std.claude-code' }]);
    expect(codesOf(source('a.sentrely', `import std.claude-code\n${policy}`))).toEqual([]);
    expect(
      codesOf(source('a.sentrely', policy), source('b.sentrely', 'import std.claude-code')),
    ).toEqual([]);
  });

  it('are among the sources, so that a finding can point into them', () => {
    const own = 'import std.claude-code\ntool Read { path: Path }\n';
    const { diagnostics, sources } = compile([source('a.sentrely', `${own}${policy}`)]);
    expect(diagnostics).toMatchObject([
      { code: 'duplicate-name', labels: [{ span: { file: 'std.claude-code' } }] },
    ]);
    expect(sources.map(({ file }) => file)).toEqual(['a.sentrely', 'std.claude-code']);
  });

  it('are of use to claims and tests too', () => {
    const own = `${agent}tool Look {}\npolicy p for agent dev { allow Look }\n`;
    const claim = 'never "x" { any agent does Read }';
    const test = 'test "x" { as dev Read { file_path: "a" } => deny }';
    for (const more of [claim, test]) {
      expect(codesOf(source('a.sentrely', `import std.claude-code\n${own}${more}`))).toEqual([]);
    }
    expect(codesOf(source('a.sentrely', `import std.claude-code\n${own}`))).toEqual([
      'unused-import',
    ]);
  });

  it('are called by names that exist', () => {
    const { diagnostics } = compile([source('a.sentrely', `import std.claude-cod\n${policy}`)]);
    expect(diagnostics[0]).toMatchObject({
      code: 'import-missing',
      help: 'did you mean `std.claude-code`?',
    });
    expect(codesOf(source('a.sentrely', `import std.constructor\n${policy}`))).toContain(
      'import-missing',
    );
  });

  it('compile to the same bytes wherever they are imported', () => {
    const rulesOf = (...sources: readonly { file: string; text: string }[]) =>
      JSON.stringify(compile(sources).rules);
    const own = source('a.sentrely', policy);
    const more = 'import std.sdk\nimport std.claude-code';
    const less = 'import std.claude-code, std.sdk\nimport std.sdk';
    expect(rulesOf(own, source('b.sentrely', more))).toBe(rulesOf(own, source('b.sentrely', less)));
  });
});

describe('imports of files', () => {
  const tools = source('shared/tools.sentrely', 'tool Read { path: Path }');
  const policy = `${agent}policy p for agent dev { allow Read }`;
  const main = source('team/main.sentrely', `import "../shared/tools.sentrely"\n${policy}`);

  it('name a file that is compiled too', () => {
    expect(codesOf(main, tools)).toEqual([]);
    expect(codesOf(main)).toEqual(['import-missing', 'unknown-tool']);
  });

  it('may form a cycle', () => {
    const other = source(tools.file, 'import "../team/main.sentrely"\ntool Read { path: Path }');
    expect(codesOf(main, other)).toEqual([]);
    expect(codesOf(source('a.sentrely', `import "a.sentrely"\n${policy}`), tools)).toEqual([]);
  });

  it('say when they are of no use', () => {
    const more = source('a.sentrely', 'import "shared/tools.sentrely", "./shared/tools.sentrely"');
    const unused = source('b.sentrely', 'tool Write { path: Path }');
    const importer = source('c.sentrely', 'import "b.sentrely"');
    expect(codesOf(main, tools, more)).toEqual(['unused-import']);
    expect(codesOf(main, tools, unused, importer)).toEqual(['unused-tool', 'unused-import']);
  });

  it.each([
    ['/etc/a.sentrely', undefined],
    ['C:\\a.sentrely', undefined],
    ['https://x/a.sentrely', undefined],
    ['a\\b.sentrely', undefined],
    ['a.txt', undefined],
    ['', undefined],
    ['b.sentrely', 'x/y/b.sentrely'],
    ['./b//c.sentrely', 'x/y/b/c.sentrely'],
    ['../../b.sentrely', 'b.sentrely'],
    ['../../../b.sentrely', '../b.sentrely'],
    ['../../../../b.sentrely', '../../b.sentrely'],
  ])('%s from x/y is %s', (path, file) => {
    expect(importedFile('x/y/a.sentrely', path)).toBe(file);
  });

  it('from an absolute file never leave the root', () => {
    expect(importedFile('/x/a.sentrely', '../../../etc/b.sentrely')).toBe('/../../etc/b.sentrely');
  });
});

describe('gatherSources', () => {
  const files = new Map([
    ['b.sentrely', 'import "c.sentrely", "a.sentrely", "missing.sentrely"'],
    ['c.sentrely', 'import "b.sentrely"'],
  ]);

  it('loads what is imported, over cycles, each file once', () => {
    const asked: string[] = [];
    const load = (file: string) => {
      asked.push(file);
      const text = files.get(file);
      return text === undefined ? undefined : { file, text };
    };
    const gathered = gatherSources([{ file: 'a.sentrely', text: 'import "b.sentrely"' }], load);
    expect(gathered.map(({ file }) => file)).toEqual(['a.sentrely', 'b.sentrely', 'c.sentrely']);
    expect(asked).toEqual(['b.sentrely', 'c.sentrely', 'missing.sentrely']);
  });

  it('asks for nothing that is no path of a policy file', () => {
    const text = 'import "/etc/passwd", "https://x/a.sentrely", std.sdk\nimport "x';
    gatherSources([{ file: 'a.sentrely', text }], () => expect.fail('nothing to load'));
  });
});
