import { type Call, emit, type Handler, refuse } from './call.ts';
import { type ExpandedWord, textOf, unknownWord } from './expanded-word.ts';
import { runFound } from './find-command.ts';
import { both, type Flow } from './state.ts';

/** A search that runs a command for what it finds. It is reported itself too. */
export const fdHandlers: readonly (readonly [string, Handler])[] = [
  ['fd', runFd],
  ['fdfind', runFd],
];

const runner = /^(?:--exec|--exec-batch|-[A-WYZa-wyz]*[xX])$/;

/** The command stands in one word with its option, so that it is not read. */
const glued = /^(?:--exec(?:-batch)?=.|-[A-WYZa-wyz]*[xX].)/s;

/** `fd pattern -x command`: the command reaches to a `;` or to the end. */
function runFd(call: Call): Flow {
  const words = call.draft.words.slice(1);
  const limit = words.findIndex((word) => textOf(word) === '--');
  const options = limit < 0 ? words : words.slice(0, limit);
  const start = options.findIndex((word) => runner.test(textOf(word) ?? ''));
  const before = start < 0 ? options : options.slice(0, start);
  if (before.some(mayHoldCommand))
    return refuse(call, 'Words of fd are not known and may hold a command.', 'dynamic');
  emit(call.reader, call.draft, call.state);
  if (start >= 0) runCommands(call, words.slice(start));
  return both(call.state);
}

function mayHoldCommand(word: ExpandedWord): boolean {
  const text = textOf(word);
  if (text !== null) return glued.test(text);
  return (word.word.kind === 'unknown' && word.word.maySplit) || word.start.startsWith('-');
}

/** Words from a runner on; another may follow behind the `;`. */
function runCommands(call: Call, words: readonly ExpandedWord[]): void {
  let rest = words;
  while (rest.length > 0 && runner.test(textOf(rest[0]) ?? '')) {
    const end = rest.findIndex((word) => textOf(word) === ';');
    runFound(call, withFound(rest.slice(1, end < 0 ? undefined : end)), null);
    rest = end < 0 ? [] : rest.slice(end + 1);
  }
  if (rest.length > 0) refuse(call, 'Words of fd are not known and may hold a command.');
}

const placeholder = /\{(?:|\/|\/\/|\.|\/\.)\}/;

/** Without a placeholder the path comes last. */
function withFound(words: readonly ExpandedWord[]): readonly ExpandedWord[] {
  const isPlaced = (word: ExpandedWord) => placeholder.test(textOf(word) ?? '');
  const filled = words.map((word) => (isPlaced(word) ? unknownWord(false) : word));
  return words.some(isPlaced) ? filled : [...filled, unknownWord(false)];
}
