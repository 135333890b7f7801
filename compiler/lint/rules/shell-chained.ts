import { quote } from '../../../dsl/escape.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { allowedCommands } from '../shell-literals.ts';
import { hasOperators, simpleCommands } from '../shell-words.ts';

/** An allowed command that is several commands, or opens files: no single command matches it. */
export const shellChained: LintRule = {
  code: 'shell-chained',
  severity: 'warning',
  title: 'an allowed command line is more than one command',
  explanation:
    'Every command of a line is judged by itself, and so is every file that the shell opens for it. A pattern that holds what a shell reads, such as `&&`, `|` or `>`, matches no command at all.',
  bad: exampleFile('policy p for agent dev { allow shell.run "npm test && git push" }'),
  good: exampleFile('policy p for agent dev { allow shell.run "npm test", "git push" }'),
  *find(context) {
    for (const { text, span } of allowedCommands(context)) {
      if (!hasOperators(text)) continue;
      const count = simpleCommands(text).length;
      const what = count > 1 ? `is ${count} commands` : 'also opens a file';
      yield {
        span,
        message: `the allowed command ${quote(text)} ${what}, so that it matches none`,
        help: 'allow each command by itself, and files with `fs.write` and `fs.read`',
      };
    }
  },
};
