import type { IToken } from '../tokens.ts';

/** Index of the first token that begins at an offset or behind it. */
export function firstAt(tokens: readonly IToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.startOffset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Offset behind a token. */
export function endOf({ startOffset, image }: IToken): number {
  return startOffset + image.length;
}

/** The token that an offset is in, or at the end of. */
export function tokenAt(tokens: readonly IToken[], offset: number): IToken | undefined {
  const before = tokens[firstAt(tokens, offset) - 1];
  if (before !== undefined && endOf(before) >= offset) return before;
  const here = tokens[firstAt(tokens, offset)];
  return here?.startOffset === offset ? here : undefined;
}
