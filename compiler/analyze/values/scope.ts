import type { Part } from '../../bundle/rules.ts';
import type { Budget } from '../budget.ts';
import { literalAutomaton, Machine } from '../machine.ts';
import type { Run } from '../search.ts';
import type { Leaf, Vocabulary } from '../vocabulary.ts';

/** What is said about one argument. */
export interface ValueScope {
  readonly vocabulary: Vocabulary;
  /** Without `has`, which says nothing about the value. */
  readonly leaves: readonly Exclude<Leaf, { op: 'has' }>[];
  readonly budget: Budget;
}

/** The leaves about one part, or about the whole. */
export function leavesOn({ leaves }: ValueScope, part: Part | null): ValueScope['leaves'] {
  return leaves.filter(({ field }) => field.part === part);
}

/** Automata that read the text of a value, and its folded text where only case may differ. */
export function runsOf({ vocabulary }: ValueScope, leaves: ValueScope['leaves']): readonly Run[] {
  return leaves.flatMap((leaf) => {
    if (leaf.op === 'equal') return [literalRun(leaf.values.map(String))];
    if (leaf.op !== 'match') return [];
    const exact = textRun(vocabulary.machine(leaf.exact));
    if (leaf.folded === null) return [exact];
    return [exact, foldedRun(vocabulary.machine(leaf.folded))];
  });
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
