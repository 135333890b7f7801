import type { Span } from '../source.ts';

/** What every node of the tree carries. */
export interface Node {
  readonly span: Span;
}

/** A name or a text as written, with its place. `text` is decoded: no quotes, escapes resolved. */
export interface Word extends Node {
  readonly text: string;
}

/** A value as written in conditions and test calls. */
export type Literal = Node &
  (
    | {
        readonly kind: 'string';
        readonly value: string;
        /** Written as a bare word, which only an enum may be compared with. */
        readonly isWord?: true;
      }
    | { readonly kind: 'integer'; readonly value: number }
    | { readonly kind: 'boolean'; readonly value: boolean }
  );

/** JSON as written in a test call; keys may be bare words. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;
