import {
  type Call,
  type Handler,
  inside,
  keep,
  literalText,
  refuse,
  runInside,
  walkInside,
} from './call.ts';
import { type ExpandedWord, joinTexts, textOf, unknownWord } from './expanded-word.ts';
import { type OptionReading, type OptionTable, readOptions } from './option.ts';
import { complain, inOwnShell, mark } from './reader.ts';
import type { Redirection, SimpleCommand } from './reading.ts';
import { runApart } from './shell-program.ts';
import { after, both, type Flow, forgetVariables, isReachable, isSame, moveTo } from './state.ts';

/** Programs and commands of the shell that take shell text. */
export const textHandlers: readonly (readonly [string, Handler])[] = [
  ['eval', runEval],
  ['trap', runTrap],
  ['su', runAsUser],
  ['runuser', runAsUser],
  ['watch', runWatch],
  ['script', runScript],
  ['flock', runFlock],
  ['entr', runEntr],
  ['hyperfine', runTexts],
];

const notLiteral = ({ name }: Call) => `${name} runs a text that is not literal.`;

/** The shell itself reads the text. */
function runEval(call: Call): Flow {
  const words = call.draft.words.slice(1);
  const operands = textOf(words[0]) === '--' ? words.slice(1) : words;
  if (operands.length === 0) return keep(call);
  const text = joinTexts(operands);
  if (text === null) return refuse(call, notLiteral(call), 'dynamic');
  const inner = inside(call, operands, { isInShell: true });
  if (inner.isInShell) return walkInside(call, text, inner, call.state);
  runApart(call, text, inner);
  return both(call.state);
}

/** The text runs later, so it may work anywhere and know any variable. */
function runTrap(call: Call): Flow {
  const words = call.draft.words.slice(1);
  const operands = textOf(words[0]) === '--' ? words.slice(1) : words;
  const text = textOf(operands[0]);
  if (operands.length === 0 || text === '-' || text === '-l' || text === '-p') return keep(call);
  if (text === null) return refuse(call, notLiteral(call), 'dynamic');
  const { reader } = call;
  const later = forgetVariables(moveTo(call.state, null));
  const [found] = mark(reader);
  inOwnShell(reader, () => {
    const behind = after(walkInside(call, text, inside(call, operands), later));
    const hasMoved = reader.findings.commands.slice(found).some(isMove);
    if (hasMoved || (isReachable(behind) && !isSame(later, behind)))
      complain(reader, 'trap changes the shell between other commands.');
  });
  reader.hasTrap ||= text !== '';
  return both(call.state);
}

/** Nobody knows from where, so the state behind it does not tell. */
function isMove({ words: [program] }: SimpleCommand): boolean {
  return program.kind === 'text' && /^(?:cd|chdir|pushd|popd|source|\.)$/.test(program.text);
}

const userOptions: OptionTable = {
  flags: 'lmpPfh',
  values: 'cgGwsu',
  long: ['login', 'preserve-environment', 'pty', 'fast'],
  longValues: [
    'command',
    'group',
    'supp-group',
    'whitelist-environment',
    'shell',
    'user',
    'session-command',
  ],
};

/** `su -c text user`, and `runuser -u user -- command`. Options may follow the user's name. */
function runAsUser(call: Call): Flow {
  const reading = readOptions(withoutUser(call.draft.words.slice(1)), userOptions);
  if (reading === null) return refuse(call, `The options of ${call.name} cannot be read.`);
  const value = (...names: string[]) =>
    reading.options.find(({ name }) => names.includes(name))?.value ?? null;
  const text = value('c', 'command', 'session-command');
  if (value('s', 'shell') !== null)
    return refuse(call, `${call.name} runs another shell.`, 'dynamic');
  if (text !== null) {
    const literal = textOf(text);
    if (literal === null) return refuse(call, notLiteral(call), 'dynamic');
    runApart(call, literal, inside(call, reading.rest), moveTo(call.state, null));
    return both(call.state);
  }
  if (call.name === 'runuser' && value('u', 'user') !== null)
    return runInside(call, inside(call, reading.rest));
  return refuse(call, `${call.name} starts a shell.`, 'dynamic');
}

/** Moves the user's name and a lone dash behind the options. */
function withoutUser(words: readonly ExpandedWord[]): readonly ExpandedWord[] {
  const [first, ...rest] = words;
  const text = textOf(first);
  if (first === undefined || text === null) return words;
  if (text === '-') return withoutUser(rest);
  const hasOptions = rest.some((word) => textOf(word)?.startsWith('-') === true);
  return text.startsWith('-') || !hasOptions ? words : [...rest, first];
}

