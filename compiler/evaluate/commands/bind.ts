import type { OptionEntry, ParamType } from '../../bundle/rules.ts';
import type { Known } from '../known.ts';
import { isSureFit, type Placed, placeOperands } from './operands.ts';
import { fitPieces } from './pieces.ts';
import { type GivenOption, type Scan, scan } from './scan.ts';
import type { FormTable } from './table.ts';
import { type Held, unknownValue, type Variables } from './variable.ts';
import type { ShellWord } from '../shell/reading.ts';
import { knownWord } from './word.ts';

/** Arguments as a form of their program reads them. */
export interface Bound {
  readonly form: FormTable;
  readonly variables: Variables;
  readonly given: readonly GivenOption[];
  /** Options may be given that nobody sees. */
  readonly isUncertain: boolean;
  /** An option that is given for certain leaves nothing of what the form does. */
  readonly isInert: boolean;
  /** The form takes these arguments whatever their words become. */
  readonly isSure: boolean;
}

/** Fits arguments to a form: not, not by its options, perhaps, or so. */
export function bind(
  form: FormTable,
  words: readonly ShellWord[],
): 'no' | 'stray' | 'maybe' | Bound {
  const read = scan(form, words);
  if (typeof read === 'string') return read;
  const placed = placeOperands(form, read.operands);
  if (typeof placed === 'string') return placed;
  const operands = bindOperands(placed);
  if (typeof operands === 'string') return operands;
  const variables = merge(operands, bindOptions(form, read));
  return {
    form,
    variables: read.isUncertain ? forget(variables) : variables,
    given: [...read.given, ...read.possible],
    isUncertain: read.isUncertain,
    isInert: read.isInert && !read.isUncertain,
    isSure: !read.isUncertain && isSureFit(form, read.operands),
  };
}

/** A word and an option may fill one variable: the name of a database, bare or behind `-d`. */
function merge(operands: Variables, options: Variables): Variables {
  const merged = new Map(operands);
  for (const [name, option] of options) {
    const operand = operands.get(name);
    const values = [...(operand?.values ?? []), ...option.values];
    const mayBeAbsent = option.mayBeAbsent && operand?.mayBeAbsent !== false;
    merged.set(name, { type: option.type, values, mayBeAbsent });
  }
  return merged;
}

function bindOperands(placed: readonly Placed[]): 'no' | 'maybe' | ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const { positional, words, mayBeAbsent } of placed) {
    const values = new Map<string, Known[]>();
    for (const word of words) {
      const fit = fitPieces(positional.pieces, word);
      if (typeof fit === 'string') return fit;
      for (const [name, value] of fit) {
        const known = values.get(name) ?? [];
        known.push(knownWord(value));
        values.set(name, known);
      }
    }
    for (const piece of positional.pieces) {
      if (piece.kind !== 'variable') continue;
      held.set(piece.name, { type: piece.type, values: values.get(piece.name) ?? [], mayBeAbsent });
    }
  }
  return held;
}

/** One option may fill a variable, and several options the same. */
function bindOptions(form: FormTable, { given, possible }: Scan): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  const add = (name: string, type: ParamType, values: readonly Known[]): void => {
    const before = held.get(name)?.values ?? [];
    held.set(name, { type, values: [...before, ...values], mayBeAbsent: true });
  };
  for (const option of form.fills) {
    const own = given.filter((each) => each.option === option);
    const perhaps = possible.filter((each) => each.option === option);
    const values = [...own.map(valueOf), ...perhaps.map(({ value }) => valueOfPossible(value))];
    if (option.variable !== null) add(option.variable, typeOf(option), values);
    for (const { variable, value } of option.sets) {
      const known: Known = { kind: 'one', value };
      add(variable, typeOfConstant(value), [...own.map(() => known), ...perhaps.map(() => known)]);
    }
  }
  for (const [name, entry] of held) held.set(name, settle(name, entry, { form, given }));
  return held;
}

/** A switch that is not given is false; a variable that some option surely fills is not absent. */
function settle(
  name: string,
  { type, values }: Held,
  { form, given }: { readonly form: FormTable; readonly given: readonly GivenOption[] },
): Held {
  const fills = ({ variable, sets }: OptionEntry): boolean =>
    variable === name || sets.some((set) => set.variable === name);
  const isGiven = given.some(({ option }) => fills(option));
  if (isGiven || type !== 'Bool') return { type, values, mayBeAbsent: !isGiven };
  // A switch fills it, or an option that sets it, and none with a value of its own.
  const isSwitch = form.fills.every(
    (option) => option.variable !== name || option.value === 'none',
  );
  if (!isSwitch) return { type, values, mayBeAbsent: true };
  return { type, values: [...values, { kind: 'one', value: false }], mayBeAbsent: false };
}

function typeOf({ value, type }: OptionEntry): ParamType {
  return value === 'none' ? 'Bool' : type;
}

function typeOfConstant(value: string | number | boolean): ParamType {
  if (typeof value === 'number') return 'Int';
  return typeof value === 'boolean' ? 'Bool' : 'String';
}

function valueOf({ option, value }: GivenOption): Known {
  if (option.value === 'none') return { kind: 'one', value: true };
  return value === null ? unknownValue : knownWord(value);
}

function valueOfPossible(value: ShellWord | null): Known {
  return value === null ? { kind: 'one', value: true } : knownWord(value);
}

/** A word that may be an option, or several words, leaves nothing certain. */
function forget(variables: ReadonlyMap<string, Held>): Variables {
  return new Map(
    [...variables].map(([name, { type }]) => [
      name,
      { type, values: [unknownValue], mayBeAbsent: false },
    ]),
  );
}
