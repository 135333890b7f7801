import type { OptionEntry } from '../../bundle/rules.ts';
import type { ShellWord } from '../shell/reading.ts';
import type { GivenOption } from './scan.ts';
import { startOf, withoutStart } from './word.ts';

/** What a word is among the arguments of a program. */
export type ReadOption =
  | { readonly kind: 'operand' }
  /** `--`: no option behind it. */
  | { readonly kind: 'end' }
  /** An option that is not declared. */
  | { readonly kind: 'unknown' }
  /** Begins like an option, and nobody knows which. */
  | { readonly kind: 'dynamic' }
  /** One or, in a cluster, several; the value of `awaits` is the next word. */
  | {
      readonly kind: 'options';
      readonly given: readonly GivenOption[];
      readonly awaits: OptionEntry | null;
    };

type Options = ReadonlyMap<string, OptionEntry>;

/**
 * Reads one word as the GNU and POSIX conventions do: `--name`, `--name=value`, `-n`, `-n5`, `-abc`,
 * and names with one dash such as `-name`. Long names are never completed.
 */
export function readOption(options: Options, word: ShellWord): ReadOption {
  const start = startOf(word);
  if (!start.startsWith('-')) return { kind: 'operand' };
  const isWhole = word.kind === 'text';
  if (start === '-') return { kind: isWhole ? 'operand' : 'dynamic' };
  if (start === '--') return { kind: isWhole ? 'end' : 'dynamic' };
  const exact = isWhole ? options.get(start) : undefined;
  if (exact !== undefined) return withoutValue(exact);
  const equals = start.indexOf('=');
  const named = equals < 0 ? undefined : options.get(start.slice(0, equals));
  if (named !== undefined && named.value !== 'none') {
    return single(named, withoutStart(word, equals + 1));
  }
  if (!start.startsWith('--')) return readCluster(options, word, start);
  return { kind: isWhole || equals >= 0 ? 'unknown' : 'dynamic' };
}

function withoutValue(option: OptionEntry): ReadOption {
  if (option.value === 'next') return { kind: 'options', given: [], awaits: option };
  return single(option, null);
}

function single(option: OptionEntry, value: ShellWord | null): ReadOption {
  return { kind: 'options', given: [{ option, value }], awaits: null };
}

/** `-rf`, `-xvf file`, `-n5`: letters up to the first that takes a value. */
function readCluster(options: Options, word: ShellWord, start: string): ReadOption {
  if (hasWords(options)) return { kind: word.kind === 'text' ? 'unknown' : 'dynamic' };
  const given: GivenOption[] = [];
  for (let at = 1; at < start.length; at++) {
    const option = options.get(`-${start.charAt(at)}`);
    if (option === undefined) return { kind: 'unknown' };
    if (option.value !== 'none') {
      const rest = withoutStart(word, at + 1);
      const isEmpty = rest.kind === 'text' ? rest.text === '' : rest.kind === 'unknown';
      if (!isEmpty)
        return { kind: 'options', given: [...given, { option, value: rest }], awaits: null };
      if (option.value === 'next') return { kind: 'options', given, awaits: option };
      return { kind: 'options', given: [...given, { option, value: null }], awaits: null };
    }
    given.push({ option, value: null });
  }
  return word.kind === 'text' ? { kind: 'options', given, awaits: null } : { kind: 'dynamic' };
}

const wordy = new WeakMap<Options, boolean>();

/**
 * Whether the program gives options whole words behind one dash, as `find -name` does: then letters
 * behind a dash are a word that nobody declared, and no cluster.
 */
export function hasWords(options: Options): boolean {
  const known = wordy.get(options);
  if (known !== undefined) return known;
  const found = [...options.keys()].some((name) => /^-[A-Za-z][\w-]{2,}/.test(name));
  wordy.set(options, found);
  return found;
}

/**
 * Whether a word that no declared option is may be one of those that `--*` or `-*` stands for. A
 * beginning of an option that does something is none: many programs complete names.
 */
export function isOther(options: Options, word: ShellWord): boolean {
  const [name = ''] = startOf(word).split('=', 1);
  if (!options.has(name.startsWith('--') ? '--*' : '-*')) return false;
  return ![...options].some(([each, option]) => each.startsWith(name) && doesSomething(option));
}

/** Whether it matters that an option is given. */
export function doesSomething({ role, variable, sets, does }: OptionEntry): boolean {
  return role !== 'plain' || variable !== null || sets.length > 0 || does.length > 0;
}
