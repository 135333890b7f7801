import type { SetLiteral, Word } from '../../../dsl/ast.ts';
import { quote } from '../../../dsl/escape.ts';
import { PatternCache } from '../../automata/cache.ts';
import { isSubset } from '../../automata/product.ts';
import { compileTerm } from '../../patterns/compile.ts';
import type { Alternatives, Term } from '../../patterns/pattern-terms.ts';
import { readPattern } from '../../patterns/read.ts';
import { conditionsOf, cutAfter } from '../conditions.ts';
import type { LintContext } from '../context.ts';
import { exampleFile } from '../example.ts';
import { setTypes } from '../granting-patterns.ts';
import type { LintRule } from '../rule.ts';

/** A pattern of a set that another one covers. */
export const setEntryShadowed: LintRule = {
  code: 'set-entry-shadowed',
  severity: 'warning',
  title: 'a pattern of a set is covered by another one',
  explanation:
    'Whatever this pattern matches, another pattern of the set matches too. It can be removed, or was meant to match something else.',
  bad: exampleFile(
    'policy p for agent dev { allow Read when .path in paths("src/**", "src/docs/**") }',
  ),
  good: exampleFile('policy p for agent dev { allow Read when .path in paths("src/**") }'),
  *find(context) {
    const cache = new PatternCache();
    for (const set of setsIn(context)) {
      const entries = set.patterns.map((word) => ({
        word,
        alternatives: alternativesOf(set, word),
      }));
      for (const [at, { word, alternatives }] of entries.entries()) {
        const wider = entries.find(
          (other, index) =>
            index !== at &&
            covers(cache, other.alternatives, alternatives) &&
            (index < at || !covers(cache, alternatives, other.alternatives)),
        );
        if (wider === undefined) continue;
        const previous = entries[at - 1]?.word.span;
        const next = entries[at + 1]?.word.span;
        const cut =
          previous === undefined
            ? { ...word.span, end: next?.start ?? word.span.end }
            : cutAfter(previous, word.span);
        yield {
          span: word.span,
          message: `${quote(wider.word.text)} matches everything that ${quote(word.text)} does`,
          labels: [{ span: wider.word.span, text: 'covers it' }],
          fix: { title: 'remove it', edits: [{ span: cut, text: '' }], safe: true },
        };
      }
    }
  },
};

/** Declared sets, and those written in place. */
function setsIn({ program, rules }: LintContext): readonly SetLiteral[] {
  const inline = rules.flatMap(({ rule }) =>
    conditionsOf(rule).flatMap((each) =>
      each.kind === 'in' && each.set.kind === 'set' ? [each.set] : [],
    ),
  );
  return [...[...program.sets.values()].map(({ value }) => value), ...inline];
}

function alternativesOf(set: SetLiteral, word: Word): Alternatives {
  const reading = readPattern(setTypes[set.of], null, word.text);
  return reading.ok ? reading.alternatives : [];
}

/** Whether each alternative of the narrower pattern lies within one of the wider. */
function covers(cache: PatternCache, wider: Alternatives, narrower: Alternatives): boolean {
  return (
    narrower.length > 0 &&
    narrower.every((terms) => wider.some((wide) => within(cache, terms, wide)))
  );
}

/** Term by term: both come from patterns of one type, so the parts stand in the same order. */
function within(cache: PatternCache, narrow: readonly Term[], wide: readonly Term[]): boolean {
  return wide.every((wideTerm) =>
    narrow.some((term) => term.part === wideTerm.part && isWithin(cache, term, wideTerm)),
  );
}

function isWithin(cache: PatternCache, narrow: Term, wide: Term): boolean {
  if (narrow.kind === 'equal' || wide.kind === 'equal') {
    return narrow.kind === 'equal' && wide.kind === 'equal' && narrow.value === wide.value;
  }
  const [one, other] = [compileTerm(cache, narrow), compileTerm(cache, wide)];
  if (narrow.form !== wide.form || one === undefined || other === undefined) return false;
  const isFolded =
    one.folded === null || other.folded === null || isSubset(one.folded, other.folded);
  return isFolded && isSubset(one.exact, other.exact);
}
