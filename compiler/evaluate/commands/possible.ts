import type { OptionEntry } from '../../bundle/rules.ts';
import type { SetPiece } from '../known.ts';
import type { ShellWord } from '../shell/reading.ts';
import { doesSomething } from './option.ts';
import type { GivenOption } from './scan.ts';
import type { FormTable } from './table.ts';
import { startOf } from './word.ts';

/** What options a word may be that does not look like one. */
export interface Possible {
  /** It may be one that changes what everything else means, or one that the form does not know. */
  readonly isAny: boolean;
  /** Those that do something. */
  readonly options: readonly GivenOption[];
  /** It may be some option, and so no operand. */
  readonly mayVanish: boolean;
  /** It may take the next word for its value. */
  readonly maySwallow: boolean;
}

const none: Possible = { isAny: false, options: [], mayVanish: false, maySwallow: false };
const any: Possible = { isAny: true, options: [], mayVanish: true, maySwallow: true };

/**
 * The options that a word may be. One that nobody knows may be any, declared or not. A glob may match a
 * file whose name begins with a dash, so it is compared with the options of the form: `*.py` may be
 * `-ox.py` and `--output=x.py`, but never `--force`. Options of the program that may stand before a
 * subcommand are not taken for possible behind it: few programs accept them there.
 */
export function possibleOptions(form: FormTable, isLate: boolean, word: ShellWord): Possible {
  if (word.kind === 'text' || startOf(word) !== '') return none;
  const pieces = word.kind === 'set' ? word.pieces : [];
  if (word.kind === 'unknown' || pieces[0]?.kind === 'any') return any;
  return amongOptions(form, isLate, pieces);
}

function amongOptions(form: FormTable, isLate: boolean, pieces: readonly SetPiece[]): Possible {
  const options = isLate ? form.late : form.early;
  const own = isLate && form.words.length > 0 ? form.own : options;
  const likely = [...own].filter(([name, option]) => mayBe(options, { name, option }, pieces));
  const isBare = (name: string): boolean => mayBeWhole(options, pieces) || isMember(name, pieces);
  const found = new Map<OptionEntry, GivenOption>();
  for (const [name, option] of likely) {
    if (!doesSomething(option)) continue;
    if (option.role !== 'plain' && option.role !== 'inert') return any;
    const value = option.value === 'none' ? null : restOf(pieces, isBare(name));
    found.set(option, { option, value });
  }
  return {
    isAny: false,
    options: [...found.values()],
    mayVanish: likely.length > 0,
    maySwallow: likely.some(([name, { value }]) => value === 'next' && isBare(name)),
  };
}

/** The value that such an option is given: what the word holds behind its name, or the next word. */
function restOf(pieces: readonly SetPiece[], isBare: boolean): ShellWord {
  if (isBare) return { kind: 'unknown', maySplit: false };
  const rest = pieces.slice(1);
  return { kind: 'set', pieces: [{ kind: 'run' }, ...rest] };
}

type Options = ReadonlyMap<string, OptionEntry>;

function mayBe(
  options: Options,
  { name, option }: { readonly name: string; readonly option: OptionEntry },
  pieces: readonly SetPiece[],
): boolean {
  if (option.value !== 'none') return true;
  if (name.length > 2) return isMember(name, pieces);
  const isValueBehind = [...options].some(
    ([other, { value }]) => other.length === 2 && value !== 'none',
  );
  return isValueBehind || mayBeWhole(options, pieces);
}

/** Whether a cluster of declared letters may be the whole word. */
function mayBeWhole(options: Options, pieces: readonly SetPiece[]): boolean {
  const letters = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
  return letters.split('').every((letter) => options.has(`-${letter}`));
}

/** Whether a text without a slash is of a set. */
function isMember(text: string, pieces: readonly SetPiece[]): boolean {
  let ends = new Set([0]);
  for (const piece of pieces) {
    const next = new Set<number>();
    for (const at of ends) {
      if (piece.kind === 'text' && text.startsWith(piece.text, at))
        next.add(at + piece.text.length);
      if (piece.kind === 'unit' && at < text.length) next.add(at + 1);
      if (piece.kind === 'run' || piece.kind === 'any')
        for (let end = at; end <= text.length; end++) next.add(end);
      if (piece.kind === 'below') next.add(at);
    }
    ends = next;
  }
  return ends.has(text.length);
}
