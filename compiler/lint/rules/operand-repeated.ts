import type { Condition } from '../../../dsl/ast.ts';
import { termsOf } from '../../../dsl/condition.ts';
import { keyOf } from '../../analyze/question.ts';
import { paramsIn } from '../../condition-parts.ts';
import { conditionsOf, cutAfter } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** The same condition twice in a chain. */
export const operandRepeated: LintRule = {
  code: 'operand-repeated',
  severity: 'warning',
  title: 'a condition stands twice in one chain',
  explanation:
    'The second changes nothing. Most often one of the two was meant to be about another field or another value.',
  bad: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "test" and .count < 3 and .stage == "test" }',
  ),
  good: exampleFile('policy p for agent dev { allow Deploy when .stage == "test" and .count < 3 }'),
  *find(context) {
    for (const { rule, subjects } of context.rules) {
      const [subject] = subjects;
      for (const chain of subject === undefined ? [] : conditionsOf(rule)) {
        if (subject === undefined || (chain.kind !== 'and' && chain.kind !== 'or')) continue;
        const terms = termsOf(chain.kind, chain);
        const alike = Map.groupBy(terms, readBy);
        const firsts = new Map<string, Condition>();
        for (const [at, term] of terms.entries()) {
          if (alike.get(readBy(term))?.length === 1) continue;
          const key = keyOf(context.analysis.question(term, subject));
          const first = firsts.get(key) ?? term;
          firsts.set(key, first);
          const previous = terms[at - 1];
          if (first === term || previous === undefined) continue;
          const cut = cutAfter(previous.span, term.span);
          const isPlain = /^\s+(?:and|or)\s+$/.test(
            context.textOf({ ...cut, end: term.span.start }),
          );
          yield {
            span: term.span,
            message: 'this condition stands in its chain already',
            labels: [{ span: first.span, text: 'first written here' }],
            help: 'remove it, or say what was meant',
            ...(isPlain
              ? { fix: { title: 'remove it', edits: [{ span: cut, text: '' }], safe: true } }
              : {}),
          };
        }
      }
    }
  },
};

/** The parameters that a condition reads: conditions on others say something else. */
function readBy(condition: Condition): string {
  return paramsIn(condition).toSorted().join();
}
