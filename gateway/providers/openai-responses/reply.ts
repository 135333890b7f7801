import { quote } from '../../../compiler/bundle/quote.ts';
import type { Gate, Patience, ServedCall } from '../../enforce/gate.ts';
import type { Sealer } from '../../enforce/tombstone.ts';
import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { RelayedReply } from '../dialect.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';
import {
  itemRole,
  readCall,
  refuseWithoutText,
  replaceItem,
  sealedCall,
  toolNameOf,
} from './call-item.ts';
import { isServedType, readServed } from './served-item.ts';
import { readUsage } from './usage.ts';

/**
 * Judges the calls of a response that was not streamed, in order. A call that is not released is
 * replaced in place; every other byte stays. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE before anything
 * is judged when some part of the answer cannot be read.
 */
export async function relayReply(
  body: Buffer,
  gate: Gate,
  seal: Sealer,
  patience: Patience,
): Promise<RelayedReply> {
  const response = scanAnswer(body);
  const served = servedIn(response, gate);
  const items = callsIn(response);
  for (const call of served) await gate.served?.(call);
  const splices: Splice[] = [];
  for (const item of items) {
    const ruling = await gate.judge(readCall(item), patience);
    if (ruling.kind === 'release') continue;
    const kind = ruling.kind === 'deny' ? 'denied' : 'pending';
    const tombstone = seal(sealedCall(item), kind, ruling.reason);
    splices.push(...replaceItem(item, tombstone, tombstone.input));
  }
  const relayed = spliceBytes(body, splices);
  return {
    body: relayed,
    summary: {
      messageId: response.get('id')?.text ?? null,
      model: response.get('model')?.text ?? null,
      stopReason: response.get('status')?.text ?? null,
      usage: readUsage(response.get('usage')),
      outcome: patience.signal.aborted ? 'client-gone' : 'complete',
      calls: items.length,
      bytesOut: relayed.length,
    },
  };
}

/** The calls that the provider ran itself. */
function servedIn(response: JsonValue, { serverTools = [] }: Gate): readonly ServedCall[] {
  const items = response.get('output')?.items ?? [];
  return items
    .filter((item) => isServedType(item.get('type')?.text ?? ''))
    .flatMap((item) => readServed(item, serverTools) ?? []);
}

function callsIn(response: JsonValue): readonly JsonValue[] {
  const output = response.get('output');
  if (response.get('object')?.text !== 'response' || output?.kind !== 'array')
    throw unreadable('an answer that is not a response');
  const ids = new Set<string>();
  return output.items.filter((item) => {
    const type = item.get('type')?.text ?? '';
    if (itemRole(type) === 'unknown') throw unreadable(`an item of the type ${quote(type)}`);
    if (itemRole(type) !== 'call') return false;
    const id = item.get('call_id')?.text ?? '';
    if (id === '' || !toolNameOf(item)) throw unreadable('a call without an id or a name');
    if (ids.has(id)) throw unreadable('a call with the id of another');
    refuseWithoutText(item);
    ids.add(id);
    return true;
  });
}
