import { assert } from '../../compiler/bundle/assert.ts';
import { type Splice, spliceBytes } from './splice.ts';
import type { JsonValue } from './value.ts';

/** How the members of an object are to change. `added` is JSON text by key; at least one. */
export interface MemberChange {
  readonly dropped: readonly string[];
  readonly added: ReadonlyMap<string, string>;
}

/**
 * `bytes`, the text that `object` was scanned from, with members of it dropped and others put before
 * its first. Every byte of the members that stay is the writer's own.
 */
export function changeMembers(
  bytes: Buffer,
  object: JsonValue,
  { dropped, added }: MemberChange,
): Buffer {
  assert(object.kind === 'object' && added.size > 0, 'an object gains a member');
  const { members } = object;
  const start = object.start + 1;
  const splices: Splice[] = [];
  const isFirstKept = members[0] !== undefined && !dropped.includes(members[0].key);
  const texts = [...added].map(([key, json]) => `${JSON.stringify(key)}:${json}`);
  splices.push({ start, end: start, text: `${texts.join(',')}${isFirstKept ? ',' : ''}` });
  let end = start;
  for (const { key, value } of members) {
    // The comma before a member goes with it; what is added stands before the first that stays.
    if (dropped.includes(key)) splices.push({ start: end, end: value.end, text: '' });
    end = value.end;
  }
  return spliceBytes(bytes, splices);
}
