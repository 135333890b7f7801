import { quote } from '../../../dsl/escape.ts';
import { escapesFound } from '../escape-found.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** An allowed pattern of commands that lets an agent run what it likes. */
export const commandRunsCode: LintRule = {
  code: 'command-runs-code',
  severity: 'warning',
  title: 'an allowed command runs whatever it is given',
  explanation:
    'Many programs start others: by an option, a sub-command, or because that is what they are for. Where the pattern is wide enough for that, and no declaration says what becomes of it, an agent that may run this command may run any. The command that is shown is allowed by all rules together.',
  bad: exampleFile('policy p for agent dev { allow shell.run "ls", "git *" }'),
  good: exampleFile('policy p for agent dev { allow shell.run "ls", "git status" }'),
  *find(context) {
    for (const { pattern, command } of escapesFound(context, ({ kind }) => kind === 'runs')) {
      const { span, text } = pattern.word;
      yield {
        span,
        message: `the allowed command ${quote(text)} runs whatever stands in it: ${quote(command)}`,
        help: 'name the arguments that are meant, or import the library that declares the program',
      };
    }
  },
};
