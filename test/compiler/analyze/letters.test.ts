import { expect, it } from 'vitest';
import { Budget } from '../../../compiler/analyze/budget.ts';
import { lettersFor } from '../../../compiler/analyze/letters.ts';
import { literalAutomaton, Machine } from '../../../compiler/analyze/machine.ts';
import type { Run } from '../../../compiler/analyze/search.ts';
import { foldCase } from '../../../compiler/evaluate/facts/fold.ts';

const ascii = Array.from({ length: 127 }, (_, at) => String.fromCharCode(at + 1));
const machine = new Machine(literalAutomaton(ascii));
const runs: readonly Run[] = [
  { machine, start: 0, reads: 'text' },
  { machine, start: 0, reads: 'folded' },
];

/** What automata that name only ASCII read of a text, and of its folded form. */
function kindOf(text: string, folded: string = foldCase(text)): string {
  return [text, folded].map((read) => machine.classesOf(read).join('.')).join();
}

const budget = Budget.forQuestion();
const letters = lettersFor({ runs, isLegal: () => true, budget });
const kinds = new Set(letters.map(({ text, folded }) => kindOf(text, folded)));

it('every character of Unicode is read like some letter', () => {
  let changed = 0;
  for (let point = 1; point <= 0x10ffff; point++) {
    const text = String.fromCodePoint(point);
    const folded = foldCase(text);
    if (!text.isWellFormed() || (folded === text && point > 0xff)) continue;
    changed++;
    if (!kinds.has(kindOf(text, folded))) {
      expect.unreachable(`${point.toString(16)} is read like no letter`);
    }
  }
  expect(changed).toBeGreaterThan(6000);
  expect(kinds).toContain(kindOf('中'));
  expect(kinds).toContain(kindOf('😀'));
});

it('every base with a mark is read like one or two letters', () => {
  const pairs = new Set(
    letters.flatMap((one) =>
      letters.map((other) => kindOf(one.text + other.text, one.folded + other.folded)),
    ),
  );
  const marks = Array.from({ length: 0x70 }, (_, at) => String.fromCharCode(0x300 + at));
  for (const base of [
    ...ascii,
    ...Array.from('αжßẞİıŉſẚﬀﬁﬂﬃﬄﬅﬆ'),
    '\u212a',
    '\u1fef',
    '\u00ad',
    '\u0344',
  ]) {
    for (const mark of [...marks, '\u3099', '\u0653']) {
      const kind = kindOf(base + mark);
      if (!kinds.has(kind) && !pairs.has(kind)) {
        expect.unreachable(`${JSON.stringify(base + mark)} is read like no letters`);
      }
    }
  }
});

it('the most readable letter of each kind is chosen', () => {
  const one: Run = { machine: new Machine(literalAutomaton(['.'])), start: 0, reads: 'text' };
  const found = lettersFor({ runs: [one], isLegal: () => true, budget });
  expect(found.map(({ text }) => text)).toEqual(['a', '.', '😀']);
  const isLegal = (text: string) => text < '\u0080';
  const twice = lettersFor({ runs: [one], isLegal, budget, copies: 2 });
  expect(twice.map(({ text }) => text)).toEqual(['a', 'b', '.']);
});
