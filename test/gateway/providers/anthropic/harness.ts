import type { Gate, Patience, Ruling, ToolCall } from '../../../../gateway/enforce/gate.ts';
import {
  type Sealer,
  type SealKeys,
  sealTombstone,
} from '../../../../gateway/enforce/tombstone.ts';
import { relayStream } from '../../../../gateway/providers/anthropic/stream.ts';
import type { ResponseSummary } from '../../../../gateway/providers/dialect.ts';

// Builders for answers as the provider streams them, and a relay with everything around it recorded.

export const tenant = 'default';
const key = Buffer.alloc(32, 7);
export const keys: SealKeys = { current: { id: 'k1', key }, all: new Map([['k1', key]]) };

export const seal: Sealer = (call, kind, reason) =>
  sealTombstone(keys, {
    tenant,
    callId: call.id,
    name: call.name,
    argumentsText: call.argumentsText,
    kind,
    reason,
  });

type Json = Record<string, unknown>;

/** One event; `type` also stands in its JSON. */
export function event(type: string, members: Json = {}): string {
  return raw(type, JSON.stringify({ type, ...members }));
}

/** One event with any text as its data. */
export function raw(type: string, data: string): string {
  return `event: ${type}\ndata: ${data}\n\n`;
}

export const start: string = event('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 12,
      cache_read_input_tokens: 30,
      cache_creation_input_tokens: 4,
      output_tokens: 1,
    },
  },
});

export function end(stopReason = 'tool_use'): string {
  return (
    event('message_delta', {
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: 42 },
    }) + event('message_stop')
  );
}

export const pingEvent: string = event('ping');

export function block(index: number, content: Json, deltas: readonly Json[]): string {
  return [
    event('content_block_start', { index, content_block: content }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ].join('');
}

export function text(index: number, ...parts: string[]): string {
  const deltas = parts.map((part) => ({ type: 'text_delta', text: part }));
  return block(index, { type: 'text', text: '' }, deltas);
}

/** A call whose arguments are streamed in the given parts. */
export function call(index: number, name: string, ...parts: string[]): string {
  const deltas = parts.map((part) => ({ type: 'input_json_delta', partial_json: part }));
  return block(index, { type: 'tool_use', id: `toolu_${index}`, name, input: {} }, deltas);
}

export function message(...blocks: string[]): string {
  return start + blocks.join('') + end();
}

/** A gate that releases tools called `Allowed…`, parks `Asked…`, denies others and what has a defect. */
export function scriptedGate(judged: ToolCall[]): Gate {
  return {
    judge: async (call) => {
      judged.push(call);
      await new Promise(setImmediate);
      return rule(call);
    },
  };
}

export function rule({ name, defect }: ToolCall): Ruling {
  if (defect === null && name.startsWith('Allowed')) return { kind: 'release' };
  if (defect === null && name.startsWith('Asked'))
    return { kind: 'park', reason: 'Not run yet: approval a_1 is pending.' };
  return { kind: 'deny', reason: 'Not run: denied by rule p.r.' };
}

export interface Relayed {
  readonly out: string;
  readonly writes: readonly string[];
  readonly judged: readonly ToolCall[];
  readonly summary: ResponseSummary;
}

export const patience: Patience = { holdMs: 1000, signal: new AbortController().signal };

/** How a relay of a test differs: its options, and the dialect's. */
export interface RelayChanges extends Partial<Parameters<typeof relayStream>[0]> {
  readonly relayStream?: typeof relayStream;
}

/** Relays `chunks` through {@link scriptedGate}. A chunk that is an Error breaks the connection. */
export async function relay(
  chunks: readonly (string | Uint8Array | Error)[],
  { relayStream: relayDialect = relayStream, ...options }: RelayChanges = {},
): Promise<Relayed> {
  const judged: ToolCall[] = [];
  const writes: Buffer[] = [];
  const summary = await relayDialect({
    upstream: upstreamOf(chunks),
    write: async (bytes) => void writes.push(Buffer.from(bytes)),
    gate: scriptedGate(judged),
    seal,
    patience,
    ...options,
  });
  const out = Buffer.concat(writes).toString();
  return { out, writes: writes.map(String), judged, summary };
}

export async function* upstreamOf(
  chunks: readonly (string | Uint8Array | Error)[],
): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await new Promise(setImmediate);
    if (chunk instanceof Error) throw chunk;
    yield Buffer.from(chunk);
  }
}

/** The events in an event stream of ours, as a client that trusts it reads them. */
export function eventsOf(out: string): readonly Json[] {
  return [...out.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as Json);
}
