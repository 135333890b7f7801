import { quote } from '../../../dsl/escape.ts';
import { fieldsIn } from '../../condition-parts.ts';
import type { Parameter } from '../../subject.ts';
import { atomsOf, paramOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** A condition on an argument that is declared to change nothing. */
export const inertCompared: LintRule = {
  code: 'inert-compared',
  severity: 'warning',
  title: 'a rule compares an argument that is declared inert',
  explanation:
    '`inert` says that an argument changes nothing about what a call does. If a decision rests on it, it is not inert; if it is inert, a rule about it protects nothing.',
  bad: exampleFile(
    'tool Log { note: String inert }\npolicy p for agent dev { allow Log when .note matches "ok*" }',
  ),
  good: exampleFile(
    'tool Log { note: String }\npolicy p for agent dev { allow Log when .note matches "ok*" }',
  ),
  *find({ rules }) {
    for (const { rule, subjects } of rules) {
      for (const { atom } of atomsOf(rule)) {
        const params = subjects.flatMap((subject) => subject.params);
        const field = fieldsIn(atom).find((each) => inertIn(params, paramOf(each)) !== undefined);
        const inert = field && inertIn(params, paramOf(field));
        if (field === undefined || inert === undefined) continue;
        yield {
          span: field.span,
          message: `${quote(`.${inert.name}`)} is declared inert and compared all the same`,
          labels:
            inert.span === undefined ? [] : [{ span: inert.span, text: 'declared inert here' }],
          help: 'remove `inert` from the declaration, or the condition from the rule',
        };
      }
    }
  },
};

function inertIn(params: readonly Parameter[], name: string): Parameter | undefined {
  return params.find((param) => param.inert && param.name === name);
}
