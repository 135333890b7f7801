import type { ShellWord } from '../shell/reading.ts';
import { type GivenCode, noCode } from './given-code.ts';
import { literalText } from './word.ts';

/** A program that is given a filter as its first operand. */
interface Filtering {
  readonly language: string;
  /** Words of its filters that bring in other files, where they are no field and no text. */
  readonly brings: RegExp;
}

const jq: Filtering = { language: 'jq', brings: /(?<![\w.$])(?:import|include)(?!\w)/ };
const yq: Filtering = {
  language: 'yq',
  brings: /(?<![\w.$])(?:import|include|load(?:_\w+)?|eval)(?!\w)/,
};

const programs: ReadonlyMap<string, Filtering> = new Map([
  ['jq', jq],
  ['gojq', jq],
  ['jaq', jq],
  ['yq', yq],
]);

/** Options and how many words behind them belong to them. */
const valued: ReadonlyMap<string, number> = new Map([
  ['--arg', 2],
  ['--argjson', 2],
  ['--slurpfile', 2],
  ['--rawfile', 2],
  ['--indent', 1],
  ['-o', 1],
  ['-p', 1],
  ['-I', 1],
  ['--output-format', 1],
  ['--input-format', 1],
]);

/** Words that yq takes before its filter. */
const verbs: ReadonlySet<string> = new Set(['e', 'eval', 'ea', 'eval-all']);

/** Whether a program is given a filter. */
export function takesFilter(base: string): boolean {
  return programs.has(base);
}

/**
 * A filter that nobody knows, or that brings in other files, is code: modules and data of jq
 * (manual, "Modules"), `load` of yq, and `eval`, which makes either from a text.
 */
export function filterCode(base: string, words: readonly ShellWord[]): GivenCode {
  const filtering = programs.get(base);
  const filter = filterIn(words);
  if (filtering === undefined || filter === undefined) return noCode;
  const text = literalText(filter);
  const isCode = text === null || filtering.brings.test(text);
  return isCode ? { ...noCode, language: filtering.language } : noCode;
}

function filterIn(words: readonly ShellWord[]): ShellWord | undefined {
  let isOver = false;
  for (let at = 0; at < words.length; at++) {
    const text = literalText(words[at]);
    if (text === '--' && !isOver) isOver = true;
    else if (text !== null && !isOver && text.startsWith('-')) at += valued.get(text) ?? 0;
    else if (text === null || !verbs.has(text)) return words[at];
  }
  return undefined;
}
