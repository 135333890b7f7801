import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { allowedCommands } from '../shell-literals.ts';
import { simpleCommands } from '../shell-words.ts';

/** An allowed command line that is several commands. */
export const shellChained: LintRule = {
  code: 'shell-chained',
  severity: 'info',
  title: 'an allowed command line runs several commands',
  explanation:
    'The whole line is allowed as it stands, and nothing else: not its parts alone, nor in another order. It is said so that reviewers look at each of the commands.',
  bad: exampleFile('policy p for agent dev { allow Bash when .command == "npm test && git push" }'),
  good: exampleFile(
    'policy p for agent dev { allow Bash when .command in ["npm test", "git push"] }',
  ),
  *find(context) {
    for (const { literal, command } of allowedCommands(context)) {
      const count = simpleCommands(command).length;
      if (count < 2) continue;
      yield {
        span: literal.span,
        message: `the allowed command ${quote(command)} is ${count} commands`,
        help: 'allow each command by itself',
      };
    }
  },
};