const watchOptions: OptionTable = {
  flags: 'bcdegprtwxC',
  values: 'nq',
  long: [
    'beep',
    'color',
    'no-color',
    'errexit',
    'chgexit',
    'precise',
    'no-rerun',
    'no-title',
    'no-wrap',
    'exec',
    'differences',
  ],
  longValues: ['interval', 'equexit'],
};

function runWatch(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), watchOptions);
  if (reading === null) return refuse(call, `The options of ${call.name} cannot be read.`);
  const { options, rest } = reading;
  if (options.some(({ name }) => name === 'x' || name === 'exec'))
    return runInside(call, inside(call, rest));
  return runJoined(call, rest);
}

/** Words that become one text of a shell. */
function runJoined(call: Call, words: readonly ExpandedWord[]): Flow {
  if (words.length === 0) return keep(call);
  const text = literalText(words);
  if (text === null) return refuse(call, notLiteral(call), 'dynamic');
  runApart(call, text, inside(call, words));
  return both(call.state);
}

const scriptOptions: OptionTable = {
  flags: 'aefqkrpd',
  values: 'cEImoOBTtF',
  long: ['append', 'flush', 'force', 'quiet', 'return'],
  longValues: [
    'command',
    'echo',
    'log-io',
    'log-out',
    'log-in',
    'output-limit',
    'log-timing',
    'logging-format',
  ],
};

/** `script -c text file` of Linux, `script file command` of macOS. Both write the file. */
function runScript(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), scriptOptions);
  const isLogged = reading?.options.some(({ name }) => /^(?:log-|[IOBTt]$)/.test(name)) === true;
  if (reading === null || isLogged)
    return refuse(call, `The options of ${call.name} cannot be read.`);
  const [file, ...words] = reading.rest;
  const path = file?.word ?? ({ kind: 'text', text: 'typescript' } as const);
  const redirections: readonly Redirection[] = [{ kind: 'write', path }];
  const given = reading.options.find(({ name }) => name === 'c' || name === 'command')?.value;
  if (given === undefined) {
    if (words.length === 0) return refuse(call, `${call.name} starts a shell.`, 'dynamic');
    return runInside(call, inside(call, words, { redirections }));
  }
  const text = textOf(given ?? undefined);
  if (text === null) return refuse(call, notLiteral(call), 'dynamic');
  runApart(call, text, inside(call, words, { redirections }));
  return both(call.state);
}

const flockOptions: OptionTable = {
  flags: 'sexunoFv',
  values: 'wE',
  long: ['shared', 'exclusive', 'unlock', 'nonblock', 'nb', 'close', 'no-fork', 'verbose'],
  longValues: ['wait', 'timeout', 'conflict-exit-code'],
  operands: 1,
};

function runFlock(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), flockOptions);
  if (reading === null) return refuse(call, `The options of ${call.name} cannot be read.`);
  const [lock] = reading.operands;
  const [first, text, more] = reading.rest;
  if (lock === undefined || first === undefined) return keep(call);
  const redirections: readonly Redirection[] = [{ kind: 'write', path: lock.word }];
  const isText = /^(?:-c|--command)$/.test(textOf(first) ?? '');
  if (!isText) return runInside(call, inside(call, reading.rest, { redirections }));
  const literal = textOf(text);
  if (literal === null || more !== undefined) return refuse(call, notLiteral(call), 'dynamic');
  runApart(call, literal, inside(call, reading.rest, { redirections }));
  return both(call.state);
}

/** Runs a command for files that change; `/_` stands for the first of them. */
function runEntr(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), { flags: 'acdnprsxz' });
  if (reading === null) return refuse(call, `The options of ${call.name} cannot be read.`);
  if (hasOption(reading, 's')) return runJoined(call, reading.rest);
  const words = reading.rest.map((word) => (textOf(word) === '/_' ? unknownWord(false) : word));
  return runInside(call, inside(call, words));
}

function hasOption({ options }: OptionReading, wanted: string): boolean {
  return options.some(({ name }) => name === wanted);
}

/** Each operand is a text of its own. */
function runTexts(call: Call): Flow {
  const reading = readOptions(call.draft.words.slice(1), {
    flags: 'Niu',
    values: 'wmMr',
    long: ['ignore-failure', 'show-output'],
    longValues: ['warmup', 'runs', 'min-runs', 'max-runs'],
  });
  if (reading === null) return refuse(call, `The options of ${call.name} cannot be read.`);
  for (const word of reading.rest) {
    const text = textOf(word);
    if (text === null) return refuse(call, notLiteral(call), 'dynamic');
    runApart(call, text, inside(call, [word]));
  }
  return both(call.state);
}
