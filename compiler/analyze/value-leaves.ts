import type { Condition, ParamEntry, ParamType } from '../bundle/rules.ts';
import type { ValueLeaf } from './values/scope.ts';
import { type FieldLeaf, type Leaf, leafType } from './vocabulary.ts';

/** What is said about one value of a parameter: the whole, an element, a field of either. */
export interface FoundLeaf {
  readonly leaf: FieldLeaf;
  readonly type: ParamType;
  /** Whether it matters that the leaf may be true, and not only that it must. */
  readonly isLoose: boolean;
}

/** The leaves in a leaf: itself, or those that a quantifier asks of each element. */
export function leavesIn(leaf: Leaf, entry: ParamEntry, isLoose: boolean): readonly FoundLeaf[] {
  if (leaf.op === 'every' || leaf.op === 'any') return leavesOf(leaf.of, entry);
  return isFieldLeaf(leaf) ? [{ leaf, type: leafType(entry, leaf.field), isLoose }] : [];
}

/** A negation turns what must hold into what may. */
function leavesOf(condition: Condition, entry: ParamEntry): readonly FoundLeaf[] {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.of.flatMap((each) => leavesOf(each, entry));
    case 'not':
      return leavesOf(condition.of, entry);
    default:
      return leavesIn(condition, entry, true);
  }
}

function isFieldLeaf(leaf: Leaf): leaf is FieldLeaf {
  return ['equal', 'order', 'match', 'inside', 'from'].includes(leaf.op);
}

/** What is said about values of a type in one field, each once. */
export function valueLeavesOf(
  leaves: readonly FoundLeaf[],
  { field, type }: { readonly field: string | null; readonly type: ParamType },
): readonly ValueLeaf[] {
  const found = new Map<string, ValueLeaf>();
  for (const { leaf, type: read, isLoose } of leaves) {
    if (read !== type || leaf.op === 'from' || leaf.field.field !== field) continue;
    const key = JSON.stringify(leaf);
    found.set(key, { ...leaf, isLoose: isLoose || found.get(key)?.isLoose === true });
  }
  return [...found.values()];
}
