import { type Call, type Handler, inside, keep, refuse, runInside } from './call.ts';
import { type ExpandedWord, joinTexts, literalWord, textOf, unknownWord } from './expanded-word.ts';
import { type Option, type OptionReading, type OptionTable, readOptions } from './option.ts';
import type { Redirection } from './reading.ts';
import { runApart } from './shell-program.ts';
import { both, type Flow } from './state.ts';

/** Programs that run a command with arguments that they read. */
export const argumentHandlers: readonly (readonly [string, Handler])[] = [
  ['xargs', runXargs],
  ['gxargs', runXargs],
  ['parallel', runParallel],
];

const xargsOptions: OptionTable = {
  flags: '0optrx',
  values: 'adEIJLnPRSs',
  optional: 'eil',
  long: ['null', 'open-tty', 'interactive', 'no-run-if-empty', 'verbose', 'exit', 'show-limits'],
  longValues: ['arg-file', 'delimiter', 'max-procs', 'max-chars', 'process-slot-var'],
  longOptional: ['eof', 'max-args', 'max-lines', 'replace'],
};

function runXargs(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), xargsOptions);
  if (reading === null) return refuse(call, 'The options of xargs cannot be read.');
  const rest = reading.rest.length === 0 ? [literalWord('echo')] : reading.rest;
  const mark = reading.options.findLast(({ name }) => /^(?:I|J|i|replace)$/.test(name));
  const text = mark === undefined ? null : markOf(mark);
  if (mark !== undefined && (text === null || text === ''))
    return refuse(call, 'xargs replaces a mark that is not literal.', 'dynamic');
  const words = text === null ? [...rest, unknownWord(true)] : rest.map((one) => filled(one, text));
  const change = {
    redirections: argumentFiles(reading),
    place: { input: 'empty', inputText: null },
  } as const;
  return runInside(call, inside(call, words, change));
}

/** `-i` and `--replace` alone mean `{}`. */
function markOf({ name, value }: Option): string | null {
  const text = value === null ? '' : textOf(value);
  return text === '' && /^(?:i|replace)$/.test(name) ? '{}' : text;
}

function filled(word: ExpandedWord, mark: string): ExpandedWord {
  return textOf(word)?.includes(mark) === true ? unknownWord(false) : word;
}

function argumentFiles({ options }: OptionReading): readonly Redirection[] {
  return options.flatMap(({ name, value }): readonly Redirection[] =>
    value !== null && /^(?:a|arg-file)$/.test(name) ? [{ kind: 'read', path: value.word }] : [],
  );
}

const parallelOptions: OptionTable = {
  flags: '0kmtuXvq',
  values: 'adIjLNnP',
  long: [
    'will-cite',
    'bar',
    'eta',
    'keep-order',
    'line-buffer',
    'lb',
    'null',
    'progress',
    'tag',
    'ungroup',
    'verbose',
    'xargs',
    'dry-run',
    'group',
    'no-notice',
    'no-run-if-empty',
  ],
  longValues: [
    'arg-file',
    'colsep',
    'delay',
    'delimiter',
    'halt',
    'jobs',
    'joblog',
    'max-args',
    'max-procs',
    'retries',
    'timeout',
  ],
};

const source = /^:::{1,2}\+?$/;

/** The command is a text of a shell, in which marks are filled in; or its arguments are the texts. */
function runParallel(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), parallelOptions);
  const isKnown =
    reading?.options.every(({ name }) => !/^(?:I|joblog|colsep|q)$/.test(name)) === true;
  if (reading === null || !isKnown) return refuse(call, 'The options of parallel cannot be read.');
  const { rest } = reading;
  const end = rest.findIndex((word) => source.test(textOf(word) ?? ''));
  const command = end < 0 ? rest : rest.slice(0, end);
  const texts =
    command.length > 0 ? [template(command)] : end < 0 ? [null] : rest.slice(end).map(sourceText);
  if (texts.includes(null))
    return refuse(call, 'parallel runs a text that is not literal.', 'dynamic');
  const place = { input: 'pipe', inputText: null } as const;
  for (const text of texts)
    if (text !== null)
      runApart(call, text, inside(call, rest, { redirections: argumentFiles(reading), place }));
  return texts.length === 0 ? keep(call) : both(call.state);
}

function sourceText(word: ExpandedWord): string | null {
  const text = textOf(word);
  return text !== null && source.test(text) ? (text === ':::' ? '' : null) : text;
}

/** What is filled in is quoted: some number of words that are not known. */
function template(words: readonly ExpandedWord[]): string | null {
  const text = joinTexts(words);
  if (text === null || text.includes('{=')) return null;
  const filledIn = text.replace(/\{(?:|\.|\/|\/\/|\/\.|#|%|-?\d+[./]{0,2})\}/g, '"$@"');
  return filledIn === text ? `${text} "$@"` : filledIn;
}
