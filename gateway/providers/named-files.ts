import type { JsonValue } from '../json/value.ts';
import { shapeError } from './request-body.ts';

// Files at a provider that a request names by their ids. An id is known by the name of its member,
// wherever that stands: blocks that bring files are added to the dialects all the time.

/** The member that holds an id, and the one that holds a list of them. */
const one = 'file_id';
const many = 'file_ids';

/** An escape of a letter of these names, in which one could hide from a search for bytes. */
const escapedLetter = /\\u00(?:66|69|6[cC]|65|5[fF]|64|73)/;

/** Whether a body may name a file: without building anything of it. */
export function mayNameFiles(body: Buffer): boolean {
  // Quotes are all over a body: a search that begins with one takes twice as long.
  if (body.includes(one) && body.includes(`"${one}`)) return true;
  return body.includes('\\u00') && escapedLetter.test(body.toString('latin1'));
}

/** A value to look through, but for members of it that hold data or are looked through elsewhere. */
export interface Place {
  readonly value: JsonValue;
  readonly without?: readonly string[];
}

/** More files than a provider reads in one request; each is looked up. */
const namedFilesMax = 2000;

/**
 * Each id in a member `file_id` or `file_ids` of an object in these places, however deep, once. Throws
 * SENTRELY_ERR_REQUEST_SHAPE for more than {@link namedFilesMax}.
 */
export function namedFiles(places: readonly Place[]): readonly string[] {
  const ids = new Set<string>();
  const pending: Place[] = [...places];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { value, without = [] } = place;
    for (const { key, value: inside } of value.members) {
      const named = key === one ? [inside] : key === many ? inside.items : [];
      for (const each of named) addId(ids, each);
      if (!without.includes(key) && isNested(inside)) pending.push({ value: inside });
    }
    for (const inside of value.items) if (isNested(inside)) pending.push({ value: inside });
  }
  return [...ids];
}

function addId(ids: Set<string>, { text }: JsonValue): void {
  if (text === undefined) return;
  ids.add(text);
  if (ids.size > namedFilesMax) throw shapeError(`more than ${namedFilesMax} files are named`);
}

/** Whether something could be named inside. */
function isNested({ kind, isEmpty }: JsonValue): boolean {
  return (kind === 'object' || kind === 'array') && !isEmpty;
}
