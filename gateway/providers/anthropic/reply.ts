import { quote } from '../../../compiler/bundle/quote.ts';
import type { Gate, Patience, ServedCall, ServerTool, ToolCall } from '../../enforce/gate.ts';
import type { Sealer } from '../../enforce/tombstone.ts';
import { argumentsDefect } from '../../json/arguments.ts';
import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { type RelayedReply, type ResponseSummary, unknownUsage } from '../dialect.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';
import { callDefect, rewriteCall } from './call-block.ts';
import { deltasOf } from './content-block.ts';
import { madeFiles } from './made-files.ts';
import { servedBlock } from './served-block.ts';
import { updateUsage } from './usage.ts';

/**
 * Judges the calls of an answer that was not streamed, in order. A call that is not released is
 * replaced in place; every other byte stays. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE before anything
 * is judged when some part of the answer cannot be read.
 */
export async function relayReply(
  body: Buffer,
  gate: Gate,
  seal: Sealer,
  patience: Patience,
): Promise<RelayedReply> {
  const message = scanAnswer(body);
  const blocks = readCalls(message, gate.serverTools);
  const served = servedIn(message, gate);
  for (const call of served) await gate.served?.(call);
  const made = (message.get('content')?.items ?? []).flatMap(madeFiles);
  if (made.length > 0) await gate.made?.(made);
  const splices: Splice[] = [];
  const ids = new Set<string>();
  for (const block of blocks) {
    const call = readCall(block, ids);
    ids.add(call.id);
    const ruling = await gate.judge(call, patience);
    if (ruling.kind === 'release') continue;
    const kind = ruling.kind === 'deny' ? 'denied' : 'pending';
    splices.push(...rewriteCall(block, seal(call, kind, ruling.reason)));
  }
  const relayed = spliceBytes(body, splices);
  return { body: relayed, summary: summarise(message, blocks.length, relayed, patience) };
}

/** The tool_use blocks of a message whose every block is known. */
function readCalls(
  message: JsonValue,
  serverTools: readonly ServerTool[] = [],
): readonly JsonValue[] {
  const content = message.get('content');
  if (message.get('type')?.text !== 'message' || content?.kind !== 'array')
    throw unreadable('an answer that is not a message');
  return content.items.filter((block) => {
    const type = block.get('type')?.text;
    if (type === undefined || deltasOf(type, serverTools.length > 0) === undefined)
      throw unreadable(`a block of the type ${quote(type ?? '')}`);
    if (type === 'tool_use' && !(block.get('id')?.text && block.get('name')?.text))
      throw unreadable('a call without an id or a name');
    return type === 'tool_use';
  });
}

/** The calls that the provider ran itself. */
function servedIn(message: JsonValue, { serverTools = [] }: Gate): readonly ServedCall[] {
  const blocks = message.get('content')?.items ?? [];
  return blocks.flatMap((block) => servedBlock(block, serverTools)?.call ?? []);
}

function readCall(block: JsonValue, ids: ReadonlySet<string>): ToolCall {
  const id = block.get('id')?.text ?? '';
  const argumentsText = block.get('input')?.json ?? '{}';
  const repeated = ids.has(id) ? 'the id of the call was used before' : null;
  return {
    id,
    name: block.get('name')?.text ?? '',
    argumentsText,
    defect: repeated ?? callDefect(block) ?? argumentsDefect(argumentsText),
  };
}

function summarise(
  message: JsonValue,
  calls: number,
  body: Buffer,
  { signal }: Patience,
): ResponseSummary {
  return {
    messageId: message.get('id')?.text ?? null,
    model: message.get('model')?.text ?? null,
    stopReason: message.get('stop_reason')?.text ?? null,
    usage: updateUsage(unknownUsage, message.get('usage')),
    outcome: signal.aborted ? 'client-gone' : 'complete',
    calls,
    bytesOut: body.length,
  };
}
