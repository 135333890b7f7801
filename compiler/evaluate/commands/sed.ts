import type { ShellWord } from '../shell/reading.ts';
import { type GivenCode, noCode } from './given-code.ts';
import { readSedScript } from './sed-script.ts';
import { literalText, withoutStart } from './word.ts';

const code: GivenCode = { ...noCode, language: 'sed' };

/** What the scripts of sed make it run, read and write beside the files it is given. */
export function sedCode(words: readonly ShellWord[]): GivenCode {
  const scripts: ShellWord[] = [];
  const files: ShellWord[] = [];
  const operands: ShellWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = literalText(word);
    if (word === undefined) break;
    if (text === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (text === null || !/^-./.test(text)) {
      operands.push(word);
      continue;
    }
    const found = readOption(text);
    if (found === null) continue;
    const { kind, from } = found;
    const value = from < text.length ? withoutStart(word, from) : words[++at];
    if (value !== undefined && kind === 'script') scripts.push(value);
    if (value !== undefined && kind === 'file') files.push(value);
  }
  // BSD writes `-i '' script` where GNU takes the empty word for the script.
  const count = literalText(operands[0]) === '' ? 2 : 1;
  if (scripts.length + files.length === 0) scripts.push(...operands.slice(0, count));
  return joined(scripts, files);
}

interface Valued {
  readonly kind: 'script' | 'file' | 'other';
  /** Where its value begins; the end of the word where it is the next one. */
  readonly from: number;
}

/** An option with a value; null where it has none. */
function readOption(text: string): Valued | null {
  const long = /^--(expression|file|line-length)(=)?/.exec(text);
  if (long !== null) {
    const from = long[2] === undefined ? text.length : long[0].length;
    if (long[1] === 'expression') return { kind: 'script', from };
    return { kind: long[1] === 'file' ? 'file' : 'other', from };
  }
  // An abbreviation, which GNU completes.
  if (text.startsWith('--')) return null;
  const at = text.search(/[efliI]/);
  if (at < 0) return null;
  const letter = text.charAt(at);
  if (letter === 'e') return { kind: 'script', from: at + 1 };
  if (letter === 'f') return { kind: 'file', from: at + 1 };
  return letter === 'l' ? { kind: 'other', from: at + 1 } : null;
}

/** Scripts are lines of one script. */
function joined(scripts: readonly ShellWord[], files: readonly ShellWord[]): GivenCode {
  const texts = scripts.map((script) => literalText(script));
  if (texts.includes(null)) return { ...code, files };
  const read = readSedScript(texts.join('\n'));
  return read === null ? { ...code, files } : { ...noCode, ...read, files };
}
