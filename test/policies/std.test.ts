import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { libraryCalled, libraryNames } from '../../compiler/imports/library.ts';
import { actionText, toolKey } from '../../compiler/subject.ts';
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
  const others = ['std.claude-code', 'std.sdk', 'std.cursor'];
  expect(libraryNames.filter((name) => !tested.includes(name) && !others.includes(name))).toEqual(
    [],
  );
});

const page = new URL('../../docs/reference/std.md', import.meta.url);
const heading = '## What each library declares\n';

it('the page of the libraries names all that they declare; `UPDATE_GOLDENS=1` writes it', () => {
  const text = readFileSync(page, 'utf8');
  const [intro = ''] = text.split(heading);
  const written = `${intro}${heading}\n${libraryNames.map(section).join('\n')}`;
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(page, written);
  expect(readFileSync(page, 'utf8')).toBe(written);
});

function section(name: string): string {
  const items = libraryCalled(name)?.file.items ?? [];
  const actions = items.flatMap((item) =>
    item.kind === 'action' ? [actionText(item.action)] : [],
  );
  const tools = items.flatMap((item) => (item.kind === 'tool' ? [toolKey(item.tool)] : []));
  const programs = items.flatMap((item) =>
    item.kind === 'command' ? item.programs.map(({ text }) => text) : [],
  );
  const lines = [
    ['actions', actions],
    ['tools', tools],
    ['programs', programs],
  ] as const;
  const told = lines.filter(([, names]) => names.length > 0);
  return `### \`${name}\`\n\n${told.map(([what, names]) => `- ${what}: ${listed(names)}\n`).join('')}`;
}

function listed(names: readonly string[]): string {
  return [...names]
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ');
}
