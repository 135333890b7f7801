import type { Rule } from '../../dsl/ast.ts';
import { type Atom, atomsOf } from '../coverage/atom.ts';
import { setOf } from '../coverage/condition-tests.ts';
import type { Program } from '../program.ts';
import type { RuleChange } from './mutant.ts';

/** The conditions of a rule. */
export function ruleAtoms({ when, unless }: Rule): readonly Atom[] {
  return [...atomsOf(when), ...atomsOf(unless)];
}

/**
 * The conditions of a changed rule, those first in which it and its original differ; of a set that
 * differs in some patterns only these.
 */
export function focusedAtoms(program: Program, { from, to }: RuleChange): readonly Atom[] {
  const before = ruleAtoms(from);
  const after = to === undefined ? [] : ruleAtoms(to);
  const [lost, gained] = [missingIn(before, after), missingIn(after, before)];
  const focused = [
    ...lost.map((atom, at) => withoutShared(program, atom, gained[at])),
    ...gained.map((atom, at) => withoutShared(program, atom, lost[at])),
  ];
  return [...focused, ...before, ...gained];
}

function missingIn(atoms: readonly Atom[], others: readonly Atom[]): readonly Atom[] {
  return atoms.filter((atom) => !others.includes(atom));
}

/** A membership of a set without the patterns that the other set holds too. */
function withoutShared(program: Program, atom: Atom, other: Atom | undefined): Atom {
  const set = setOf(program, atom);
  const shared = other && setOf(program, other)?.patterns;
  if (set === undefined || shared === undefined || atom.kind !== 'in') return atom;
  const patterns = set.patterns.filter((pattern) => !shared.includes(pattern));
  return { ...atom, set: { ...set, patterns } };
}
