/**
 * What is known of one argument of an effect: its value, a set that its value is in, or nothing. A
 * rule that denies or asks takes each member for possible; one that allows needs all of them.
 */
export type Known =
  | { readonly kind: 'one'; readonly value: string | number | boolean }
  | { readonly kind: 'set'; readonly pieces: readonly SetPiece[] }
  /** Every host below a domain, all in the one spelling of hosts. */
  | { readonly kind: 'hosts'; readonly below: string }
  /** A list or a record as it was sent, for a parameter that is one. */
  | { readonly kind: 'json'; readonly value: unknown }
  /** Any value of its type. With `maybeAbsent` it may also be missing. */
  | { readonly kind: 'unknown'; readonly maybeAbsent: boolean };

/**
 * A set of texts as a pattern: pieces one after another. `run` is any run of characters but `/`,
 * `unit` one character but `/`, `any` any run of characters, `below` the text so far and everything beneath it, or everything
 * beneath it that has no segment with a leading dot. `below` comes last.
 */
export type SetPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'run' }
  | { readonly kind: 'unit' }
  | { readonly kind: 'any' }
  | { readonly kind: 'below'; readonly skipsHidden: boolean };
