import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { allowedCommands } from '../shell-literals.ts';
import { simpleCommands } from '../shell-words.ts';

/** Programs that read commands or code from their input when they are given no file. */
const shells: ReadonlySet<string> = new Set(
  'sh bash zsh dash ksh fish eval source python python3 node perl ruby php osascript psql'.split(
    ' ',
  ),
);

/** Programs that run the command behind them, and options that hold code or a command. */
const wrappers = /^(?:env|xargs|sudo|doas|nohup|setsid|timeout|nice|watch|parallel|ssh)$/;
const inline = /^-(?:[a-z]*c|e|-eval|-print|exec|execdir|ok|okdir)$/;

/** An allowed command that hands the work to an interpreter. */
export const shellInterpreter: LintRule = {
  code: 'shell-interpreter',
  severity: 'warning',
  title: 'an allowed command starts an interpreter or another program',
  explanation:
    'A shell, an interpreter without a script, and programs such as `xargs`, `env` or `find -exec` run what they are given. What that is stands elsewhere: in files, in input, in variables.',
  bad: exampleFile('policy p for agent dev { allow shell.run "ls", "sh" }'),
  good: exampleFile('policy p for agent dev { allow shell.run "ls", "npm test" }'),
  *find(context) {
    for (const { text: command, span } of allowedCommands(context)) {
      const program = simpleCommands(command).flatMap((words) => interpreterIn(words) ?? [])[0];
      if (program === undefined) continue;
      yield {
        span,
        message: `the allowed command ${quote(command)} runs whatever ${quote(program)} is given`,
        help: 'allow the program that is meant, with its arguments',
      };
    }
  },
};

function interpreterIn(words: readonly string[]): string | undefined {
  const [first = '', ...rest] = words.filter((word) => !/^\w+=/.test(word));
  const program = first.slice(first.lastIndexOf('/') + 1);
  const takesFile = rest.some((word) => !word.startsWith('-') && !/^[<>]/.test(word));
  const isBare = shells.has(program) && !takesFile;
  const hasCode =
    rest.some((word) => inline.test(word)) && (shells.has(program) || program === 'find');
  return isBare || hasCode || wrappers.test(program) ? program : undefined;
}
