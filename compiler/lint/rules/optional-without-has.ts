import type { Param } from '../../../dsl/ast.ts';
import { quote } from '../../../dsl/escape.ts';
import { unknown } from '../../analyze/formula.ts';
import { atomsOf, paramOf } from '../conditions.ts';
import type { PlacedRule } from '../context.ts';
import { exampleFile } from '../example.ts';
import { headOf, ruleText } from '../place.ts';
import { casesOf, isSame } from '../proof.ts';
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
        const name = param.name.text;
        const decided = casesOf(context, placed)?.find(
          ({ truth, kind, without }) =>
            truth === unknown &&
            !Object.hasOwn(kind.input, name) &&
            !isSame(kind.judgement, without()),
        );
        if (decided === undefined) continue;
        yield {
          span: headOf(placed.rule),
          message: `${ruleText(placed)} also applies to calls without ${quote(`.${name}`)}`,
          labels: [{ span: param.span, text: 'optional here' }],
          help: `write \`has .${name} and ...\`, or \`not has .${name} or ...\` if that is meant`,
        };
      }
    }
  },
};

/** Optional parameters that the rule compares. */
function optionalIn({ rule, tools }: PlacedRule): readonly Param[] {
  const compared = new Set(
    atomsOf(rule).flatMap(({ atom }) => (atom.kind === 'has' ? [] : [paramOf(atom.field)])),
  );
  const [tool] = tools;
  return (tool?.params ?? []).filter(({ name, optional }) => optional && compared.has(name.text));
}
