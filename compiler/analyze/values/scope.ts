import type { Part } from '../../bundle/rules.ts';
import type { Budget } from '../budget.ts';
import { literalAutomaton, Machine } from '../machine.ts';
import type { Run } from '../search.ts';
import type { Leaf, Vocabulary } from '../vocabulary.ts';

/** What is said about a value, where it came from aside. */
export type ValueLeaf = Extract<Leaf, { op: 'equal' | 'order' | 'match' | 'inside' }> & {
  /** Whether it matters that the leaf may be true, and not only that it must. */
  readonly isLoose: boolean;
};

/** What is said about one argument. */
export interface ValueScope {
  readonly vocabulary: Vocabulary;
  readonly leaves: readonly ValueLeaf[];
  readonly budget: Budget;
}

/** The leaves about one part, or about the whole. */
export function leavesOn({ leaves }: ValueScope, part: Part | null): ValueScope['leaves'] {
  return leaves.filter(({ field }) => field.part === part);
}

/** Automata that read the text of a value, and its folded text where only case may differ. */
export function runsOf({ vocabulary }: ValueScope, leaves: readonly ValueLeaf[]): readonly Run[] {
  return leaves.flatMap((leaf) => {
    if (leaf.op === 'equal') return [literalRun(leaf.values.map(String))];
    return leaf.op === 'match' ? matchRuns(vocabulary, leaf) : [];
  });
}

/** The runs of one pattern. */
export function matchRuns(
  vocabulary: Vocabulary,
  { exact, folded, isLoose }: Extract<ValueLeaf, { op: 'match' }>,
): readonly Run[] {
  const run = textRun(vocabulary.machine(exact));
  return folded === null || !isLoose ? [run] : [run, foldedRun(vocabulary.machine(folded))];
}

/** A run that accepts exactly some texts. */
export function literalRun(texts: readonly string[]): Run {
  return textRun(new Machine(literalAutomaton(texts)));
}

/** A run over the text itself. */
export function textRun(machine: Machine): Run {
  return { machine, start: 0, reads: 'text' };
}

/** A run over the text in folded case. */
export function foldedRun(machine: Machine): Run {
  return { machine, start: 0, reads: 'folded' };
}
