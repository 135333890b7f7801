import type { SetKind, SetLiteral, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import type { Span } from '../../dsl/source.ts';
import type { PatternCache } from '../automata/cache.ts';
import { finding } from '../finding.ts';
import { isHopeless } from '../patterns/abnormal.ts';
import { compileTerm } from '../patterns/compile.ts';
import type { Reading } from '../patterns/pattern-terms.ts';
import { readPattern } from '../patterns/read.ts';
import type { ValueType } from '../value-type.ts';

/** The type of the values that a set can hold. */
const setTypes: Readonly<Record<SetKind, ValueType>> = {
  paths: 'Path',
  hosts: 'Host',
  urls: 'Url',
  emails: 'Email',
  keys: 'Key',
  refs: 'Ref',
  strings: 'String',
};

/** A set: every pattern can be read and can match something. */
export function* checkSet(
  cache: PatternCache,
  { of, patterns, span }: SetLiteral,
): Generator<Diagnostic> {
  if (patterns.length === 0) {
    yield finding('matches-nothing', span, 'found an empty set, expected at least one pattern');
  }
  for (const word of patterns) yield* checkPattern(cache, setTypes[of], word);
}

/** A pattern for values of a type. */
export function* checkPattern(
  cache: PatternCache,
  type: ValueType,
  word: Word,
): Generator<Diagnostic> {
  yield* checkReading(cache, word, readPattern(type, null, word.text));
}

/** The pattern that the text of a word was read as. */
export function* checkReading(
  cache: PatternCache,
  word: Word,
  reading: Reading,
): Generator<Diagnostic> {
  if (!reading.ok) {
    const { offset, message } = reading.fault;
    yield finding('pattern-syntax', placeIn(word, offset), message);
    return;
  }
  const matches = reading.alternatives.map((terms) =>
    terms.filter((term) => term.kind === 'match'),
  );
  const compiled = matches.map((terms) =>
    terms.map((term) => ({ term, automata: compileTerm(cache, term) })),
  );
  if (compiled.flat().some(({ automata }) => automata === undefined)) {
    yield finding(
      'pattern-too-large',
      word.span,
      `${quote(word.text)} needs too large an automaton`,
      {
        help: 'replace the wildcards after its first one by literal text, or write several patterns',
      },
    );
    return;
  }
  const isPossible = compiled.some((terms) =>
    terms.every(({ term, automata }) => automata && !isHopeless(term, automata.exact)),
  );
  if (isPossible) return;
  yield finding('matches-nothing', word.span, `${quote(word.text)} matches nothing`, {
    note: 'no value looks like this in its normal form',
    help: 'remove `.`, `..`, empty segments and a final separator',
  });
}

/** The character of a string literal, where its text stands as written; else the whole literal. */
function placeIn({ text, span }: Word, offset: number): Span {
  const isVerbatim = span.end - span.start === text.length + 2 && text === text.normalize('NFC');
  if (!isVerbatim) return span;
  const start = Math.min(span.start + 1 + offset, span.end - 1);
  return { ...span, start, end: Math.min(start + 1, span.end) };
}
