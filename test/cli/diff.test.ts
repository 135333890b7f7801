import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../cli/diff.ts';

/** Applies a diff of ours, so that it is judged by what it means. */
function patch(before: string, diff: string): string {
  const old = before.split('\n');
  const lines = diff.split('\n').slice(2, -1);
  const result: string[] = [];
  let at = 0;
  for (const line of lines) {
    const header = /^@@ -(\d+),(\d+) /.exec(line);
    if (header) {
      const start = Number(header[1]) - 1;
      result.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) result.push(line.slice(1));
      at++;
    }
  }
  return [...result, ...old.slice(at)].join('\n');
}

describe('unifiedDiff', () => {
  test('says nothing about equal texts', () => {
    expect(unifiedDiff('a', 'x\ny\n', 'x\ny\n')).toBe('');
  });

  test('shows a change with three lines around it', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    expect(unifiedDiff('a', before, before.replace('5', 'five'))).toBe(
      '--- a\n+++ a (formatted)\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    );
  });

  test('gives the new text when it is applied to the old one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', '-x', '+y', '@@'), { maxLength: 40 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        if (before !== after) expect(patch(before, unifiedDiff('f', before, after))).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });

  test('stays quick on two long texts that share nothing', () => {
    const lines = (word: string) => `${word}\n`.repeat(20_000);
    const begun = performance.now();
    expect(unifiedDiff('f', lines('old'), lines('new')).split('\n')).toHaveLength(40_004);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
