import { assert } from '../../compiler/bundle/assert.ts';

/** One replacement of bytes. `start === end` inserts. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * `bytes` with the splices made and every other byte as it was: parsing and writing JSON again
 * would reorder keys and rewrite numbers and escapes. Without splices it is the same buffer.
 */
export function spliceBytes(bytes: Buffer, splices: readonly Splice[]): Buffer {
  if (splices.length === 0) return bytes;
  const parts: Buffer[] = [];
  let at = 0;
  for (const { start, end, text } of splices.toSorted((one, other) => one.start - other.start)) {
    const isFitting = at <= start && start <= end && end <= bytes.length;
    assert(isFitting, 'splices lie in the text and do not overlap');
    parts.push(bytes.subarray(at, start), Buffer.from(text));
    at = end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}
