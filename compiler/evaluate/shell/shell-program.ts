import { type Call, type Handler, inside, keep, refuse, walkInside } from './call.ts';
import { type ExpandedWord, textOf } from './expanded-word.ts';
import { type Draft, inOwnShell } from './reader.ts';
import { both, type Flow, type State, unknown } from './state.ts';
import { isKnownOption } from './shell-option.ts';

const family = [
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'ash',
  'mksh',
  'rbash',
  'yash',
  'posh',
  'ksh93',
  'lksh',
];
const foreign = ['fish', 'csh', 'tcsh', 'pwsh', 'powershell', 'nu', 'elvish', 'xonsh'];

/** Shells that run a text they are given. */
export const shellHandlers: readonly (readonly [string, Handler])[] = [
  ...family.map((name) => [name, runShell] as const),
  ...foreign.map((name) => [name, runForeign] as const),
];

/** How a shell was called. */
interface ShellCall {
  readonly takesText: boolean;
  readonly readsInput: boolean;
  readonly operands: readonly ExpandedWord[];
}

function runShell(call: Call): Flow {
  const read = readShellCall(call.draft.words.slice(1));
  if (read === null) {
    const isLiteral = call.draft.words.every((word) => textOf(word) !== null);
    const cause = isLiteral ? 'unreadable' : 'dynamic';
    return refuse(call, `The options of ${call.name} cannot be read.`, cause);
  }
  const [first] = read.operands;
  if (!read.takesText) {
    const { input, inputText } = call.draft.place;
    if (!read.readsInput && first !== undefined) return keep(call);
    if (input === 'text' && inputText !== null) return runText(call, inputText, true);
    const isFed = input !== 'inherited' && input !== 'empty' && !isAboutItself(call);
    return isFed
      ? refuse(call, `${call.name} runs a text that it is fed, which is not literal.`, 'dynamic')
      : keep(call);
  }
  const text = textOf(first);
  return text === null
    ? refuse(call, `${call.name} -c runs a text that is not literal.`, 'dynamic')
    : runText(call, text, false);
}

function isAboutItself({ draft: { words } }: Call): boolean {
  return words.length === 2 && /^--(?:version|help)$/.test(textOf(words[1]) ?? '');
}

/** Another shell knows the directory, but no variable of this one for certain. */
function runText(call: Call, text: string, isInput: boolean): Flow {
  const inner = inside(call, call.draft.words);
  const place = isInput
    ? ({ ...inner.place, input: 'pipe', inputText: null } as const)
    : inner.place;
  runApart(call, text, { ...inner, place });
  return both(call.state);
}

/** Walks a text in a shell of its own. */
export function runApart(call: Call, text: string, inner: Draft, state: State = call.state): void {
  inOwnShell(call.reader, () => walkInside(call, text, inner, freshState(state)));
}

/** What a program that is started knows of the shell: where it is. Its variables may be anything. */
function freshState(state: State): State {
  const variables = new Map([...state.variables.keys()].map((name) => [name, unknown] as const));
  return { ...state, variables, functions: new Map() };
}

function readShellCall(words: readonly ExpandedWord[]): ShellCall | null {
  let options = '';
  for (let at = 0; at <= words.length; at += 1) {
    const text = textOf(words[at]);
    const operands = words.slice(text === '--' || text === '-' ? at + 1 : at);
    const isLast = words[at] === undefined || text === '--' || text === '-';
    if (isLast || !mayBeOption(words[at])) return shellCall(options, operands);
    const width = text === null ? null : optionWidth(text, textOf(words[at + 1]));
    if (width === null) return null;
    at += width - 1;
    if (isCluster(text ?? '')) options += text;
  }
  return null;
}

function shellCall(options: string, operands: readonly ExpandedWord[]): ShellCall {
  return { takesText: options.includes('c'), readsInput: options.includes('s'), operands };
}

function mayBeOption(word: ExpandedWord | undefined): boolean {
  const text = textOf(word);
  if (text !== null) return /^[-+]./.test(text);
  return word?.start === '' || /^[-+]/.test(word?.start ?? '');
}

function isCluster(text: string): boolean {
  return !text.startsWith('--') && text.startsWith('-');
}

const longOptions: ReadonlySet<string> = new Set([
  '--login',
  '--norc',
  '--noprofile',
  '--noediting',
  '--restricted',
  '--verbose',
  '--version',
  '--help',
  '--no-rcs',
]);

/** How many words an option takes; null for one that changes how text is read, or loads a file. */
function optionWidth(text: string, next: string | null): number | null {
  if (text.startsWith('--')) return longOptions.has(text) ? 1 : null;
  const letters = text.slice(1);
  if (!/^[abcefhilmnprstuvxBCETPoO]+$/.test(letters)) return null;
  const valued = letters.replace(/[^oO]/g, '');
  if (valued === '') return 1;
  if (valued.length > 1 || next === null || !isKnownOption(next)) return null;
  return 2;
}

/** Their texts are of another language. */
function runForeign(call: Call): Flow {
  return refuse(call, `${call.name} is a shell of another language.`);
}
