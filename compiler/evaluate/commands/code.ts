import type { EffectFacet } from '../effect-facet.ts';
import type { ShellWord, SimpleCommand } from '../shell/reading.ts';
import { awkCode } from './awk.ts';
import { clientCode, isClient } from './client.ts';
import { builtInFacet, type Where } from './facet.ts';
import { filterCode, takesFilter } from './filter.ts';
import { type GivenCode, noCode } from './given-code.ts';
import { type Interpreter, interpreterCalled } from './interpreter.ts';
import { namedFiles } from './named-files.ts';
import { isAboutStream } from './paths.ts';
import { sedCode } from './sed.ts';
import { unknownValue } from './variable.ts';
import { knownWord, literalText, startOf } from './word.ts';

/**
 * The facets of code that a command is given: inline, through its standard input, or as a file. They
 * hold whether the program is declared or not.
 */
export function codeFacets(
  command: SimpleCommand,
  base: string,
  where: Where,
): readonly EffectFacet[] {
  const { language, files, reads, writes, unknownReads } = givenCode(command, base);
  const path = (text: string): { readonly path: { kind: 'one'; value: string } } => ({
    path: { kind: 'one', value: text },
  });
  const facets = [
    ...(language === null
      ? []
      : [builtInFacet('shell.code', { language: { kind: 'one', value: language } }, where)]),
    ...files.map((file) => builtInFacet('fs.run', { path: knownWord(file) }, where)),
    ...reads.map((file) => builtInFacet('fs.read', path(file), where)),
    ...(unknownReads > 0 ? [builtInFacet('fs.read', { path: unknownValue }, where)] : []),
    ...writes.map((file) => builtInFacet('fs.write', path(file), where)),
  ];
  return facets.filter((facet) => !isAboutStream(facet));
}

const awks: ReadonlySet<string> = new Set(['awk', 'gawk', 'mawk', 'nawk', 'original-awk', 'goawk']);
const seds: ReadonlySet<string> = new Set(['sed', 'gsed', 'ssed']);

function givenCode(command: SimpleCommand, base: string): GivenCode {
  const words = command.words.slice(1);
  if (base === 'source' || base === '.') return sourced(words);
  if (awks.has(base)) return awkCode(words);
  if (seds.has(base)) return sedCode(words);
  if (takesFilter(base)) return filterCode(base, words);
  if (isClient(base)) return clientCode(base, command);
  const interpreter = interpreterCalled(base);
  return interpreter === undefined
    ? namedFiles(base, words)
    : interpretedCode(interpreter, words, command);
}

function sourced(words: readonly ShellWord[]): GivenCode {
  const [first, second] = words;
  const file = literalText(first) === '--' ? second : first;
  return file === undefined ? noCode : { ...noCode, files: [file] };
}

/** How far the arguments of an interpreter have been read. */
type Step =
  | { readonly kind: 'next'; readonly width: number }
  | { readonly kind: 'code' }
  | { readonly kind: 'module' }
  | { readonly kind: 'input' }
  | { readonly kind: 'file'; readonly file: ShellWord };

function interpretedCode(
  interpreter: Interpreter,
  words: readonly ShellWord[],
  { input }: SimpleCommand,
): GivenCode {
  // What is inherited may be a terminal that somebody types into later.
  const isFed = input !== 'empty';
  const code: GivenCode = { ...noCode, language: interpreter.language };
  for (let at = 0; at < words.length; ) {
    const step = readStep(interpreter, words, at);
    if (step.kind === 'next') at += step.width;
    else if (step.kind === 'code') return code;
    else if (step.kind === 'module') return noCode;
    else if (step.kind === 'input') return isFed ? code : noCode;
    else return { ...noCode, files: interpreter.takesFile ? [step.file] : [] };
  }
  return isFed && !isAboutItself(words) ? code : noCode;
}

function readStep(interpreter: Interpreter, words: readonly ShellWord[], at: number): Step {
  const word = words[at];
  const text = literalText(word);
  // Nobody knows whether it is an option that holds code.
  if (word === undefined || (text === null && startOf(word) === '')) return { kind: 'code' };
  if (text === '-') return { kind: 'input' };
  if (text === '--') {
    const file = words[at + 1];
    return file === undefined ? { kind: 'input' } : { kind: 'file', file };
  }
  if (text === interpreter.verb) return { kind: 'code' };
  const start = startOf(word);
  if (!start.startsWith('-')) {
    return interpreter.verb === null ? { kind: 'file', file: word } : { kind: 'next', width: 1 };
  }
  const name = start.split('=', 1)[0] ?? start;
  if (interpreter.inlineLong.includes(name)) return { kind: 'code' };
  if (interpreter.valuedLong.includes(start)) return { kind: 'next', width: 2 };
  return start.startsWith('--') ? { kind: 'next', width: 1 } : readCluster(interpreter, start);
}

function readCluster(interpreter: Interpreter, start: string): Step {
  for (let at = 1; at < start.length; at++) {
    const letter = start.charAt(at);
    if (interpreter.inline.includes(letter)) return { kind: 'code' };
    if (interpreter.starts.includes(letter)) return { kind: 'module' };
    if (interpreter.valued.includes(letter))
      return { kind: 'next', width: at + 1 < start.length ? 1 : 2 };
  }
  return { kind: 'next', width: 1 };
}

/** Options with which a program only speaks of itself. */
const aboutItself: ReadonlySet<string> = new Set([
  '--version',
  '--help',
  '-V',
  '-v',
  '-h',
  '-version',
]);

function isAboutItself(words: readonly ShellWord[]): boolean {
  return words.length === 1 && words.every((word) => aboutItself.has(literalText(word) ?? ''));
}
