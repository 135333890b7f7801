import { foldCase } from '../evaluate/facts/fold.ts';
import type { Budget } from './budget.ts';
import type { Run } from './search.ts';

/** A piece of text that the automata of a search cannot tell from other pieces like it. */
export interface Letter {
  readonly text: string;
  readonly folded: string;
}

/** ASCII in the order in which it reads well in an example. */
const readable = Array.from('abcdefghijklmnopqrstuvwxyz0123456789-_./ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const ascii = Array.from({ length: 128 }, (_, unit) => String.fromCharCode(unit));

/** Characters that no pattern is likely to name: of one code unit, and of two. */
const strangers = ['中', '😀'];

/**
 * One character for every way in which folding changes the number of code units or ends in ASCII.
 * A test compares the list with all of Unicode.
 */
const folding = Array.from(
  'ßẞİıŉſ\u037eẚ\u1fef\u212aﬀﬁﬂﬃﬄﬅﬆ\u00ad\u0344\ufb2c\ufa6c\u{1bca0}\u{1d15e}\u{1d160}\u{2f800}',
);

/** Characters that a following mark is folded into; U+0344 is two marks in one. */
const marked = [
  ...Array.from('acegiklmnoprsuwyzACEGIKLMNOPRSUWYZα', (base) => `${base}\u0301`),
  ...Array.from('bdfhtxBDFHTX', (base) => `${base}\u0307`),
  ...Array.from('jJ', (base) => `${base}\u0302`),
  ...Array.from('vV', (base) => `${base}\u0303`),
  ...Array.from('<=>', (base) => `${base}\u0338`),
  ...Array.from('aehiotuwxyAEHIOTUWXYﬁ', (base) => `${base}\u0344`),
  'ﬁ\u0301',
];

const common = [...readable, ...ascii, ...strangers].map(letterOf);
const foldingLetters = [...folding, ...marked].map(letterOf);

/** What a search may be made of. */
export interface Alphabet {
  readonly runs: readonly Run[];
  /** Whether a value of the type may hold the character at all. */
  readonly isLegal: (text: string) => boolean;
  /** Longer pieces of text that stand for a character: escapes. */
  readonly escapes?: readonly string[];
  /** Every automaton reads every character once. */
  readonly budget: Budget;
  /** How many letters of each kind: two, where two texts must differ and still be alike. */
  readonly copies?: number;
}

/** Letters of every kind that the automata tell apart, the most readable of each kind. */
export function lettersFor({
  runs,
  isLegal,
  escapes = [],
  budget,
  copies = 1,
}: Alphabet): readonly Letter[] {
  const found = new Map<string, number>();
  const letters: Letter[] = [];
  for (const letter of [...candidatesFor(runs), ...escapes.map(letterOf)]) {
    if (!isLegal(letter.text)) continue;
    if (!budget.spend(runs.length)) break;
    const kind = kindOf(letter, runs);
    const count = found.get(kind) ?? 0;
    if (count >= copies) continue;
    found.set(kind, count + 1);
    letters.push(letter);
  }
  return letters;
}

function letterOf(text: string): Letter {
  return { text, folded: foldCase(text) };
}

/** What the automata read when they read a letter. */
function kindOf({ text, folded }: Letter, runs: readonly Run[]): string {
  return runs
    .map(({ machine, reads }) => machine.classesOf(reads === 'text' ? text : folded).join('.'))
    .join();
}

/** Each text once. */
function candidatesFor(runs: readonly Run[]): Iterable<Letter> {
  const cuts = new Set(runs.flatMap(({ machine }) => machine.automaton.from));
  const named = namedBy([...cuts].filter((unit) => unit >= 128));
  const isFolded = runs.some(({ reads }) => reads === 'folded');
  const cased = named.flatMap((text) => [text.toLowerCase(), text.toUpperCase()]);
  const more = isFolded ? [...cased.map(letterOf), ...foldingLetters] : [];
  const letters = [...common, ...named.map(letterOf), ...more];
  return new Map(letters.map((letter) => [letter.text, letter])).values();
}

/** More than these first and second halves of pairs are not combined. */
const halvesMax = 32;

/** The characters at which ranges of code units begin: those that patterns name, and neighbours. */
function namedBy(units: readonly number[]): readonly string[] {
  const isFirst = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
  const isSecond = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
  const firsts = units.filter(isFirst).slice(0, halvesMax);
  const seconds = units.filter(isSecond).slice(0, halvesMax);
  const pairs = firsts.flatMap((first) =>
    seconds.map((second) => String.fromCharCode(first, second)),
  );
  const single = units.filter((unit) => !isFirst(unit) && !isSecond(unit));
  return [...single.map((unit) => String.fromCharCode(unit)), ...pairs];
}
