import { fieldsIn } from '../../condition-parts.ts';
import { atomsOf, literalsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import { ruleText } from '../place.ts';
import type { LintRule } from '../rule.ts';
import { typeOfField } from '../types.ts';

/** A deny or ask about a command in one spelling. */
export const denyByOneSpelling: LintRule = {
  code: 'deny-by-one-spelling',
  severity: 'warning',
  title: 'a command is denied in one spelling only',
  explanation:
    'The same command can be written in countless ways: other flags, quotes, another order, a full path. A list of forbidden texts stops nobody; list the commands that are allowed, and everything else is denied.',
  bad: exampleFile(
    'policy p for agent dev { allow shell.run "ls", "rm *" rule no-rm deny Bash when .command == "rm -r x" }',
  ),
  good: exampleFile('policy p for agent dev { allow shell.run "ls" }'),
  *find({ rules }) {
    for (const placed of rules) {
      const { rule, subjects } = placed;
      if (rule.effect === 'allow') continue;
      for (const { atom, isPositive } of atomsOf(rule)) {
        const isCommand = fieldsIn(atom).some((field) => typeOfField(subjects, field) === 'Shell');
        if (!isPositive || !isCommand || literalsOf(atom).length === 0) continue;
        yield {
          span: atom.span,
          message: `${ruleText(placed)} knows one spelling of a command that has many`,
          help: 'list the allowed commands instead',
        };
      }
    }
  },
};
