import { type SealKeys, tombstoneKind } from '../../enforce/tombstone.ts';
import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { RestoredRequest } from '../dialect.ts';
import { openSealed, type SealedPlace } from '../openai/sealed-arguments.ts';
import type { Message } from './message.ts';
import { type CallBody, rewriteBody, textMemberOf } from './tool-call.ts';

/** Where a tombstone stands in the history that a client sends back. */
interface TombstonePlace extends SealedPlace {
  readonly body: CallBody;
  /** The messages that answer it. */
  readonly results: readonly JsonValue[];
}

/**
 * Puts back the calls that tombstones stand for, and the reason as their result; `splices` are made
 * in the same pass. Every other byte stays as it came. The same request always gives the same bytes.
 */
export function restoreRequest(
  body: Buffer,
  messages: readonly Message[],
  { keys, tenant, splices }: Restoration,
): RestoredRequest {
  const places = readTombstones(messages);
  const all = [...splices];
  let restored = 0;
  for (const place of places) {
    const call = openSealed(place, keys, tenant);
    if (call === 'broken') continue;
    restored++;
    all.push(...rewriteBody(place.body, { name: call.name, input: call.argumentsText }));
    all.push(...place.results.map((result) => failedResult(result, call.reason)));
  }
  return { body: spliceBytes(body, all), restored, broken: places.length - restored };
}

/** What restoring a request needs. */
export interface Restoration {
  readonly keys: SealKeys;
  readonly tenant: string;
  /** Other changes to the request. */
  readonly splices: readonly Splice[];
}

/** The tombstones in assistant messages, whether or not their seals are good. */
function readTombstones(messages: readonly Message[]): readonly TombstonePlace[] {
  const places: (TombstonePlace & { readonly results: JsonValue[] })[] = [];
  const byId = new Map<string, JsonValue[]>();
  for (const { role, value } of messages) {
    if (role === 'tool') byId.get(value.get('tool_call_id')?.text ?? '')?.push(value);
    if (role !== 'assistant') continue;
    for (const entry of value.get('tool_calls')?.items ?? []) {
      const place = placeOf(entry);
      if (place === undefined) continue;
      const results: JsonValue[] = [];
      places.push({ ...place, results });
      byId.set(place.callId, results);
    }
  }
  return places;
}

function placeOf(entry: JsonValue): Omit<TombstonePlace, 'results'> | undefined {
  const kind = entry.get('custom')?.kind === 'object' ? 'custom' : 'function';
  const value = entry.get(kind);
  const callId = entry.get('id')?.text;
  const tombstone = tombstoneKind(value?.get('name')?.text);
  if (value === undefined || callId === undefined || tombstone === undefined) return undefined;
  const argumentsText = value.get(textMemberOf(kind))?.text;
  return { callId, kind: tombstone, argumentsText, body: { kind, value } };
}

function failedResult(result: JsonValue, reason: string): Splice {
  const text = JSON.stringify(reason);
  const content = result.get('content');
  if (content !== undefined) return content.replacedBy(text);
  return { start: result.endInside, end: result.endInside, text: `,"content":${text}` };
}
