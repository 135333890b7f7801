import type { Condition, FieldReference } from '../bundle/rules.ts';
import type { CallFacts } from './call-facts.ts';
import { isReadablePath } from './facts/path.ts';
import { isReadableSet } from './facts/path-set.ts';
import { type Parameter, placeOf, scalarReader, valueAt } from './field.ts';
import { elementsSlot } from './quantifier.ts';

/** A question about a facet. */
type Question = (facts: CallFacts) => boolean;

/**
 * Whether a facet has an argument that a condition reads and that cannot be read: no path, URL or
 * text in the one form of its type, no word of its enumeration, or over a limit. That is no value
 * which only the run could tell, such as an absent argument, an unknown workspace or a variable of a
 * shell, so `on unknown ask` does not apply to it.
 */
export function planUnreadable(
  condition: Condition,
  parameter: (name: string) => Parameter,
): Question {
  const questions = questionsIn(condition, parameter);
  return (facts) => questions.some((isUnreadable) => isUnreadable(facts));
}

type Find = (name: string) => Parameter;

/** A question for every field that is compared; `has` and history read none. */
function questionsIn(condition: Condition, parameter: Find): readonly Question[] {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.of.flatMap((operand) => questionsIn(operand, parameter));
    case 'not':
      return questionsIn(condition.of, parameter);
    case 'every':
    case 'any':
      return [askElements(parameter(condition.param), condition.of)];
    case 'has':
    case 'after':
    case 'count':
      return [];
    case 'same':
      return [askField(condition.field, parameter), askField(condition.other, parameter)];
    default:
      return [askField(condition.field, parameter)];
  }
}

function askElements(list: Parameter, of: Condition): Question {
  const slot = elementsSlot(list);
  const element = { entry: { ...list.entry, list: false }, position: 0 };
  const isUnreadable = planUnreadable(of, () => element);
  return (facts) => facts.get(slot).some(isUnreadable);
}

function askField(field: FieldReference, parameter: Find): Question {
  const place = placeOf(parameter(field.param), field);
  if (place.type === 'Path') {
    return (facts) => {
      const pieces = place.field === null ? facts.pieces(place.param) : undefined;
      if (pieces !== undefined) return !isReadableSet(pieces);
      const value = valueAt(facts, place);
      return value !== undefined && !(typeof value === 'string' && isReadablePath(value));
    };
  }
  const read = scalarReader(place, field.part);
  return (facts) => valueAt(facts, place) !== undefined && read(facts) === null;
}
