import type { ShellWord } from '../shell/reading.ts';
import { type GivenCode, noCode } from './given-code.ts';
import { literalText, withoutStart } from './word.ts';

const code: GivenCode = { ...noCode, language: 'awk' };

/** What the arguments of awk make it run: nothing, where its program only computes and prints. */
export function awkCode(words: readonly ShellWord[]): GivenCode {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = literalText(word);
    if (word === undefined || text === null) return code;
    if (text === '--') return programCode(words[at + 1]);
    if (!/^-./.test(text)) return programCode(word);
    if (/^--(?:version|help|posix|traditional|re-interval|csv|bignum|lint)$/.test(text)) continue;
    if (text.startsWith('-f')) {
      const file = text === '-f' ? words[at + 1] : withoutStart(word, 2);
      return file === undefined ? code : { ...noCode, files: [file] };
    }
    if (!/^-[Fv]/.test(text)) return code;
    if (text.length === 2) at++;
  }
  return noCode;
}

function programCode(word: ShellWord | undefined): GivenCode {
  if (word === undefined) return noCode;
  const text = literalText(word);
  return text !== null && isPlainAwk(text) ? noCode : code;
}

/** Words by which a program reaches beyond its input, wherever they stand. */
const reaching = /system|getline|close|fflush|extension|ARGV|ARGC|ENVIRON|@/;

/**
 * Whether a program only computes and prints: no pipe, no file, no command. What cannot be told apart
 * for certain, such as a slash that may divide or begin a pattern, counts as more.
 */
export function isPlainAwk(text: string): boolean {
  if (reaching.test(text)) return false;
  if (!text.includes('>') && !/\|(?!\|)/.test(text.replaceAll('||', ''))) return true;
  const bare = withoutTexts(text);
  if (bare === null || bare.replaceAll('||', '').includes('|')) return false;
  return bare.split(/[;{}\n]/).every((part) => !/print[^]*>/.test(part));
}

/** Behind these a slash may divide or begin a pattern, or only grammar could tell. */
const mayDo =
  /(?:[)\]]|\+\+|--|\b(?:print|printf|return|in|else|do|case|delete|exit|getline|func|function))$/;

/** The end of a value: behind it a slash divides. */
const isValue = /[\w"$]$/;

/** The program without strings, patterns and comments; null where they cannot be told apart. */
function withoutTexts(text: string): string | null {
  let bare = '';
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character === '#') return null;
    if (character === '"') {
      const end = endOf(text, at, '"');
      if (end === null) return null;
      bare += '""';
      at = end;
    } else if (character === '/') {
      const before = bare.trimEnd();
      if (mayDo.test(before)) return null;
      const isDivision = isValue.test(before);
      const end = isDivision ? at + 1 : endOf(text, at, '/');
      if (end === null) return null;
      bare += isDivision ? '/' : '""';
      at = end;
    } else {
      bare += character;
      at++;
    }
  }
  return bare;
}

/** The place behind a text that ends at its delimiter; null where it never does, or within brackets. */
function endOf(text: string, start: number, delimiter: string): number | null {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '\n') return null;
    else if (character === '[' && delimiter === '/' && /^\[[^\]]*\//.test(text.slice(at)))
      return null;
    else if (character === delimiter) return at + 1;
  }
  return null;
}
