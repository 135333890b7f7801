import { quote } from '../dsl/escape.ts';
import { suggest } from '../dsl/suggest.ts';
import { gatewayVersion } from '../gateway/version.ts';
import { readArguments } from './arguments.ts';
import type { ExitCode } from './command.ts';
import { cliError } from './errors.ts';
import { reportFailure } from './failure.ts';
import { verbHelp, verbList } from './help.ts';
import type { Screen, Terminal } from './terminal.ts';
import { verbs } from './verbs.ts';

/** Runs one command line, without the program's name. Never rejects: a failure is exit code 2. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    return reportFailure(error, terminal, words.includes('--json'));
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = words;
  if (first === undefined) return listVerbs(terminal.err, 2);
  if (first === '--version') {
    terminal.out.write(`${gatewayVersion}\n`);
    return 0;
  }
  if (first === 'help' && rest.length > 0) return dispatch([...rest, '--help'], terminal);
  if (first === 'help' || isHelp(first)) return listVerbs(terminal.out, 0);
  return runVerb(words, terminal);
}

async function runVerb(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const length = verbs.has(words.slice(0, 2).join(' ')) ? 2 : 1;
  const name = words.slice(0, length).join(' ');
  const verb = verbs.get(name);
  if (verb === undefined) return runGroup(words, terminal);
  const { command } = await verb.load();
  const args = words.slice(length);
  if (asksHelp(args)) {
    terminal.out.write(verbHelp({ name, summary: verb.summary }, command, terminal.out));
    return 0;
  }
  return command.run({ ...readArguments(command, args), terminal });
}

/** The first word alone is no verb: it names a group (`keys`), or is a mistake. */
function runGroup(words: readonly string[], terminal: Terminal): ExitCode {
  const [word = '', next] = words;
  const members = [...verbs.keys()].filter((name) => name.startsWith(`${word} `));
  if (members.length === 0) throw unknownVerb(word);
  if (next !== undefined && isHelp(next)) return listVerbs(terminal.out, 0, members);
  const found = quote(next === undefined ? word : `${word} ${next}`);
  const expected = members.map((name) => quote(name)).join(' or ');
  throw cliError('SENTRELY_ERR_CLI_VERB', `found ${found}, expected ${expected}`);
}

function unknownVerb(word: string): Error {
  const guess = suggest(word, [...verbs.keys()]);
  const hint = guess === undefined ? '' : `, did you mean ${quote(guess)}`;
  return cliError('SENTRELY_ERR_CLI_VERB', `found ${quote(word)}${hint}`);
}

function listVerbs(screen: Screen, code: ExitCode, names = [...verbs.keys()]): ExitCode {
  const rows = names.map((name) => ({ name, summary: verbs.get(name)?.summary ?? '' }));
  screen.write(verbList(rows, screen));
  return code;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

/** After a bare `--` everything is an operand. */
function asksHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some(isHelp);
}
