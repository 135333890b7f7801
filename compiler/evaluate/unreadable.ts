import type { Condition, FieldReference } from '../bundle/rules.ts';
import type { CallFacts } from './call-facts.ts';
import { isReadablePath } from './facts/path.ts';
import { type Parameter, scalarReader } from './field.ts';

/** A question about a call. */
type Question = (facts: CallFacts) => boolean;

/**
 * Whether a call has an argument that a condition reads and that cannot be read: no path, URL or
 * text in the one form of its type, or over a limit. That is no value which only the run could tell,
 * such as an absent argument or an unknown workspace, so `on unknown ask` does not apply to it.
 */
export function planUnreadable(
  condition: Condition,
  parameter: (name: string) => Parameter,
): Question {
  const questions = fieldsIn(condition).map((field) => askField(field, parameter(field.param)));
  return (facts) => questions.some((isUnreadable) => isUnreadable(facts));
}

function askField({ param, part }: FieldReference, parameter: Parameter): Question {
  if (parameter.entry.type === 'Path') {
    return (facts) => facts.has(param) && !isReadablePath(String(facts.argument(param)));
  }
  const read = scalarReader(parameter, part);
  return (facts) => facts.has(param) && read(facts) === null;
}

/** Every field that is compared; `has` reads none. */
function fieldsIn(condition: Condition): readonly FieldReference[] {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.of.flatMap(fieldsIn);
    case 'not':
      return fieldsIn(condition.of);
    case 'has':
      return [];
    default:
      return [condition.field];
  }
}
