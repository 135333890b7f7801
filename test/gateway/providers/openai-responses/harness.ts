import { relayStream } from '../../../../gateway/providers/openai-responses/stream.ts';
import { type Relayed, relay as relayWith } from '../anthropic/harness.ts';

// Builders for responses as the provider streams them.

type Json = Readonly<Record<string, unknown>>;

/** One output item: the events that stream it, without their sequence numbers, and what it ends as. */
export interface Item {
  readonly events: readonly Json[];
  readonly done: Json;
}

export const envelope: Json = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  model: 'gpt-5.5-codex',
  instructions: 'Be brief.',
  error: null,
  incomplete_details: null,
  tools: [],
};

export const usage: Json = {
  input_tokens: 46,
  input_tokens_details: { cached_tokens: 30, cache_write_tokens: 4 },
  output_tokens: 42,
  output_tokens_details: { reasoning_tokens: 9 },
  total_tokens: 88,
};

/** Events as they go over the wire, numbered. */
export function wire(events: readonly Json[]): string {
  return events
    .map(({ type, ...members }, sequence_number) => {
      const json = JSON.stringify({ type, sequence_number, ...members });
      return `event: ${String(type)}\ndata: ${json}\n\n`;
    })
    .join('');
}

/** The events of a whole response. */
export function eventsOfResponse(...items: readonly Item[]): readonly Json[] {
  return [...beginning, ...items.flatMap(({ events }) => events), ending(items)];
}

/** A whole response on the wire. */
export function response(...items: readonly Item[]): string {
  return wire(eventsOfResponse(...items));
}

export const beginning: readonly Json[] = [
  { type: 'response.created', response: { ...envelope, status: 'in_progress', output: [] } },
  { type: 'response.in_progress', response: { ...envelope, status: 'in_progress', output: [] } },
];

export function ending(items: readonly Item[], type = 'completed'): Json {
  const output = items.map(({ done }) => done);
  return { type: `response.${type}`, response: { ...envelope, status: type, output, usage } };
}

export function message(output_index: number, text: string): Item {
  const item_id = `msg_${output_index}`;
  const part = { type: 'output_text', text, annotations: [] };
  const at = { output_index, item_id, content_index: 0 };
  const open = { id: item_id, type: 'message', role: 'assistant', status: 'in_progress' };
  const done = { ...open, status: 'completed', content: [part] };
  return {
    done,
    events: [
      { type: 'response.output_item.added', output_index, item: { ...open, content: [] } },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      { type: 'response.output_text.delta', ...at, delta: text, logprobs: [] },
      { type: 'response.output_text.done', ...at, text, logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
      { type: 'response.output_item.done', output_index, item: done },
    ],
  };
}

export function reasoning(output_index: number): Item {
  const open = { id: `rs_${output_index}`, type: 'reasoning', summary: [] };
  const done = { ...open, encrypted_content: 'c2VjcmV0' };
  return {
    done,
    events: [
      { type: 'response.output_item.added', output_index, item: open },
      { type: 'response.output_item.done', output_index, item: done },
    ],
  };
}

/** A function call whose arguments are streamed in the given parts. */
export function call(output_index: number, name: string, ...parts: string[]): Item {
  return named('function_call', output_index, name, parts);
}

/** A call of a custom tool: its input is any text. */
export function custom(output_index: number, name: string, ...parts: string[]): Item {
  return named('custom_tool_call', output_index, name, parts);
}

function named(type: string, output_index: number, name: string, parts: string[]): Item {
  const isFunction = type === 'function_call';
  const member = isFunction ? 'arguments' : 'input';
  const prefix = isFunction
    ? 'response.function_call_arguments'
    : 'response.custom_tool_call_input';
  const item_id = `${isFunction ? 'fc' : 'ctc'}_${output_index}`;
  const text = parts.join('');
  const item = { id: item_id, type, status: 'in_progress', [member]: '', name };
  const open = { ...item, call_id: `call_${output_index}` };
  const done = { ...open, status: 'completed', [member]: text };
  return {
    done,
    events: [
      { type: 'response.output_item.added', output_index, item: open },
      ...parts.map((delta) => ({ type: `${prefix}.delta`, output_index, item_id, delta })),
      { type: `${prefix}.done`, output_index, item_id, [member]: text },
      { type: 'response.output_item.done', output_index, item: done },
    ],
  };
}

/** A call that its type names. */
export function typed(
  output_index: number,
  type: string,
  members: Json,
  between: Json[] = [],
): Item {
  const open = {
    id: `x_${output_index}`,
    type,
    status: 'in_progress',
    call_id: `call_${output_index}`,
  };
  const done = { ...open, status: 'completed', ...members };
  return {
    done,
    events: [
      { type: 'response.output_item.added', output_index, item: { ...open, ...members } },
      ...between.map((event) => ({ ...event, output_index, item_id: open.id })),
      { type: 'response.output_item.done', output_index, item: done },
    ],
  };
}

/** Relays chunks through the scripted gate: it releases tools called `Allowed…`, parks `Asked…`. */
export function relay(
  chunks: readonly (string | Uint8Array | Error)[],
  options: Parameters<typeof relayWith>[1] = {},
): Promise<Relayed> {
  return relayWith(chunks, { ...options, relayStream });
}

/** One call as some client would run it: the type of its item, its name, its text. */
export type Ran = string;

/**
 * What clients of three kinds would run: those that act on an item's end (Codex), on the finished
 * response (the SDK's loops), and on the parts.
 */
export function ranBy(out: string): Record<'items' | 'finished' | 'parts', readonly Ran[]> {
  const events = dataOf(out);
  const items = events.filter(({ type }) => type === 'response.output_item.done');
  const ends = events.filter(({ type }) => /^response\.(completed|incomplete)$/.test(String(type)));
  return {
    items: items.flatMap(({ item }) => ranItem(item as Json)),
    finished: ends.flatMap((end) =>
      ((end['response'] as Json)['output'] as Json[]).flatMap(ranItem),
    ),
    parts: ranParts(events),
  };
}

function ranItem(item: Json): readonly Ran[] {
  const { type } = item;
  if (type === 'message' || type === 'reasoning') return [];
  const text = (item['arguments'] ?? item['input']) as string | undefined;
  return ranAs(item, text ?? JSON.stringify(item['action'] ?? item));
}

function ranAs({ type, name = '' }: Json, text: string): readonly Ran[] {
  if (String(name).startsWith('sentrely_')) return [];
  return [`${String(type)} ${String(name)} ${text}`];
}

const partTypes: readonly unknown[] = [
  'response.function_call_arguments.delta',
  'response.custom_tool_call_input.delta',
];

function ranParts(events: readonly Json[]): readonly Ran[] {
  const items = new Map<unknown, Json>();
  const texts = new Map<unknown, string>();
  for (const { type, output_index: index, item, delta } of events) {
    if (type === 'response.output_item.added') items.set(index, item as Json);
    if (partTypes.includes(type)) texts.set(index, `${texts.get(index) ?? ''}${String(delta)}`);
  }
  return [...texts].flatMap(([index, text]) => ranAs(items.get(index) ?? {}, text));
}

/** The events in a stream of ours, as a client that trusts it reads them. */
export function dataOf(out: string): readonly Json[] {
  return out.split('\n\n').flatMap((frame) => {
    const data = [...frame.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join('\n');
    return data.startsWith('{') ? [JSON.parse(data) as Json] : [];
  });
}
