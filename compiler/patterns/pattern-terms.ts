import type { PatternKind } from '../automata/glob.ts';
import type { Pattern, PatternFault } from '../automata/pattern.ts';
import type { Part } from '../bundle/rules.ts';

/** Which form of a path a pattern reads; null for everything that is no path. */
export type Form = 'absolute' | 'relative' | 'either' | null;

/** A pattern that a value, or a part of it, must match. */
export interface MatchTerm {
  readonly kind: 'match';
  readonly part: Part | null;
  readonly form: Form;
  readonly glob: PatternKind;
  readonly pattern: Pattern;
}

/** What a part of a value must be. */
interface EqualTerm {
  readonly kind: 'equal';
  readonly part: Part;
  readonly value: string | number;
}

/** One requirement. */
export type Term = MatchTerm | EqualTerm;

/** A pattern for values of a type: one of the alternatives must hold, each with all its terms. */
export type Alternatives = readonly (readonly Term[])[];

/** What reading the text of a pattern gives. */
export type Reading =
  | { readonly ok: true; readonly alternatives: Alternatives }
  | { readonly ok: false; readonly fault: PatternFault };

/** A reading that failed at an offset of the text. */
export function faultAt(offset: number, message: string): Reading & { readonly ok: false } {
  return { ok: false, fault: { offset, message } };
}

/** A pattern for a whole value that has one form. */
export function matching(glob: PatternKind, pattern: Pattern): Reading & { readonly ok: true } {
  return { ok: true, alternatives: [[{ kind: 'match', part: null, form: null, glob, pattern }]] };
}

/** The same requirements on a part of a value. */
export function onPart(part: Part, reading: Reading): Reading {
  if (!reading.ok) return reading;
  const alternatives = reading.alternatives.map((terms) =>
    terms.map((term) => ({ ...term, part })),
  );
  return { ok: true, alternatives };
}

/** Readings whose requirements must all hold; the first fault wins. */
export function both(one: Reading, other: Reading): Reading {
  if (!one.ok || !other.ok) return one.ok ? other : one;
  const alternatives = one.alternatives.flatMap((left) =>
    other.alternatives.map((right) => [...left, ...right]),
  );
  return { ok: true, alternatives };
}

/** A reading of a piece of the text, its faults placed in the whole. */
export function shifted(offset: number, reading: Reading): Reading {
  return reading.ok ? reading : faultAt(offset + reading.fault.offset, reading.fault.message);
}
