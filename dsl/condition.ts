import { assert } from './assert.ts';
import type { Condition } from './ast.ts';
import type { Span } from './source.ts';

/** What joins two conditions. */
export type Connective = 'and' | 'or';

/**
 * The operands of a chain of one connective, however it is nested: `a or (b or c)` has three. Both
 * connectives are associative, in three-valued logic too.
 */
export function termsOf(kind: Connective, condition: Condition): readonly Condition[] {
  if (condition.kind !== kind) return [condition];
  return [...termsOf(kind, condition.left), ...termsOf(kind, condition.right)];
}

/**
 * A chain of conditions, those that are chains of the same connective joined in. It is a balanced
 * tree, so that a thousand operands are ten levels for whoever recurses. One condition is itself.
 */
export function chainOf(kind: Connective, conditions: readonly Condition[], span: Span): Condition {
  const [first] = conditions;
  if (first !== undefined && conditions.length === 1) return first;
  const terms = conditions.flatMap((condition) => termsOf(kind, condition));
  return { ...balanced(kind, terms), span };
}

function balanced(kind: Connective, terms: readonly Condition[]): Condition {
  const [first] = terms;
  assert(first !== undefined, 'a chain has an operand');
  if (terms.length === 1) return first;
  const middle = Math.ceil(terms.length / 2);
  const left = balanced(kind, terms.slice(0, middle));
  const right = balanced(kind, terms.slice(middle));
  return { kind, left, right, span: { ...left.span, end: right.span.end } };
}
