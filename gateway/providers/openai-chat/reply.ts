import type { Gate, Patience, ToolCall } from '../../enforce/gate.ts';
import type { Sealer } from '../../enforce/tombstone.ts';
import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { RelayedReply } from '../dialect.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';
import { callsOf } from './choice.ts';
import { bodyOf, type CallBody, judgedCall, replaceCall, textMemberOf } from './tool-call.ts';
import { readUsage } from './usage.ts';

/**
 * Judges the calls of a completion that was not streamed, in order. A call that is not released is
 * replaced in place; every other byte stays. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE before anything
 * is judged when some part of the answer cannot be read.
 */
export async function relayReply(
  body: Buffer,
  gate: Gate,
  seal: Sealer,
  patience: Patience,
): Promise<RelayedReply> {
  const completion = scanAnswer(body);
  const choices = choicesOf(completion);
  const calls = choices.flatMap((choice) => callsOf(choice, 'message').map(readCall));
  const splices: Splice[] = [];
  const ids = new Set<string>();
  for (const { judged, text, body: place } of calls) {
    const defect = ids.has(judged.id) ? 'the id of the call was used before' : judged.defect;
    ids.add(judged.id);
    const ruling = await gate.judge({ ...judged, defect }, patience);
    if (ruling.kind === 'release') continue;
    const kind = ruling.kind === 'deny' ? 'denied' : 'pending';
    const sealed = { ...judged, argumentsText: text };
    splices.push(...replaceCall(place, seal(sealed, kind, ruling.reason)));
  }
  const relayed = spliceBytes(body, splices);
  return {
    body: relayed,
    summary: {
      messageId: completion.get('id')?.text ?? null,
      model: completion.get('model')?.text ?? null,
      stopReason: choices[0]?.get('finish_reason')?.text ?? null,
      usage: readUsage(completion.get('usage')),
      outcome: patience.signal.aborted ? 'client-gone' : 'complete',
      calls: calls.length,
      bytesOut: relayed.length,
    },
  };
}

function choicesOf(completion: JsonValue): readonly JsonValue[] {
  const choices = completion.get('choices');
  if (choices?.kind !== 'array') throw unreadable('an answer that is not a completion');
  return choices.items;
}

/** A call with the text as the model wrote it. */
interface PlacedCall {
  readonly judged: ToolCall;
  readonly text: string;
  readonly body: CallBody;
}

function readCall(entry: JsonValue): PlacedCall {
  const body = bodyOf(entry);
  const id = entry.get('id')?.text;
  const name = body?.value.get('name')?.text;
  const text = body?.value.get(textMemberOf(body.kind))?.text;
  if (body === undefined || !id || !name || text === undefined)
    throw unreadable('a call without an id, a name or a text');
  return { judged: judgedCall(body.kind, id, name, text), text, body };
}
