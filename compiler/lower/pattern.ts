import { assert } from '../../dsl/assert.ts';
import type { PatternCache } from '../automata/cache.ts';
import type { Condition, FieldReference } from '../bundle/rules.ts';
import { compileTerm } from '../patterns/compile.ts';
import type { Alternatives, MatchTerm, Term } from '../patterns/pattern-terms.ts';
import type { RuleTables } from './tables.ts';

interface Compilers {
  readonly patterns: PatternCache;
  readonly tables: RuleTables;
}

/** Alternatives as a condition. Those that are one pattern of the same form share automata. */
export function lowerAlternatives(
  compilers: Compilers,
  field: FieldReference,
  alternatives: Alternatives,
): Condition {
  const groups = new Map<string, MatchTerm[]>();
  const atoms: Condition[] = [];
  for (const terms of alternatives) {
    const [term, ...others] = terms;
    if (term?.kind !== 'match' || others.length > 0) {
      atoms.push(
        connect(
          'and',
          terms.flatMap((each) => lowerTerm(compilers, field, each)),
        ),
      );
      continue;
    }
    const group = groups.get(`${term.form}`);
    if (group === undefined) groups.set(`${term.form}`, [term]);
    else group.push(term);
  }
  for (const group of groups.values()) atoms.push(...lowerMatches(compilers, field, group));
  return connect('or', atoms);
}

function lowerTerm(compilers: Compilers, field: FieldReference, term: Term): readonly Condition[] {
  if (term.kind === 'match') return lowerMatches(compilers, field, [term]);
  return [{ op: 'equal', field: { ...field, part: term.part }, values: [term.value] }];
}

/** Patterns for one form of one field, any of which may match. */
function lowerMatches(
  { patterns, tables }: Compilers,
  field: FieldReference,
  terms: readonly MatchTerm[],
): readonly Condition[] {
  const compiled = terms.map((term) => compileTerm(patterns, term));
  const exact = patterns.unite(compiled.flatMap((each) => each?.exact ?? []));
  const folded = patterns.unite(compiled.flatMap((each) => each?.folded ?? []));
  const [{ form, part } = { form: null, part: null }] = terms;
  // Each automaton must stand in one atom at least; the longer list says how many there are.
  return Array.from({ length: Math.max(exact.length, folded.length) }, (_, at) => {
    const [one, loose] = [
      exact[Math.min(at, exact.length - 1)],
      folded[Math.min(at, folded.length - 1)],
    ];
    assert(one !== undefined, 'a checked pattern is not too large');
    return {
      op: 'match',
      field: { ...field, part },
      form,
      exact: tables.automata.indexOf(one),
      folded: loose === undefined ? null : tables.automata.indexOf(loose),
    };
  });
}

function connect(op: 'and' | 'or', of: readonly Condition[]): Condition {
  const [only, ...others] = of;
  return only !== undefined && others.length === 0 ? only : { op, of };
}
