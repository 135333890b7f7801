import type { ShellWord } from '../shell/reading.ts';
import { literalText } from './word.ts';

const finds: ReadonlySet<string> = new Set(['find', 'gfind']);
const fds: ReadonlySet<string> = new Set(['fd', 'fdfind']);

const findRunners: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);
const fdRunners: ReadonlySet<string> = new Set(['-x', '-X', '--exec', '--exec-batch']);

/** What joins the tests of `find`. */
const connectives: ReadonlySet<string> = new Set(['(', ')', '!', ',']);

/**
 * The arguments of a program without the commands that it carries among them: those are commands of
 * their own in the reading of the shell text. Of `find` also without brackets.
 */
export function withoutCarried(base: string, words: readonly ShellWord[]): readonly ShellWord[] {
  if (fds.has(base)) {
    const start = words.findIndex((word) => fdRunners.has(literalText(word) ?? ''));
    return start < 0 ? words : words.slice(0, start);
  }
  return finds.has(base) ? withoutExec(words) : words;
}

function withoutExec(words: readonly ShellWord[]): readonly ShellWord[] {
  const kept: ShellWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = literalText(word) ?? '';
    if (findRunners.has(text)) at = endOfCommand(words, at + 1);
    else if (word !== undefined && !connectives.has(text)) kept.push(word);
  }
  return kept;
}

/** At the `;` or the `{} +` that ends a command, else at the last word. */
function endOfCommand(words: readonly ShellWord[], start: number): number {
  for (let at = start; at < words.length; at++) {
    const text = literalText(words[at]);
    if (text === ';' || (text === '+' && literalText(words[at - 1]) === '{}')) return at;
  }
  return words.length;
}
