import type { Comparison } from '../../../dsl/ast.ts';
import { conditionsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** What says the opposite, of known and of unknown values alike. */
const opposites: Readonly<Record<Comparison, Comparison>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** `not` before a comparison that has an opposite. */
export const negatedComparison: LintRule = {
  code: 'negated-comparison',
  severity: 'info',
  title: 'a comparison is negated that has an opposite',
  explanation: '`.x != v` says the same as `not .x == v`, and is harder to misread.',
  bad: exampleFile('policy p for agent dev { allow Deploy when not .stage == "prod" }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .stage != "prod" }'),
  *find(context) {
    for (const { rule } of context.rules) {
      for (const condition of conditionsOf(rule)) {
        if (condition.kind !== 'not' || condition.operand.kind !== 'compare') continue;
        const { field, operator, value } = condition.operand;
        // `not .force`: the value that it is compared with is not written.
        if (value.span.start === field.span.start) continue;
        const opposite = opposites[operator];
        const [name, literal] = [context.textOf(field.span), context.textOf(value.span)];
        const edits = [{ span: condition.span, text: `${name} ${opposite} ${literal}` }];
        yield {
          span: condition.span,
          message: `found \`not\` before \`${operator}\`, expected \`${opposite}\``,
          fix: { title: `write it with \`${opposite}\``, edits, safe: true },
        };
      }
    }
  },
};
