import type { Comparison, Condition, Literal, LiteralList, SetLiteral } from '../../../dsl/ast.ts';
import { conditionText } from '../../../dsl/print/condition-text.ts';
import { literalText } from '../../../dsl/print/text.ts';
import type { Atom } from '../../coverage/atom.ts';
import { patternVariants, setVariants, type Variant, within, without } from './pattern.ts';

/** What becomes of a condition; undefined is a condition left out. */
export type ConditionVariant = Variant<Condition | undefined>;

/** A condition with one mistake, in each way that there is. */
export function conditionVariants(condition: Condition): readonly ConditionVariant[] {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const { left, right } = condition;
      return [
        ...conditionVariants(left).map((each) =>
          within(each, (to) => (to === undefined ? right : { ...condition, left: to })),
        ),
        ...conditionVariants(right).map((each) =>
          within(each, (to) => (to === undefined ? left : { ...condition, right: to })),
        ),
      ];
    }
    case 'not':
    case 'every':
    case 'any':
      return conditionVariants(condition.operand).map((each) =>
        within(each, (to) => to && { ...condition, operand: to }),
      );
    default:
      return atomVariants(condition);
  }
}

function atomVariants(atom: Exclude<Atom, { kind: 'every' | 'any' }>): readonly ConditionVariant[] {
  const { span } = atom;
  const before = conditionText(atom);
  const variant = (operator: 'swap-comparison' | 'negate-condition', to: Condition) => {
    return { operator, span, before, after: conditionText(to), to };
  };
  const swapped = atom.kind === 'compare' ? opposites.get(atom.operator) : undefined;
  const reversed =
    atom.kind === 'compare' && swapped !== undefined
      ? variant('swap-comparison', { ...atom, operator: swapped })
      : variant('negate-condition', { kind: 'not', operand: atom, span });
  return [
    { operator: 'drop-condition', span, before, after: '', to: undefined },
    reversed,
    ...operandVariants(atom),
  ];
}

/** The other one is the negation: both would be one mutant twice. */
const opposites: ReadonlyMap<Comparison, Comparison> = new Map([
  ['==', '!='],
  ['!=', '=='],
]);

function operandVariants(
  atom: Exclude<Atom, { kind: 'every' | 'any' }>,
): readonly Variant<Condition>[] {
  switch (atom.kind) {
    case 'compare':
      return integerVariants(atom.value).map((each) =>
        within(each, (value) => ({ ...atom, value })),
      );
    case 'matches':
      return patternVariants(atom.pattern).map((each) =>
        within(each, (pattern) => ({ ...atom, pattern })),
      );
    case 'in': {
      const { set } = atom;
      if (set.kind === 'name') return [];
      const put = (to: SetLiteral | LiteralList) => ({ ...atom, set: to });
      if (set.kind === 'list') return listVariants(set).map((each) => within(each, put));
      return setVariants(set).map((each) => within(each, put));
    }
    default:
      return [];
  }
}

function integerVariants(literal: Literal): readonly Variant<Literal>[] {
  if (literal.kind !== 'integer') return [];
  const shifted = [literal.value - 1, literal.value + 1].filter(Number.isSafeInteger);
  return shifted.map((value) => ({
    operator: 'shift-integer',
    span: literal.span,
    before: String(literal.value),
    after: String(value),
    to: { ...literal, value },
  }));
}

function listVariants(list: LiteralList): readonly Variant<LiteralList>[] {
  return list.values.flatMap((literal, at) => [
    ...without(list.values, at).map((values): Variant<LiteralList> => {
      const before = literalText(literal);
      const span = literal.span;
      return { operator: 'drop-pattern', span, before, after: '', to: { ...list, values } };
    }),
    ...integerVariants(literal).map((each) =>
      within(each, (to) => ({ ...list, values: list.values.with(at, to) })),
    ),
  ]);
}
