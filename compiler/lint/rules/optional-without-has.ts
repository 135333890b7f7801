import type { Word } from '../../../dsl/ast.ts';
import type { Span } from '../../../dsl/source.ts';
import { quote } from '../../../dsl/escape.ts';
import { paramsIn } from '../../condition-parts.ts';
import type { Parameter } from '../../subject.ts';
import { atomsOf } from '../conditions.ts';
import { kindOf, type LintContext, type PlacedRule, type RuleInCell } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import { caseOf, isSame } from '../proof.ts';
import type { LintRule } from '../rule.ts';

/** A deny or ask that is decided by an argument that is not there. */
export const optionalWithoutHas: LintRule = {
  code: 'optional-without-has',
  severity: 'warning',
  title: 'a deny or ask also applies where an optional argument is absent',
  explanation:
    'A condition on an absent argument is unknown, and what is unknown is denied or asked about. Say whether that is meant: `has .x and ...` leaves the calls without it alone, `not has .x or ...` names them.',
  bad: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "test" rule many deny Deploy when .count > 3 }',
  ),
  good: exampleFile(
    'policy p for agent dev { allow Deploy when .stage == "test" rule many deny Deploy when has .count and .count > 3 }',
  ),
  *find(context) {
    for (const placed of context.rules) {
      if (placed.rule.effect === 'allow') continue;
      for (const param of optionalIn(placed)) {
        const isDecided = context
          .cellsOf(placed.id)
          .filter(({ cell }) => placed.subjects.includes(cell.subject))
          .some((place) => decidesWithout(context, place, wordOf(placed, param)));
        if (!isDecided) continue;
        const { name: text, span } = param;
        yield {
          span: headOf(placed.rule),
          message: `${ruleText(placed)} also applies to calls without ${quote(`.${text}`)}`,
          labels: span === undefined ? [] : [{ span, text: 'optional here' }],
          help: `write \`has .${text} and ...\`, or \`not has .${text} or ...\` if that is meant`,
        };
      }
    }
  },
};

/** Whether the rule decides a call without the argument, and only because it is unknown then. */
function decidesWithout({ analysis }: LintContext, place: RuleInCell, name: Word): boolean {
  const { side, subject } = place.cell;
  const field = { kind: 'field', path: [name], span: name.span } as const;
  const has = analysis.question({ kind: 'has', field, span: name.span }, subject);
  const { list } = analysis.situations(side, [place.rule.when.must, has.must]);
  return list.some((situation) => {
    const [isSure, isThere] = situation.more;
    const { fires, kind, without } = caseOf(place, kindOf(side, situation));
    return fires && !isSure && !isThere && !isSame(kind.judgement, without());
  });
}

/** The name of a parameter, for a question about a rule. */
function wordOf({ rule }: PlacedRule, { name, span }: Parameter): Word {
  const place: Span = span ?? rule.span;
  return { text: name, span: place };
}

/** Optional parameters that the rule compares. */
function optionalIn({ rule, subjects }: PlacedRule): readonly Parameter[] {
  const compared = new Set(
    atomsOf(rule).flatMap(({ atom }) => (atom.kind === 'has' ? [] : paramsIn(atom))),
  );
  const [subject] = subjects;
  return (subject?.params ?? []).filter(({ name, optional }) => optional && compared.has(name));
}
