import type { Condition } from '../bundle/rules.ts';
import type { CallFacts, Slot } from './call-facts.ts';
import type { ConditionScope } from './condition.ts';
import { type Parameter, slotIndex } from './field.ts';
import type { Test } from './truth.ts';

/** Where the elements of a list are kept, each as facts of its own; empty where none is known. */
export function elementsSlot(parameter: Parameter): Slot<readonly CallFacts[]> {
  const { name } = parameter.entry;
  return {
    index: slotIndex(parameter),
    read: (facts) => {
      const list = facts.argument(name);
      return Array.isArray(list) ? list.map((one: unknown) => facts.ofElement(name, one)) : [];
    },
  };
}

/** The scope of what is said of an element, which is all that it may read. */
function elementScope(list: Parameter, { matcher }: ConditionScope): ConditionScope {
  const element = { entry: { ...list.entry, list: false }, position: 0 };
  return { matcher, parameter: () => element };
}

/**
 * Strong Kleene over the elements of one list. Of an empty list, an absent one and one that is not
 * known nothing can be said: `every` of nothing is no proof.
 */
export function planQuantifier(
  { op, param, of }: Extract<Condition, { op: 'every' | 'any' }>,
  scope: ConditionScope,
  plan: (condition: Condition, scope: ConditionScope) => Test,
): Test {
  const list = scope.parameter(param);
  const slot = elementsSlot(list);
  const test = plan(of, elementScope(list, scope));
  const holds =
    op === 'every'
      ? (elements: readonly CallFacts[], one: (facts: CallFacts) => boolean) => elements.every(one)
      : (elements: readonly CallFacts[], one: (facts: CallFacts) => boolean) => elements.some(one);
  return {
    must: (facts) => {
      const elements = facts.get(slot);
      return elements.length > 0 && holds(elements, (one) => test.must(one));
    },
    may: (facts) => {
      const elements = facts.get(slot);
      return elements.length === 0 || holds(elements, (one) => test.may(one));
    },
  };
}
