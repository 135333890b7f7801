import type { Condition, Field, Literal, Rule, SetKind, Word } from '../../dsl/ast.ts';
import { termsOf } from '../../dsl/condition.ts';
import type { Span } from '../../dsl/source.ts';
import type { Program } from '../program.ts';

/** A condition without connectives and quantifiers. */
export type Atom = Exclude<Condition, { kind: 'and' | 'or' | 'not' | 'every' | 'any' }>;

/** An atom, and whether the whole is about calls for which it is true. */
export interface PlacedAtom {
  readonly atom: Atom;
  /** False under `not` and `unless`. */
  readonly isPositive: boolean;
}

/** Every atom of a rule. */
export function atomsOf({ when, unless }: Pick<Rule, 'when' | 'unless'>): readonly PlacedAtom[] {
  return [
    ...(when === undefined ? [] : atomsIn(when, true)),
    ...(unless === undefined ? [] : atomsIn(unless, false)),
  ];
}

function atomsIn(condition: Condition, isPositive: boolean): readonly PlacedAtom[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...atomsIn(condition.left, isPositive), ...atomsIn(condition.right, isPositive)];
    case 'not':
      return atomsIn(condition.operand, !isPositive);
    case 'every':
    case 'any':
      return atomsIn(condition.operand, isPositive);
    default:
      return [{ atom: condition, isPositive }];
  }
}

/** Every condition inside a rule, the whole ones first. A chain of one connective is one condition. */
export function conditionsOf({ when, unless }: Rule): readonly Condition[] {
  return [when, unless].flatMap((each) => (each === undefined ? [] : within(each)));
}

function within(condition: Condition): readonly Condition[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [condition, ...termsOf(condition.kind, condition).flatMap(within)];
    case 'not':
    case 'every':
    case 'any':
      return [condition, ...within(condition.operand)];
    default:
      return [condition];
  }
}

/** The name of the parameter that a field reads. */
export function paramOf({ path }: Field): string {
  return path[0]?.text ?? '';
}

/** The literals that an atom compares with `==`, `!=` or `in [...]`. */
export function literalsOf(atom: Atom): readonly Literal[] {
  if (atom.kind === 'compare') return /^[=!]=$/.test(atom.operator) ? [atom.value] : [];
  return atom.kind === 'in' && atom.set.kind === 'list' ? atom.set.values : [];
}

/** The patterns that an atom matches against, with what the set is about; undefined for `matches`. */
export function patternsOf(
  { sets }: Program,
  atom: Atom,
): { readonly of: SetKind | undefined; readonly patterns: readonly Word[] } {
  if (atom.kind === 'matches') return { of: undefined, patterns: [atom.pattern] };
  if (atom.kind !== 'in' || atom.set.kind === 'list') return { of: undefined, patterns: [] };
  const set = atom.set.kind === 'set' ? atom.set : sets.get(atom.set.text)?.value;
  return { of: set?.of, patterns: set?.patterns ?? [] };
}

/** The span from the end of one piece of text to the end of the next: what to cut to lose the next. */
export function cutAfter(previous: Span, lost: Span): Span {
  return { ...lost, start: previous.end };
}
