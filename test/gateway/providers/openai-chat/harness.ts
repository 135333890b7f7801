import { relayStream } from '../../../../gateway/providers/openai-chat/stream.ts';
import { type Relayed, relay as relayWith } from '../anthropic/harness.ts';

// Builders for completions as the provider streams them.

type Json = Readonly<Record<string, unknown>>;

const envelope = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-5.5',
};

/** One chunk with these choices. */
export function chunk(...choices: readonly Json[]): string {
  return data({ ...envelope, choices, usage: null });
}

export function data(json: unknown): string {
  return `data: ${JSON.stringify(json)}\n\n`;
}

/** One chunk with a part of the first choice's message. */
export function delta(members: Json, index = 0): string {
  return chunk({ index, delta: members, logprobs: null, finish_reason: null });
}

export function text(content: string): string {
  return delta({ content });
}

/** A call in chunks of its own, its arguments in the given parts. */
export function call(index: number, name: string, ...parts: string[]): string {
  const first = { index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } };
  const rest = parts.map((part) => ({ index, function: { arguments: part } }));
  return [first, ...rest].map((entry) => delta({ tool_calls: [entry] })).join('');
}

export const start: string = delta({ role: 'assistant', content: null, refusal: null });

export const usage: Json = {
  prompt_tokens: 42,
  completion_tokens: 7,
  total_tokens: 49,
  prompt_tokens_details: { cached_tokens: 30 },
};

export const usageChunk: string = data({ ...envelope, choices: [], usage });
export const done = 'data: [DONE]\n\n';

export function finish(reason = 'tool_calls', index = 0): string {
  return chunk({ index, delta: {}, logprobs: null, finish_reason: reason });
}

/** A whole completion of one choice. */
export function completion(...parts: readonly string[]): string {
  return `${start}${parts.join('')}${finish()}${usageChunk}${done}`;
}

/** Relays chunks through the scripted gate: it releases tools called `Allowed…`, parks `Asked…`. */
export function relay(
  chunks: readonly (string | Uint8Array | Error)[],
  options: Parameters<typeof relayWith>[1] = {},
): Promise<Relayed> {
  return relayWith(chunks, { ...options, relayStream });
}

interface Entry {
  readonly index: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
  readonly custom?: { readonly name?: string; readonly input?: string };
}

interface Chunk {
  readonly error?: Json;
  readonly choices?: readonly {
    readonly index: number;
    readonly delta?: { readonly tool_calls?: readonly Entry[]; readonly content?: string };
    readonly finish_reason?: string | null;
  }[];
}

/** The chunks of a stream, as a client that trusts it reads them. */
export function chunksOf(out: string): readonly Chunk[] {
  return out.split('\n\n').flatMap((frame) => {
    const lines = [...frame.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join('\n');
    return lines.startsWith('{') ? [JSON.parse(lines) as Chunk] : [];
  });
}

/** What a client would run that puts calls together by choice and index: name and text. */
export function ranBy(out: string): readonly string[] {
  const calls = new Map<string, { name: string; text: string }>();
  for (const { key, name, text: words } of partsOf(out)) {
    const known = calls.get(key) ?? { name: '', text: '' };
    calls.set(key, { name: known.name + name, text: known.text + words });
  }
  return [...calls.values()]
    .filter(({ name }) => !name.startsWith('sentrely_'))
    .map(({ name, text: words }) => `${name} ${words}`);
}

function partsOf(out: string): readonly { key: string; name: string; text: string }[] {
  const choices = chunksOf(out).flatMap((one) => one.choices ?? []);
  return choices.flatMap(({ index: choice, delta: part }) =>
    (part?.tool_calls ?? []).map(({ index, function: fn, custom }) => ({
      key: `${choice} ${index}`,
      name: fn?.name ?? custom?.name ?? '',
      text: fn?.arguments ?? custom?.input ?? '',
    })),
  );
}
