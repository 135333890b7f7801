import type { Condition, Field, ToolDeclaration } from '../../dsl/ast.ts';
import type { Truth } from '../analyze/reference/truth.ts';

/** A condition without connectives. */
export type Atom = Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>;

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
export function outcomesToShow(
  atom: Atom,
  tools: readonly ToolDeclaration[],
): readonly AtomOutcome[] {
  if (atom.kind === 'has') return ['true', 'false'];
  // No test states a workspace, so that no place is surely outside of it.
  if (atom.kind === 'under' && atom.base === undefined) return ['true', 'unknown'];
  return mayBeUnknown(atom.field, tools) ? ['true', 'false', 'unknown'] : ['true', 'false'];
}

function mayBeUnknown({ path }: Field, tools: readonly ToolDeclaration[]): boolean {
  const name = path[0]?.text;
  return tools.some(({ params }) => {
    const param = params.find((each) => each.name.text === name);
    return param !== undefined && (param.optional || partialTypes.has(param.type.text));
  });
}
