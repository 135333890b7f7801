import type { Condition } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { fieldsIn } from '../condition-parts.ts';
import { finding } from '../finding.ts';
import type { CheckCondition, Scope } from './scope.ts';

/** `every` and `any`: of one list, and only about its elements. */
export function* checkQuantifier(
  scope: Scope,
  { kind, operand, span }: Extract<Condition, { kind: 'every' | 'any' }>,
  checkCondition: CheckCondition,
): Generator<Diagnostic> {
  if (scope.element !== null) {
    yield unfit(span, `found \`${kind}\` within another, expected a condition on one element`);
    return;
  }
  const [first, ...others] = fieldsIn(operand);
  const name = first?.path[0];
  if (first === undefined || name === undefined) {
    yield unfit(span, `found \`${kind}\` of no list, expected a condition on its elements`);
    return;
  }
  const stray = others.find(({ path }) => path[0]?.text !== name.text);
  if (stray !== undefined) {
    const message = `found ${quote(`.${stray.path[0]?.text ?? ''}`)} within \`${kind}\` of ${quote(`.${name.text}`)}, expected its elements only`;
    yield unfit(stray.span, message);
    return;
  }
  const params = scope.subjects.flatMap(({ params }) =>
    params.filter((each) => each.name === name.text),
  );
  if (params.some((param) => param.type !== undefined && !param.list)) {
    yield unfit(first.span, `found \`${kind}\` of ${quote(`.${name.text}`)}, which is no list`);
    return;
  }
  yield* checkCondition({ ...scope, element: name.text, allowsHistory: false }, operand);
}

function unfit(span: Diagnostic['span'], message: string): Diagnostic {
  return finding('quantifier-unfit', span, message);
}
