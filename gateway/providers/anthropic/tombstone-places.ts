import { type TombstoneKind, tombstoneKind } from '../../enforce/tombstone.ts';
import type { JsonValue } from '../../json/value.ts';
import type { Message } from './message.ts';

/** Where a tombstone stands in the history that a client sends back. */
export interface TombstonePlace {
  readonly callId: string;
  readonly kind: TombstoneKind;
  /** The tool_use block. */
  readonly block: JsonValue;
  /** The tool_result blocks that answer it. */
  readonly results: readonly JsonValue[];
}

/** The tombstones in assistant messages, whether or not their seals are good. */
export function readTombstones(messages: readonly Message[]): readonly TombstonePlace[] {
  const places: (TombstonePlace & { readonly results: JsonValue[] })[] = [];
  const byId = new Map<string, JsonValue[]>();
  for (const { role, blocks } of messages)
    for (const { type, value } of blocks) {
      if (type === 'tool_result') byId.get(value.get('tool_use_id')?.text ?? '')?.push(value);
      if (type !== 'tool_use' || role !== 'assistant') continue;
      const callId = value.get('id')?.text;
      const kind = tombstoneKind(value.get('name')?.text);
      if (kind === undefined || callId === undefined) continue;
      const results: JsonValue[] = [];
      places.push({ callId, kind, block: value, results });
      byId.set(callId, results);
    }
  return places;
}
