import { checkAssignment } from './assignment.ts';
import { type Call, emit, type Handler, inside, keep, refuse, runInside } from './call.ts';
import { goTo } from './directory.ts';
import { type ExpandedWord, literalWord, textOf } from './expanded-word.ts';
import { type OptionReading, type OptionTable, readOptions } from './option.ts';
import { complain } from './reader.ts';
import { runApart } from './shell-program.ts';
import { both, type Flow, moveTo, type State } from './state.ts';

/** Wrappers with a grammar of their own. */
export const programHandlers: readonly (readonly [string, Handler])[] = [
  ['env', runEnv],
  ['genv', runEnv],
  ['busybox', runApplet],
  ['toybox', runApplet],
  ['op', runOp],
  ['direnv', runDirenv],
  ['git', runGit],
];

const envOptions: OptionTable = {
  flags: 'i0v',
  values: 'uCS',
  long: ['ignore-environment', 'null', 'debug'],
  longValues: ['unset', 'chdir', 'split-string'],
  assigns: true,
};

function runEnv(call: Call): Flow {
  const [program, ...words] = call.draft.words;
  // A lone dash means `-i`.
  const reading = readOptions(textOf(words[0]) === '-' ? words.slice(1) : words, envOptions);
  if (reading === null || program === undefined)
    return refuse(call, 'The options of env cannot be read.');
  const split = valueOf(reading, 'S', 'split-string');
  if (split !== undefined) return runSplit(call, split, reading);
  for (const { value } of reading.options.filter(({ name }) => name === 'u' || name === 'unset'))
    if (value !== null) checkUnset(call, value);
  const environment = reading.assignments.map(({ name, value }) => ({ name, value: value.word }));
  for (const { name, value } of environment) checkAssignment(call.reader, name, value);
  if (reading.rest.length === 0) return keep(call);
  const inner = inside(call, reading.rest, { environment });
  return runInside(call, inner, stateOf(call.state, valueOf(reading, 'C', 'chdir')));
}

function checkUnset({ reader }: Call, value: ExpandedWord): void {
  const name = textOf(value);
  if (name !== null) checkAssignment(reader, name, { kind: 'text', text: '' });
}

function valueOf({ options }: OptionReading, ...names: string[]): ExpandedWord | undefined {
  return options.findLast(({ name }) => names.includes(name))?.value ?? undefined;
}

function stateOf(state: State, directory: ExpandedWord | undefined): State {
  if (directory === undefined) return state;
  const target = textOf(directory);
  return moveTo(state, target === null ? null : goTo(state, target));
}

/** `env -S 'A=b program -x'`: without quotes and escapes it is the words themselves. */
function runSplit(
  call: Call,
  split: ExpandedWord,
  { options, assignments, rest }: OptionReading,
): Flow {
  const text = textOf(split);
  const isPlain = text !== null && /^[\w\s./:=,+@%-]*$/.test(text);
  if (!isPlain || options.length > 1 || assignments.length > 0)
    return refuse(call, 'env splits a text that cannot be read.');
  const words = text.split(/\s+/).filter((word) => word !== '');
  const program = literalWord('env');
  return runInside(call, inside(call, [program, ...words.map(literalWord), ...rest]));
}

function runApplet(call: Call): Flow {
  const [, applet, ...rest] = call.draft.words;
  const text = textOf(applet);
  if (applet === undefined || text?.startsWith('-') === true) return keep(call);
  return runInside(call, inside(call, [applet, ...rest]));
}

/** `op run -- command`; its other commands run nothing. */
function runOp(call: Call): Flow {
  const at = call.draft.words.findIndex((word) => textOf(word) === '--');
  if (textOf(call.draft.words[1]) !== 'run') return keep(call);
  if (at < 0) return refuse(call, 'The options of op cannot be read.');
  return runInside(call, inside(call, call.draft.words.slice(at + 1)));
}

/** `direnv exec directory command`. */
function runDirenv(call: Call): Flow {
  if (textOf(call.draft.words[1]) !== 'exec') return keep(call);
  emit(call.reader, { ...call.draft, words: call.draft.words.slice(0, 3) }, call.state);
  const words = call.draft.words.slice(3);
  return words.length === 0 ? both(call.state) : runInside(call, inside(call, words));
}

/** git is reported itself, and so are the commands that it is told to run. */
function runGit(call: Call): Flow {
  emit(call.reader, call.draft, call.state);
  const words = call.draft.words.slice(1);
  const at = subcommandAt(words);
  const rest = words.slice(at + 1);
  const anywhere = moveTo(call.state, null);
  const mayRun =
    words.slice(0, at + 1).some(isUnknown) ||
    (textOf(words[at]) === 'rebase' && rest.some(maySplit));
  if (mayRun)
    complain(call.reader, 'Words of git are not known and may hold a command.', 'dynamic');
  switch (at < 0 ? null : textOf(words[at])) {
    case 'bisect':
      if (textOf(rest[0]) === 'run') runInside(call, innerOf(call, rest.slice(1)), anywhere);
      break;
    case 'submodule':
      runForeach(call, rest, anywhere);
      break;
    case 'rebase':
      for (const text of rebaseTexts(rest)) runGitText(call, text, anywhere);
      break;
    default:
      break;
  }
  return both(call.state);
}

function innerOf(call: Call, words: readonly ExpandedWord[]) {
  return inside({ ...call, draft: { ...call.draft, redirections: [] } }, words);
}

function isUnknown(word: ExpandedWord): boolean {
  return textOf(word) === null && !word.start.startsWith('--');
}

function maySplit({ word }: ExpandedWord): boolean {
  return word.kind === 'unknown' && word.maySplit;
}

const gitValues: ReadonlySet<string> = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--super-prefix',
  '--config-env',
  '--attr-source',
]);

function subcommandAt(words: readonly ExpandedWord[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const text = textOf(words[at]);
    if (text === null || !text.startsWith('-')) return at;
    if (gitValues.has(text)) at += 1;
  }
  return -1;
}

function runForeach(call: Call, rest: readonly ExpandedWord[], anywhere: State): void {
  const at = rest.findIndex((word) => textOf(word) === 'foreach');
  const isForeach =
    at >= 0 && rest.slice(0, at).every((word) => textOf(word)?.startsWith('-') === true);
  if (!isForeach) return;
  const start = rest.findIndex(
    (word, index) => index > at && !/^(?:--recursive|--quiet|-q|--)$/.test(textOf(word) ?? ''),
  );
  const command = start < 0 ? [] : rest.slice(start);
  const [text, more] = command;
  if (text !== undefined && more === undefined) runGitText(call, text, anywhere);
  else if (command.length > 0) runInside(call, innerOf(call, command), anywhere);
}

function runGitText(call: Call, word: ExpandedWord, state: State): void {
  const text = textOf(word);
  if (text === null) refuse(call, 'git runs a text that is not literal.', 'dynamic');
  else runApart(call, text, innerOf(call, [word]), state);
}

function rebaseTexts(words: readonly ExpandedWord[]): readonly ExpandedWord[] {
  return words.flatMap((word, at): readonly ExpandedWord[] => {
    const text = textOf(word) ?? '';
    const next = words[at + 1];
    if (/^(?:-x|--ex(?:e|ec)?)$/.test(text)) return next === undefined ? [] : [next];
    const glued = /^(?:-x|--ex(?:e|ec)?=)(.+)$/s.exec(text)?.[1];
    return glued === undefined ? [] : [literalWord(glued)];
  });
}
