import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Compares what `screen` makes of each `NAME.sentrely` in a folder with `NAME.expected` beside it. A
 * missing file fails; `UPDATE_GOLDENS=1` writes what is missing or differs, for review in the diff.
 */
export function goldens(folder: string, screen: (file: string, text: string) => string): void {
  describe(`goldens of ${basename(folder)}`, () => {
    const files = readdirSync(folder).sort();
    const sources = files.filter((file) => file.endsWith('.sentrely'));

    it('exist', () => {
      expect(sources).not.toEqual([]);
    });

    it.each(sources)('%s', (file) => {
      const actual = screen(file, readFileSync(join(folder, file), 'utf8'));
      const expected = join(folder, expectedFile(file));
      if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(expected, actual);
      expect(existsSync(expected), `${expected} exists`).toBe(true);
      expect(actual).toBe(readFileSync(expected, 'utf8'));
    });

    it('have no orphans', () => {
      const known = new Set([...sources, ...sources.map(expectedFile)]);
      expect(files.filter((file) => !known.has(file))).toEqual([]);
    });
  });
}

function expectedFile(source: string): string {
  return source.replace(/\.sentrely$/, '.expected');
}
