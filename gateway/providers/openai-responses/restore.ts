import { type SealKeys, tombstoneKind } from '../../enforce/tombstone.ts';
import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { RestoredRequest } from '../dialect.ts';
import { openSealed, type SealedPlace } from '../openai/sealed-arguments.ts';
import { sealedItemType, textMemberOf } from './call-item.ts';
import { answeredCall, type InputItem } from './input.ts';
import { failedOutput } from './failed-output.ts';

/** Where a tombstone stands in the history that a client sends back. */
interface TombstonePlace extends SealedPlace {
  readonly item: JsonValue;
  /** The member of the item that holds the sealed text. */
  readonly member: 'arguments' | 'input';
  /** The items that answer it. */
  readonly results: readonly JsonValue[];
}

/**
 * Puts back the calls that tombstones stand for, and the reason as their result. Every other byte
 * stays as it came. The same request always gives the same bytes.
 */
export function restoreRequest(
  body: Buffer,
  items: readonly InputItem[],
  keys: SealKeys,
  tenant: string,
): RestoredRequest {
  const places = readTombstones(items);
  const splices: Splice[] = [];
  let restored = 0;
  for (const place of places) {
    const call = openSealed(place, keys, tenant);
    if (call === 'broken') continue;
    restored++;
    splices.push(...restoredCall(place, call));
  }
  return { body: spliceBytes(body, splices), restored, broken: places.length - restored };
}

/** The tombstones in a history, whether or not their seals are good. */
function readTombstones(items: readonly InputItem[]): readonly TombstonePlace[] {
  const places: (TombstonePlace & { readonly results: JsonValue[] })[] = [];
  const byId = new Map<string, JsonValue[]>();
  for (const item of items) {
    byId.get(answeredCall(item) ?? '')?.push(item.value);
    const member = textMemberOf(item.type);
    const callId = item.value.get('call_id')?.text;
    const kind = tombstoneKind(item.value.get('name')?.text);
    if (member === null || kind === undefined || callId === undefined) continue;
    const argumentsText = item.value.get(member)?.text;
    const results: JsonValue[] = [];
    places.push({ callId, kind, argumentsText, item: item.value, member, results });
    byId.set(callId, results);
  }
  return places;
}

function restoredCall(
  { item, member, results, callId }: TombstonePlace,
  call: { readonly name: string; readonly argumentsText: string; readonly reason: string },
): readonly Splice[] {
  const type = sealedItemType(call.name);
  if (type !== undefined)
    return [
      item.replacedBy(call.argumentsText),
      ...results.map((result) => result.replacedBy(failedOutput(type, callId, call.reason))),
    ];
  const [name, text] = [item.get('name'), item.get(member)];
  return [
    ...(name === undefined ? [] : [name.replacedBy(JSON.stringify(call.name))]),
    ...(text === undefined ? [] : [text.replacedBy(JSON.stringify(call.argumentsText))]),
    ...results.map((result) => failedText(result, call.reason)),
  ];
}

/** The result of a call with a name is a text. */
function failedText(result: JsonValue, reason: string): Splice {
  const text = JSON.stringify(reason);
  const output = result.get('output');
  if (output !== undefined) return output.replacedBy(text);
  return { start: result.endInside, end: result.endInside, text: `,"output":${text}` };
}
