import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { libraryNames } from '../../compiler/imports/library.ts';
import { compile } from '../../compiler/compile.ts';
import { format } from '../../dsl/print.ts';

const folder = new URL('../../policies/std/', import.meta.url);
const texts = new URL('../../compiler/imports/texts.ts', import.meta.url);

/** The libraries as a module, because the compiler reads no files. */
function moduleText(): string {
  const entries = readdirSync(folder)
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8').replace(/[\\`]|\$(?=\{)/g, '\\$&');
      return `  [\n    'std.${file.replace(/\.sentrely$/, '')}',\n    \`${text}\`,\n  ],\n`;
    });
  return `/**
 * The text of each library, by its name. Written from \`policies/std\` by \`test/compiler/libraries.test.ts\`
 * with \`UPDATE_GOLDENS=1\`, because the compiler reads no files.
 */
export const libraryTexts: ReadonlyMap<string, string> = new Map([\n${entries.join('')}]);\n`;
}

it('the compiler carries the libraries as they stand in policies/std', () => {
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(texts, moduleText());
  expect(readFileSync(fileURLToPath(texts), 'utf8')).toBe(moduleText());
});

it.each(libraryNames)('%s holds declarations without findings, laid out well', (name) => {
  const text = readFileSync(new URL(`${name.slice('std.'.length)}.sentrely`, folder), 'utf8');
  expect(format({ file: name, text })).toEqual({ text, diagnostics: [] });
  const program = `edition 1\nimport ${name}\nagent dev {}\npolicy p for agent dev { otherwise ask approval 1 of role "maintain" }\n`;
  expect(compile([{ file: 'a.sentrely', text: program }]).diagnostics).toEqual([]);
});
