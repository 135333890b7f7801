import type { PositionalEntry } from '../../bundle/rules.ts';
import type { ShellWord } from '../shell/reading.ts';
import type { Operand } from './scan.ts';
import type { FormTable } from './table.ts';

/** The words that one positional may stand for. */
export interface Placed {
  readonly positional: PositionalEntry;
  readonly words: readonly ShellWord[];
  /** Whether it may have no word at all. */
  readonly mayBeAbsent: boolean;
}

/** How the operands fit a form: not, perhaps, or so. */
export type Placement = 'no' | 'maybe' | readonly Placed[];

/** How many words stand before and behind an operand, at least and at most. */
interface Range {
  readonly operand: Operand;
  readonly before: readonly [number, number];
  readonly behind: readonly [number, number];
}

/** Gives each word of the form its literal, each positional every word that it may stand for. */
export function placeOperands(form: FormTable, operands: readonly Operand[]): Placement {
  const fit = fitLiterals(form, operands);
  if (fit !== 'yes') return fit;
  return placePositionals(form.positionals, operands.slice(form.words.length));
}

/** Whether so many operands fit whatever their words become. */
export function isSureFit(
  { words, positionals }: FormTable,
  operands: readonly Operand[],
): boolean {
  const rest = operands.slice(words.length);
  const required = positionals.filter(({ optional }) => !optional).length;
  if (rest.filter(({ isWord }) => isWord).length < required) return false;
  const isOpen = positionals.some(({ repeats }) => repeats);
  return isOpen || !rest.some(({ isMany }) => isMany);
}

function fitLiterals({ words }: FormTable, operands: readonly Operand[]): 'no' | 'maybe' | 'yes' {
  for (const [at, spellings] of words.entries()) {
    const operand = operands[at];
    if (operand === undefined) return 'no';
    if (operand.word.kind !== 'text') return 'maybe';
    if (!spellings.includes(operand.word.text)) return 'no';
  }
  return 'yes';
}

function placePositionals(
  positionals: readonly PositionalEntry[],
  operands: readonly Operand[],
): Placement {
  const least = operands.reduce((sum, operand) => sum + operand.least, 0);
  const isMany = operands.some((operand) => operand.isMany);
  const repeatAt = positionals.findIndex(({ repeats }) => repeats);
  const required = positionals.filter(({ optional }) => !optional).length;
  if (repeatAt < 0 && least > positionals.length) return 'no';
  if (operands.length < required && !isMany) return 'no';
  const ranges = rangesOf(operands);
  const tail = repeatAt < 0 ? 0 : positionals.length - repeatAt - 1;
  return positionals.map((positional, at) => {
    const isTail = repeatAt >= 0 && at > repeatAt;
    const fits = (range: Range): boolean => {
      if (isTail) return holds(range.behind, positionals.length - 1 - at);
      if (range.behind[1] < tail) return false;
      return at === repeatAt ? range.before[1] >= at : holds(range.before, at);
    };
    const words = ranges.filter(fits).map(({ operand }) => operand.word);
    // With fewer words than that the program has to be content without the optional ones.
    return { positional, words, mayBeAbsent: positional.optional && least <= at + tail };
  });
}

function holds([least, most]: readonly [number, number], count: number): boolean {
  return least <= count && count <= most;
}

function rangesOf(operands: readonly Operand[]): readonly Range[] {
  const before = running(operands);
  const behind = running([...operands].reverse()).reverse();
  return operands.map((operand, at) => ({
    operand,
    before: before[at] ?? [0, 0],
    behind: behind[at] ?? [0, 0],
  }));
}

/** For each operand how many words come before it; one that becomes many comes before itself. */
function running(operands: readonly Operand[]): [number, number][] {
  let least = 0;
  let most = 0;
  return operands.map((operand) => {
    const range: [number, number] = [least, operand.isMany ? Number.POSITIVE_INFINITY : most];
    least += operand.least;
    most += operand.isMany ? Number.POSITIVE_INFINITY : 1;
    return range;
  });
}
