import type { Membership } from '../../../dsl/ast.ts';
import type { Atom } from '../../coverage/atom.ts';
import type { Program } from '../../program.ts';
import { patternSamples } from './pattern-samples.ts';

/** An argument, or the part of one, as an atom is likely to tell it from others. */
export type Sample = string | number | boolean;

/** Values on which an atom may come out either way. */
export function atomSamples(program: Program, atom: Atom): readonly Sample[] {
  switch (atom.kind) {
    case 'compare':
      return near(atom.value.value);
    case 'matches':
      return patternSamples(atom.pattern.text);
    case 'under':
      return underSamples(atom.base?.text);
    case 'in':
      return membershipSamples(program, atom.set);
    default:
      return [];
  }
}

function near(value: Sample): readonly Sample[] {
  if (typeof value === 'number') return [value, value - 1, value + 1];
  if (typeof value === 'boolean') return [value, !value];
  return [value, `${value}x`];
}

function underSamples(base: string | undefined): readonly string[] {
  if (base === undefined) return ['a', '../a', '/a'];
  return [`${base}/a`, base, `${base}-a`];
}

function membershipSamples(program: Program, set: Membership): readonly Sample[] {
  if (set.kind === 'list') return set.values.flatMap(({ value }) => near(value));
  const patterns = set.kind === 'set' ? set.patterns : program.sets.get(set.text)?.value.patterns;
  return (patterns ?? []).flatMap(({ text }) => patternSamples(text));
}
