import { conditionsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** A list of a single value. */
export const listOfOne: LintRule = {
  code: 'list-of-one',
  severity: 'info',
  title: 'a list has one value',
  explanation: '`==` says the same and reads better.',
  bad: exampleFile('policy p for agent dev { allow Deploy when .stage in ["test"] }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .stage == "test" }'),
  *find(context) {
    for (const { rule } of context.rules) {
      for (const atom of conditionsOf(rule)) {
        if (atom.kind !== 'in' || atom.set.kind !== 'list' || atom.set.values.length !== 1)
          continue;
        const [value] = atom.set.values;
        if (value === undefined) continue;
        const written = context.textOf(value.span);
        const edits = [
          { span: { ...atom.set.span, start: atom.field.span.end }, text: ` == ${written}` },
        ];
        yield {
          span: atom.set.span,
          message: 'found a list of one value, expected `==`',
          fix: { title: 'write it with `==`', edits, safe: true },
        };
      }
    }
  },
};
