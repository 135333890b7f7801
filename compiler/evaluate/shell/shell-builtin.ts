import { setAnything, setUnknown } from './assignment.ts';
import { type Call, emit, type Handler, inside, keep, refuse, runInside } from './call.ts';
import { changeDirectory } from './directory.ts';
import { type ExpandedWord, textOf } from './expanded-word.ts';
import { holdsExpansion, isVariableName } from './names.ts';
import { complain } from './reader.ts';
import { isKnownOption } from './shell-option.ts';
import { both, type Flow, forgetVariables, moveTo, type State, unreachable } from './state.ts';

/** Commands of the shell that change the shell. Behind `sudo` they are programs like any other. */
export const builtinHandlers: readonly (readonly [string, Handler])[] = [
  ...['cd', 'pushd', 'popd', 'chdir'].map((name) => [name, ofShell(move)] as const),
  ...['exit', 'logout'].map((name) => [name, ofShell(leave)] as const),
  ...['return', 'break', 'continue'].map((name) => [name, ofShell(jump)] as const),
  ...[
    'read',
    'mapfile',
    'readarray',
    'getopts',
    'printf',
    'let',
    'unset',
    'wait',
    'vared',
    'print',
  ].map((name) => [name, ofShell(setNamed)] as const),
  ...['test', '['].map((name) => [name, checkTest] as const),
  ...['.', 'source'].map((name) => [name, ofShell(runFile)] as const),
  ...[
    'alias',
    'unalias',
    'enable',
    'disable',
    'integer',
    'float',
    'autoload',
    'zmodload',
    'emulate',
    'setopt',
    'unsetopt',
    'bind',
    'complete',
    'compgen',
    'compopt',
    'compdef',
    'fc',
    'history',
    'sched',
    'zle',
    'functions',
    'zstyle',
    'jobs',
    'hash',
    'rehash',
  ].map((name) => [name, ofShell(redefine)] as const),
  ['set', ofShell(setOptions)],
  ['shopt', ofShell(setShellOptions)],
  ['exec', ofShell(replaceShell)],
];

function ofShell(handler: Handler): Handler {
  return (call) => (call.draft.isInShell ? handler(call) : keep(call));
}

function move(call: Call): Flow {
  emit(call.reader, call.draft, call.state);
  return changeDirectory(call.draft, call.state);
}

function leave({ reader, draft, state }: Call): Flow {
  emit(reader, draft, state);
  reader.exits.push(state);
  return both(unreachable(state));
}

function jump({ reader, draft, state }: Call): Flow {
  emit(reader, draft, state);
  reader.jumps.push(state);
  return both(unreachable(state));
}

/** Options of these that take a word which names no variable, and those that run a text. */
const valuesOf: ReadonlyMap<string, string> = new Map([
  ['read', 'dinNptu'],
  ['mapfile', 'dnOsu'],
  ['readarray', 'dnOsu'],
]);

/** Sets the variables that it names. */
function setNamed(call: Call): Flow {
  const { name, draft, reader } = call;
  const words = draft.words.slice(1);
  const calculates = name === 'let' && words.some((word) => mayCalculate(word, call.state));
  if (calculates || words.some(runsText))
    complain(reader, `${name} is given a text that it would run.`, 'dynamic');
  const isCallback = /^(?:mapfile|readarray)$/.test(name);
  if (isCallback && words.some((word) => /^-\w*[Cc]/.test(textOf(word) ?? '-C')))
    complain(reader, `${name} runs a text for each line.`);
  emit(reader, draft, call.state);
  if (/^printf?$/.test(name) && !words.slice(0, 1).some(startsWithVariable))
    return both(call.state);
  const behind = named(call, words);
  return both(name === 'unset' ? withoutCertainty(behind) : behind);
}

/** A function that may be gone is a program again. */
function withoutCertainty(state: State): State {
  const functions = new Map(
    [...state.functions].map(([name, { bodies }]) => [name, { bodies, isCertain: false }] as const),
  );
  return { ...state, functions };
}

/** A subscript that holds a substitution runs, wherever a name may stand. */
function runsText(word: ExpandedWord): boolean {
  const text = textOf(word);
  return text !== null && text.includes('[') && holdsExpansion(text);
}

function startsWithVariable(word: ExpandedWord): boolean {
  const text = textOf(word);
  return text === null
    ? word.start === '' || word.start.startsWith('-')
    : /^-[a-zA-Z]*v/.test(text);
}

function named({ reader, name, state }: Call, words: readonly ExpandedWord[]): State {
  const values = valuesOf.get(name) ?? '';
  let set = name === 'read' ? setUnknown(reader, state, 'REPLY') : state;
  if (name === 'getopts') set = setUnknown(reader, set, 'OPTARG');
  for (let at = name === 'getopts' ? 1 : 0; at < words.length; at += 1) {
    const text = textOf(words[at]);
    if (text === null) {
      if (!isFormatWord(name, at)) set = setAnything(reader, set);
      continue;
    }
    const letter = /^-[a-zA-Z]*([a-zA-Z])$/.exec(text)?.[1];
    if (letter !== undefined && values.includes(letter)) at += 1;
    for (const variable of variablesIn(name, text)) set = setUnknown(reader, set, variable);
  }
  return set;
}

