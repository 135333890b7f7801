import type { Literal } from '../../../dsl/ast.ts';
import { quote } from '../../../dsl/escape.ts';
import { fieldsIn } from '../../condition-parts.ts';
import { atomsOf, literalsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';
import { typeOfField } from '../types.ts';

/** Two literals for one field that differ in nothing but case. */
export const spelledInTwoCases: LintRule = {
  code: 'spelled-in-two-cases',
  severity: 'warning',
  title: 'a value is written in two cases',
  explanation:
    'Text is compared exactly: a rule about `prod` is not about `Prod`. Either the tool takes only one of the two, and the other is a mistake, or it takes any, and two are not enough.',
  bad: exampleFile('policy p for agent dev { allow Deploy when .stage in ["test", "Test"] }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .stage == "test" }'),
  *find({ rules }) {
    const first = new Map<string, Literal>();
    for (const { rule, subjects } of rules) {
      for (const { atom } of atomsOf(rule)) {
        const [read] = fieldsIn(atom);
        if (read === undefined || typeOfField(subjects, read) !== 'String') continue;
        const field = read.path.map(({ text }) => text);
        for (const literal of literalsOf(atom)) {
          const text = String(literal.value);
          const names = subjects.map(({ key }) => key);
          const key = JSON.stringify([names, field, text.toLowerCase()]);
          const earlier = first.get(key);
          if (earlier === undefined) first.set(key, literal);
          else if (earlier.value !== literal.value) {
            yield {
              span: literal.span,
              message: `${quote(text)} and ${quote(String(earlier.value))} differ in case only`,
              labels: [{ span: earlier.span, text: 'written otherwise here' }],
              help: 'write the value as the tool takes it',
            };
          }
        }
      }
    }
  },
};
