/**
 * What is known of one argument of an effect: its value, a set that its value is in, or nothing. A
 * rule that denies or asks takes each member for possible; one that allows needs all of them.
 */
export type Known =
  | { readonly kind: 'one'; readonly value: string | number | boolean }
  | { readonly kind: 'set'; readonly pieces: readonly SetPiece[] }
  /** Any value of its type. With `maybeAbsent` it may also be missing. */
  | { readonly kind: 'unknown'; readonly maybeAbsent: boolean };

/**
 * A set of texts as a pattern: pieces one after another. `run` is any run of characters but `/`,
 * `unit` one character but `/`, `below` the text so far and everything beneath it, or everything
 * beneath it that has no segment with a leading dot. `below` comes last.
 */
export type SetPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'unit' }
  | { readonly kind: 'below'; readonly skipsHidden: boolean };
