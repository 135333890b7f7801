import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { libraryNames } from '../../compiler/imports/library.ts';
import { testPolicies } from '../../compiler/test-policies.ts';

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.sentrely'));

it.each(files)('%s holds', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const compilation = compile([{ file, text }]);
  expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { cases } = testPolicies(compilation);
  expect(cases.length).toBeGreaterThan(4);
  const missed = cases
    .filter(({ passed }) => !passed)
    .map(({ line, expected, got, rules }) => ({
      call: text.split('\n')[line - 1]?.trim(),
      expected,
      got,
      rules,
    }));
  expect(missed).toEqual([]);
});

it('every library of commands has tests', () => {
  const tested = files.map((file) => `std.${file.replace('.sentrely', '')}`);
  const others = ['std.claude-code', 'std.sdk', 'std.codex', 'std.cursor'];
  expect(libraryNames.filter((name) => !tested.includes(name) && !others.includes(name))).toEqual(
    [],
  );
});
