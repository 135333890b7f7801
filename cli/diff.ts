import { escapeHidden } from '../dsl/escape.ts';

/** One line of a comparison: kept, only in the old text, only in the new one. */
interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** Lines shown around a change, as everywhere. */
const contextLines = 3;

/** More differences than this and the middle is shown as replaced: the search grows with the square. */
const differencesMax = 1000;

/** The unified diff of two texts, empty when they are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const edits = compare(linesOf(before), linesOf(after));
  const shown = escapeHidden(name);
  return [`--- ${shown}\n`, `+++ ${shown} (formatted)\n`, ...hunks(edits)].join('');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function compare(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const shared = Math.min(a.length, b.length);
  let start = 0;
  while (start < shared && a[start] === b[start]) start++;
  let end = 0;
  while (end < shared - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [
    ...a.slice(0, start).map(kept),
    ...compareMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(kept),
  ];
}

/**
 * The shortest edit script (Myers, "An O(ND) difference algorithm and its variations", 1986):
 * `reach[k]` is how far into `a` a path of `d` differences gets on the diagonal `k`.
 */
function compareMiddle(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const steps: ReadonlyMap<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= differencesMax; d++) {
    steps.push(reach);
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      let x = startOf(reach, k, d);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, steps);
    }
    reach = next;
  }
  return [...a.map(removed), ...b.map(added)];
}

/** From the better neighbouring diagonal: one line down (added) or one to the right (removed). */
function startOf(reach: ReadonlyMap<number, number>, k: number, d: number): number {
  const down = reach.get(k + 1) ?? -1;
  const right = reach.get(k - 1) ?? -1;
  return isDown(k, d, down, right) ? down : right + 1;
}

function isDown(k: number, d: number, down: number, right: number): boolean {
  return k === -d || (k !== d && right < down);
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  steps: readonly ReadonlyMap<number, number>[],
): readonly Edit[] {
  const edits: Edit[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = steps.length - 1; d >= 0; d--) {
    const reach = steps[d] ?? new Map<number, number>();
    const k = x - y;
    const start = startOf(reach, k, d);
    while (x > start && y > start - k) {
      x--;
      y--;
      edits.push(kept(a[x] ?? ''));
    }
    if (d === 0) break;
    if (isDown(k, d, reach.get(k + 1) ?? -1, reach.get(k - 1) ?? -1))
      edits.push(added(b[--y] ?? ''));
    else edits.push(removed(a[--x] ?? ''));
  }
  return edits.reverse();
}

function kept(line: string): Edit {
  return { kind: ' ', line };
}

function removed(line: string): Edit {
  return { kind: '-', line };
}

function added(line: string): Edit {
  return { kind: '+', line };
}

/** The changes with their surroundings; changes that are near share one hunk. */
function hunks(edits: readonly Edit[]): readonly string[] {
  const changes = edits.flatMap((edit, at) => (edit.kind === ' ' ? [] : [at]));
  const ranges: { start: number; end: number }[] = [];
  for (const at of changes) {
    const last = ranges.at(-1);
    if (last !== undefined && at - last.end < contextLines) last.end = at + contextLines + 1;
    else ranges.push({ start: Math.max(0, at - contextLines), end: at + contextLines + 1 });
  }
  return ranges.map(({ start, end }) => hunk(edits, start, end));
}

function hunk(edits: readonly Edit[], start: number, end: number): string {
  const shown = edits.slice(start, end);
  const count = (list: readonly Edit[], other: Edit['kind']) =>
    list.filter((edit) => edit.kind !== other).length;
  const before = edits.slice(0, start);
  const from = `${count(before, '+') + 1},${count(shown, '+')}`;
  const to = `${count(before, '-') + 1},${count(shown, '-')}`;
  const lines = shown.map(({ kind, line }) => `${kind}${line}\n`);
  return `@@ -${from} +${to} @@\n${lines.join('')}`;
}