/** What `printf -v x` and `getopts` print or read is no name. */
function isFormatWord(name: string, at: number): boolean {
  return (/^printf?$/.test(name) && at >= 2) || (name === 'getopts' && at >= 2);
}

function variablesIn(name: string, text: string): readonly string[] {
  if (name === 'let') return text.match(/[A-Za-z_]\w*/g) ?? [];
  const variable = text.replace(/^-\w*v(?=.)/, '').split('[')[0] ?? '';
  return isVariableName(variable) ? [variable] : [];
}

const numeric: ReadonlySet<string> = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

/** `test -v 'a[$(id)]'` runs such a text, and so does zsh where it compares numbers. */
function checkTest(call: Call): Flow {
  const { reader, draft, state, name } = call;
  const { words } = draft;
  const isRun = words.some(
    (word, at) =>
      runsText(word) ||
      (numeric.has(textOf(word) ?? '') &&
        [words[at - 1], words[at + 1]].some((one) => mayCalculate(one, state))),
  );
  if (isRun) complain(reader, `${name} is given a text that it would run.`, 'dynamic');
  return keep(call);
}

/** Whether arithmetic would read a text from somewhere else: its own, or by the name of a variable. */
function mayCalculate(word: ExpandedWord | undefined, state: State): boolean {
  if (word === undefined) return false;
  if (!word.isPlain) return true;
  return (textOf(word)?.match(/[A-Za-z_]\w*/g) ?? []).some((name) => isForeign(state, name));
}

function isForeign({ variables }: State, name: string): boolean {
  const kind = variables.get(name)?.kind;
  return kind === 'unknown' || kind === 'dynamic';
}

/** A sourced file may do anything to the shell; the file itself is judged where it is reported. */
function runFile(call: Call): Flow {
  const words = call.draft.words.slice(1);
  const file = textOf(textOf(words[0]) === '--' ? words[1] : words[0]);
  if (file === null || /^\/(?:dev|proc)\//.test(file))
    return refuse(call, `${call.name} runs a file that is not literal.`, 'dynamic');
  emit(call.reader, call.draft, call.state);
  return both(forgetVariables(moveTo(call.state, null)));
}

const harmless: ReadonlyMap<string, RegExp> = new Map([
  ['jobs', /^-[lnprs]+$/],
  ['hash', /^-[rlt]+$|^[\w.-]+$/],
  ['rehash', /^(?!)/],
  ['history', /^\d+$/],
  ['alias', /^-p$|^[\w.-]+$/],
  ['functions', /^[\w.-]+$/],
]);

/** Gives names another meaning, or runs text later. */
function redefine(call: Call): Flow {
  const allowed = harmless.get(call.name);
  const words = call.draft.words.slice(1);
  const isHarmless =
    allowed !== undefined && words.every((word) => allowed.test(textOf(word) ?? '='));
  return isHarmless ? keep(call) : refuse(call, `${call.name} may give commands another meaning.`);
}

function setOptions(call: Call): Flow {
  return keepsMeaning(call.draft.words.slice(1))
    ? keep(call)
    : refuse(call, 'set changes how text is read.');
}

/** Whether a text means the same behind `set` with these words. */
function keepsMeaning(words: readonly ExpandedWord[]): boolean {
  for (let at = 0; at < words.length; at += 1) {
    const text = textOf(words[at]);
    if (text === null) return !/^(?:$|[-+])/.test(words[at]?.start ?? '');
    if (text === '--' || !/^[-+]./.test(text)) return true;
    if (!/^[-+][abefhmnuvxCET]*o?$/.test(text)) return false;
    if (!text.endsWith('o')) continue;
    at += 1;
    if (at < words.length && !isKnownOption(textOf(words[at]) ?? '')) return false;
  }
  return true;
}

function setShellOptions(call: Call): Flow {
  const isKnown = call.draft.words
    .slice(1)
    .every(
      (word) =>
        /^-[psuqo]+$|^extglob$/.test(textOf(word) ?? '') || isKnownOption(textOf(word) ?? ''),
    );
  return isKnown ? keep(call) : refuse(call, 'shopt changes how text is read.');
}

/** With a command the shell ends as that command; without, its own redirections change. */
function replaceShell(call: Call): Flow {
  const { reader, draft, state } = call;
  const words = draft.words.slice(1);
  let at = 0;
  while (/^-[cl]+$/.test(textOf(words[at]) ?? '')) at += 1;
  if (textOf(words[at]) === '-a') at += 2;
  if (textOf(words[at]) === '--') at += 1;
  const command = words.slice(at);
  if (command.length > 0) return runInside(call, inside(call, command));
  if (draft.place.input !== 'inherited')
    complain(reader, 'exec replaces what the shell reads.', 'dynamic');
  reader.findings.redirections.push(...draft.redirections);
  return both(state);
}
