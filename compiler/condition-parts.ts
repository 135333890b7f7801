import type { Condition, Field, OriginSource } from '../dsl/ast.ts';

/** A condition without connectives, as coverage counts it. */
export type Atom = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

/** A condition that speaks of earlier calls. */
export type HistoryAtom = Extract<Condition, { kind: 'after' | 'count' }>;

/** Whether a condition has no connectives. */
export function isAtom(condition: Condition): condition is Atom {
  return condition.kind !== 'and' && condition.kind !== 'or' && condition.kind !== 'not';
}

/** The operands of a condition: none of an atom, the body of a quantifier. */
function operandsOf(condition: Condition): readonly Condition[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [condition.left, condition.right];
    case 'not':
    case 'every':
    case 'any':
      return [condition.operand];
    default:
      return [];
  }
}

/** Every condition in a condition, itself first; what history watches for is not in it. */
export function conditionsIn(condition: Condition): readonly Condition[] {
  return [condition, ...operandsOf(condition).flatMap(conditionsIn)];
}

/** The fields that a condition reads of the call that is judged, in its order. */
export function fieldsIn(condition: Condition): readonly Field[] {
  switch (condition.kind) {
    case 'compare-fields':
      return [condition.field, condition.other];
    case 'compare':
    case 'matches':
    case 'under':
    case 'in':
    case 'has':
    case 'from':
      return [condition.field];
    default:
      return operandsOf(condition).flatMap(fieldsIn);
  }
}

/** Names of the parameters that a condition reads, each once. */
export function paramsIn(condition: Condition): readonly string[] {
  return [...new Set(fieldsIn(condition).map(({ path }) => path[0]?.text ?? ''))];
}

/** What a condition says of earlier calls. */
export function historyIn(condition: Condition): readonly HistoryAtom[] {
  return conditionsIn(condition).filter((each) => each.kind === 'after' || each.kind === 'count');
}

/** Where a condition says that values come from. */
export function sourcesIn(condition: Condition): readonly OriginSource[] {
  return conditionsIn(condition).flatMap((each) => (each.kind === 'from' ? each.sources : []));
}
