import type { Condition } from '../../../dsl/ast.ts';
import { termsOf } from '../../../dsl/condition.ts';
import { allOf, keyOf, someOf } from '../../analyze/question.ts';
import { isEquivalent } from '../../analyze/laws.ts';
import { paramsIn } from '../../condition-parts.ts';
import type { Subject } from '../../subject.ts';
import { conditionsOf } from '../conditions.ts';
import type { LintContext } from '../context.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** A part of a condition that follows from the other parts. */
export const atomImplied: LintRule = {
  code: 'atom-implied',
  severity: 'warning',
  title: 'a part of a condition follows from the rest',
  explanation:
    'Without this part the condition is true, false and unknown of the same calls. It either says less than was meant or is left over.',
  bad: exampleFile('policy p for agent dev { allow Deploy when .count > 5 and .count > 3 }'),
  good: exampleFile('policy p for agent dev { allow Deploy when .count > 5 }'),
  *find(context) {
    for (const { rule, subjects } of context.rules) {
      const [subject] = subjects;
      if (subject === undefined) continue;
      for (const chain of conditionsOf(rule)) {
        const implied = impliedIn(context, subject, chain);
        if (implied === undefined) continue;
        yield {
          span: implied.span,
          message: 'this part follows from the rest of its condition',
          note: 'changes nothing',
          help: 'remove it, or say what was meant',
        };
      }
    }
  },
};

/** Longer chains are lists, which are compared pair by pair elsewhere. */
const termsMax = 12;

function impliedIn(
  { analysis }: LintContext,
  subject: Subject,
  chain: Condition,
): Condition | undefined {
  if (chain.kind !== 'and' && chain.kind !== 'or') return undefined;
  const terms = termsOf(chain.kind, chain);
  if (terms.length > termsMax) return undefined;
  const params = terms.map(paramsIn);
  // What is said of one argument does not follow from what is said of others.
  const isBeside = (at: number) =>
    params[at]?.some((param) => params.some((each, other) => other !== at && each.includes(param)));
  if (!terms.some((_, at) => isBeside(at))) return undefined;
  const connect = chain.kind === 'and' ? allOf : someOf;
  const questions = terms.map((term) => analysis.question(term, subject));
  const keys = new Set(questions.map(keyOf));
  if (keys.size < questions.length) return undefined;
  const whole = connect(questions);
  return terms.findLast((_, at) => {
    if (!isBeside(at)) return false;
    const rest = connect(questions.filter((_, other) => other !== at));
    return isEquivalent(analysis, subject, [whole, rest]).is === 'true';
  });
}
