import { quote } from '../../../dsl/escape.ts';
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
    for (const { rule, tools } of rules) {
      for (const { atom } of atomsOf(rule)) {
        const params = tools.flatMap((tool) => tool.params);
        const inert = params.find(
          (param) => param.inert && param.name.text === paramOf(atom.field),
        );
        if (inert === undefined) continue;
        yield {
          span: atom.field.span,
          message: `${quote(`.${inert.name.text}`)} is declared inert and compared all the same`,
          labels: [{ span: inert.span, text: 'declared inert here' }],
          help: 'remove `inert` from the declaration, or the condition from the rule',
        };
      }
    }
  },
};
