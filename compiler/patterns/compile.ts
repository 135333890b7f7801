import type { PatternCache } from '../automata/cache.ts';
import type { Pattern } from '../automata/pattern.ts';
import type { Automaton } from '../bundle/rules.ts';
import { foldCase } from '../evaluate/facts/fold.ts';
import type { MatchTerm } from './pattern-terms.ts';

/** A pattern as the kernel matches it. */
export interface CompiledTerm {
  readonly exact: Automaton;
  /** The same in folded case, where only the disk or the mail server knows if case counts. */
  readonly folded: Automaton | null;
}

/** The automata of a pattern; undefined if one is too large. */
export function compileTerm(cache: PatternCache, term: MatchTerm): CompiledTerm | undefined {
  const exact = cache.compile(term.glob, term.pattern);
  if (exact === undefined || !isCaseOpen(term)) return exact && { exact, folded: null };
  const folded = cache.compile(term.glob, foldPattern(term.pattern));
  return folded && { exact, folded };
}

function isCaseOpen({ form, part }: MatchTerm): boolean {
  return form !== null || part === 'local';
}

/** A pattern with its literal characters folded. Wildcards stay: `?` is one folded character. */
function foldPattern(pattern: Pattern): Pattern {
  return pattern.map((piece) => {
    if (piece.kind === 'text') return { kind: 'text', text: foldCase(piece.text) };
    if (piece.kind !== 'choice') return piece;
    return { kind: 'choice', options: piece.options.map(foldPattern) };
  });
}
