import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { allowedCommands } from '../shell-literals.ts';
import { writtenFiles } from '../shell-words.ts';

/** An allowed command that writes to a place outside the workspace. */
export const shellRedirectsOutside: LintRule = {
  code: 'shell-redirects-outside',
  severity: 'warning',
  title: 'an allowed command writes outside the workspace',
  explanation:
    'A redirection writes a file whatever the rules say about tools that write files. Rules about paths do not see it.',
  bad: exampleFile('policy p for agent dev { allow Bash when .command == "ls > ~/list.txt" }'),
  good: exampleFile('policy p for agent dev { allow Bash when .command == "ls > list.txt" }'),
  *find(context) {
    for (const { literal, command } of allowedCommands(context)) {
      const target = writtenFiles(command).find((file) => /^(?:\/|~|\$|\.\.)/.test(file));
      if (target === undefined) continue;
      yield {
        span: literal.span,
        message: `the allowed command ${quote(command)} writes ${quote(target)}`,
        help: 'write below the workspace, or remove the redirection',
      };
    }
  },
};
