import type { Condition, Field } from '../../dsl/ast.ts';
import type { Truth } from '../analyze/reference/truth.ts';
import { type Atom, fieldsIn } from '../condition-parts.ts';
import type { Subject } from '../subject.ts';
import { fieldMeaning } from '../value-type.ts';

export type { Atom } from '../condition-parts.ts';

/** What an atom can be on a call. */
export type AtomOutcome = 'true' | 'false' | 'unknown';

/** The name of a truth. */
export function outcomeOf(truth: Truth): AtomOutcome {
  if (truth === undefined) return 'unknown';
  return truth ? 'true' : 'false';
}

/** The atoms of a condition in the order of its text. */
export function atomsOf(condition: Condition | undefined): readonly Atom[] {
  if (condition === undefined) return [];
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...atomsOf(condition.left), ...atomsOf(condition.right)];
    case 'not':
      return atomsOf(condition.operand);
    default:
      return [condition];
  }
}

/** Types of which some texts are no values, so that a condition on them is unknown. */
const partialTypes: ReadonlySet<string> = new Set(['Path', 'Url', 'Host', 'Email']);

/**
 * The outcomes that tests should show. Text that is no Unicode normal form makes every condition
 * unknown; that is left out here, because it says nothing about the rule.
 */
export function outcomesToShow(atom: Atom, subjects: readonly Subject[]): readonly AtomOutcome[] {
  if (atom.kind === 'has') return ['true', 'false'];
  // That a value came from somewhere is never false; what happened before is known in a test.
  if (atom.kind === 'from') return ['true', 'unknown'];
  if (atom.kind === 'after' || atom.kind === 'count') return ['true', 'false'];
  // No test states a workspace, so that no place is surely outside of it.
  if (atom.kind === 'under' && atom.base === undefined) return ['true', 'unknown'];
  const isOpen = fieldsIn(atom).some((field) => mayBeUnknown(field, subjects));
  return isOpen ? ['true', 'false', 'unknown'] : ['true', 'false'];
}

function mayBeUnknown(field: Field, subjects: readonly Subject[]): boolean {
  return subjects.some(({ kind, params }) => {
    const meaning = fieldMeaning(params, field);
    if (meaning === undefined) return false;
    const { param, value } = meaning;
    // What a command is given may stand in a variable; tests need not show it.
    if (kind === 'action') return param.optional;
    return param.optional || value.optional || partialTypes.has(value.type ?? '');
  });
}
