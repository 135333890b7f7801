import type { SetLiteral, Word } from '../../../dsl/ast.ts';
import { stringLiteral } from '../../../dsl/escape.ts';
import type { Span } from '../../../dsl/source.ts';
import type { Operator } from '../mutant.ts';

/** A piece of a tree with one mistake in it. Undefined is a piece left out. */
export interface Variant<T> {
  readonly operator: Operator;
  readonly span: Span;
  readonly before: string;
  readonly after: string;
  readonly to: T;
}

/** The same mistake seen from the piece around it. */
export function within<T, U>(variant: Variant<T>, build: (to: T) => U): Variant<U> {
  return { ...variant, to: build(variant.to) };
}

/** A pattern with one wildcard wider or narrower. */
export function patternVariants(word: Word): readonly Variant<Word>[] {
  return starsIn(word.text).map(({ at, isDeep }) => {
    const rest = word.text.slice(at + (isDeep ? 2 : 1));
    const text = `${word.text.slice(0, at)}${isDeep ? '*' : '**'}${rest}`;
    return {
      operator: isDeep ? 'narrow-pattern' : 'widen-pattern',
      span: word.span,
      before: stringLiteral(word.text),
      after: stringLiteral(text),
      to: { ...word, text },
    };
  });
}

interface Stars {
  readonly at: number;
  readonly isDeep: boolean;
}

function starsIn(text: string): readonly Stars[] {
  const stars: Stars[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '*') {
      const isDeep = text[at + 1] === '*';
      stars.push({ at, isDeep });
      if (isDeep) at++;
    }
  }
  return stars;
}

/** A set with one pattern changed, or left out where others remain. */
export function setVariants(set: SetLiteral): readonly Variant<SetLiteral>[] {
  // In plain strings both wildcards are any text.
  const found = patternListVariants(set.patterns, set.of !== 'strings');
  return found.map((each) => within(each, (patterns) => ({ ...set, patterns })));
}

/** Patterns of which one is changed, or left out where others remain. */
export function patternListVariants(
  patterns: readonly Word[],
  hasDepths = false,
): readonly Variant<readonly Word[]>[] {
  return patterns.flatMap((pattern, at) => [
    ...without(patterns, at).map((to): Variant<readonly Word[]> => {
      const before = stringLiteral(pattern.text);
      return { operator: 'drop-pattern', span: pattern.span, before, after: '', to };
    }),
    ...(hasDepths ? patternVariants(pattern) : []).map((variant) =>
      within(variant, (to) => patterns.with(at, to)),
    ),
  ]);
}

/** The list without an element, unless that is its last one. */
export function without<T>(list: readonly T[], at: number): readonly (readonly T[])[] {
  return list.length < 2 ? [] : [list.toSpliced(at, 1)];
}
