import { quote } from '../../../dsl/escape.ts';
import { normalLiteral } from '../../literal.ts';
import { conditionsOf, cutAfter } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { typeOfField } from '../types.ts';

/** The same value twice in a list. */
export const valueRepeated: LintRule = {
  code: 'value-repeated',
  severity: 'warning',
  title: 'a value stands twice in a list',
  explanation:
    'Values are compared in the one form of their type, in which these two are the same. One of them was meant to be another, or can be removed.',
  bad: exampleFile('policy p for agent dev { allow Read when .path in ["src/a", "./src/a"] }'),
  good: exampleFile('policy p for agent dev { allow Read when .path in ["src/a", "src/b"] }'),
  *find({ rules }) {
    for (const { rule, subjects } of rules) {
      for (const atom of conditionsOf(rule)) {
        if (atom.kind !== 'in' || atom.set.kind !== 'list') continue;
        const type = typeOfField(subjects, atom.field);
        const { values } = atom.set;
        const normal = values.map((value) => type && normalLiteral(type, value));
        for (const [at, value] of values.entries()) {
          const first = values[normal.indexOf(normal[at])];
          const previous = values[at - 1];
          if (first === undefined || first === value || previous === undefined) continue;
          const edits = [{ span: cutAfter(previous.span, value.span), text: '' }];
          yield {
            span: value.span,
            message: `${quote(String(value.value))} is in the list already`,
            labels: [{ span: first.span, text: 'first written here' }],
            fix: { title: 'remove it', edits, safe: true },
          };
        }
      }
    }
  },
};
