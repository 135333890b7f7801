import { findLimit } from '../evaluate/shell/limits.ts';
import { type ParsedScript, parseScript } from '../evaluate/shell/syntax.ts';

/** A place in a text. */
interface Range {
  readonly pos: number;
  readonly end: number;
}

/** A word of a command, with the text that it stands for. */
interface Word extends Range {
  readonly value: string;
}

/** What can be taken out of a shell text, and what can be replaced in it. */
interface Parts {
  /** Commands that stand beside each other: any of them may be left out. */
  readonly lists: readonly (readonly Range[])[];
  readonly words: readonly Word[];
  /** Assignments, redirections and words beside the program. */
  readonly optional: readonly Range[];
}

/** A value of what a command does, and others that it could have instead. */
export interface Replacement {
  readonly value: string;
  readonly by: readonly string[];
  /** Whether it is the whole command, and not a word of it. */
  readonly isCommand: boolean;
}

/**
 * A shell text with a small change: a command, a redirection or a word left out, or a value in it
 * replaced. Only what stands outermost is changed; a text over a limit is left alone.
 */
export function* commandEdits(
  text: string,
  replacements: readonly Replacement[],
): Generator<string> {
  if (findLimit(text) !== null) return;
  const { lists, words, optional } = partsOf(text);
  for (const { pos, end } of optional)
    yield (text.slice(0, pos).trimEnd() + text.slice(end)).trim();
  for (const list of lists) yield* without(text, list);
  for (const { value, by, isCommand } of replacements) {
    if (isCommand) yield* replaced(text, { value, by });
    else for (const word of words) yield* wordReplaced(text, word, { value, by });
  }
}

/** The text without one of some commands and the sign that joins it to the others. */
function* without(text: string, list: readonly Range[]): Generator<string> {
  if (list.length < 2) return;
  for (const [at, { pos, end }] of list.entries()) {
    const next = list[at + 1];
    const before = list[at - 1];
    if (next !== undefined) yield text.slice(0, pos) + text.slice(next.pos);
    else if (before !== undefined) yield text.slice(0, before.end) + text.slice(end);
  }
}

function* replaced(
  text: string,
  { value, by }: Pick<Replacement, 'value' | 'by'>,
): Generator<string> {
  const at = text.indexOf(value);
  if (value === '' || at < 0) return;
  for (const other of by) yield text.slice(0, at) + other + text.slice(at + value.length);
}

function* wordReplaced(
  text: string,
  { pos, end, value: whole }: Word,
  { value, by }: Pick<Replacement, 'value' | 'by'>,
): Generator<string> {
  if (value === '' || !whole.includes(value)) return;
  for (const other of by)
    yield text.slice(0, pos) + quoted(whole.replace(value, () => other)) + text.slice(end);
}

/** A word as a shell reads it back. */
function quoted(word: string): string {
  return /^[\w./:@=,+-][\w./:@=,+~-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function partsOf(text: string): Parts {
  const lists: (readonly Range[])[] = [];
  const words: Word[] = [];
  const optional: Range[] = [];
  const pending: ParsedScript['commands'][number]['command'][] = [];
  const { commands } = parseScript(text);
  lists.push(commands);
  pending.push(...commands.map(({ command }) => command));
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'AndOr' || node.type === 'Pipeline') {
      lists.push(node.commands);
      pending.push(...node.commands);
    }
    if (node.type !== 'Command') continue;
    optional.push(...node.prefix, ...node.suffix);
    for (const each of node.suffix) {
      if (each.type === 'Word') words.push(each);
      if (each.type === 'Redirect' && each.target !== undefined) words.push(each.target);
    }
  }
  return { lists, words, optional };
}
