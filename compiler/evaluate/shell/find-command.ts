import type { SetPiece } from '../../evaluate/known.ts';
import { type Call, emit, type Handler, inside, refuse, runInside } from './call.ts';
import { type ExpandedWord, mayBeSeveral, textOf, unknownWord } from './expanded-word.ts';
import { both, type Flow, moveTo } from './state.ts';

/** A search that runs commands for what it finds. It is reported itself too. */
export const findHandlers: readonly (readonly [string, Handler])[] = [
  ['find', runFind],
  ['gfind', runFind],
];

const runners: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);

/** Tests of `find` that take a word, behind which a word that is not known is their value. */
const valued =
  /^-(?:i?name|i?path|i?wholename|i?regex|i?lname|type|xtype|[acm](?:time|min)|newer\w*|size|perm|user|group|uid|gid|links|inum|samefile|maxdepth|mindepth|printf|regextype|fstype|used|fprintf?|fprint0|fls)$/;

function runFind(call: Call): Flow {
  const words = call.draft.words.slice(1);
  const start = firstExpression(words);
  if (mayHoldCommand(words.slice(start)) || hidesCommand(words.slice(0, start)))
    return refuse(call, 'Words of find are not known and may hold a command.', 'dynamic');
  emit(call.reader, call.draft, call.state);
  const found = foundBelow(words.slice(0, start));
  for (let at = start; at < words.length; at += 1) {
    const runner = textOf(words[at]) ?? '';
    if (!runners.has(runner)) continue;
    const end = commandEnd(words, at + 1);
    runFound(call, words.slice(at + 1, end), runner.includes('dir') ? null : found);
    at = end;
  }
  return both(call.state);
}

function firstExpression(words: readonly ExpandedWord[]): number {
  const at = words.findIndex((word) => /^(?:-[a-z]|[(!])/.test(textOf(word) ?? ''));
  return at < 0 ? words.length : at;
}

/** A place to search that is not known may be `-exec`, if the command can follow. */
function hidesCommand(roots: readonly ExpandedWord[]): boolean {
  const isUnknown = (word: ExpandedWord) => textOf(word) === null && word.start === '';
  return roots.some(maySplit) || (roots.length > 1 && roots.some(isUnknown));
}

function maySplit(word: ExpandedWord): boolean {
  if (word.word.kind === 'unknown') return word.word.maySplit;
  return mayBeSeveral(word) && (word.start === '' || word.start.startsWith('-'));
}

/** Whether a word outside of the commands, and not the value of a test, may begin a command. */
function mayHoldCommand(words: readonly ExpandedWord[]): boolean {
  for (let at = 0; at < words.length; at += 1) {
    const text = textOf(words[at]);
    if (text !== null && runners.has(text)) at = commandEnd(words, at + 1);
    const isValue = at > 0 && valued.test(textOf(words[at - 1]) ?? '');
    const word = words[at];
    if (text === null && word !== undefined && (!isValue || maySplit(word))) return true;
  }
  return false;
}

/** At the `;` or the `{} +` that ends a command. */
function commandEnd(words: readonly ExpandedWord[], start: number): number {
  for (let at = start; at < words.length; at += 1) {
    const text = textOf(words[at]);
    if (text === ';' || (text === '+' && textOf(words[at - 1]) === '{}')) return at;
  }
  return words.length;
}

/** What `{}` may stand for; null where it cannot be said. */
function foundBelow(words: readonly ExpandedWord[]): readonly SetPiece[] | null {
  const roots = words.filter((word) => textOf(word)?.startsWith('-') !== true);
  if (roots.length > 1) return null;
  const text = roots.length === 0 ? '.' : textOf(roots[0]);
  return text === null
    ? null
    : [
        { kind: 'text', text },
        { kind: 'below', skipsHidden: false },
      ];
}

/** Runs a command for what was found; null is anything, anywhere. */
export function runFound(
  call: Call,
  words: readonly ExpandedWord[],
  found: readonly SetPiece[] | null,
): void {
  const command = words.map((word) => replaceFound(word, found));
  if (command.length === 0) return;
  const inner = inside({ ...call, draft: { ...call.draft, redirections: [] } }, command);
  runInside(call, inner, found === null ? moveTo(call.state, null) : call.state);
}

function replaceFound(word: ExpandedWord, found: readonly SetPiece[] | null): ExpandedWord {
  const text = textOf(word);
  if (text === '{}' && found !== null)
    return { ...unknownWord(true), word: { kind: 'set', pieces: found } };
  return text?.includes('{}') === true ? unknownWord(false) : word;
}
