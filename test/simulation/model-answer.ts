import * as anthropic from '../gateway/providers/anthropic/harness.ts';
import * as chat from '../gateway/providers/openai-chat/harness.ts';
import * as responses from '../gateway/providers/openai-responses/harness.ts';
import type { Chance } from './chance.ts';

/** The three wire formats. */
export const dialectNames = ['anthropic', 'chat', 'responses'] as const;
export type DialectName = (typeof dialectNames)[number];

/** A call that a model makes, and what must become of it: nobody may run what is denied. */
export interface MadeCall {
  readonly id: string;
  readonly name: 'write_file' | 'deploy' | 'run_command';
  readonly argumentsText: string;
}

/** Stands in every word of a model, so that its bytes are known from the gateway's own. */
export const mark = 'ZQ';

const words = `${mark}some words of the model`;

/** A whole answer on the wire, streamed. */
export function streamOf(dialect: DialectName, calls: readonly MadeCall[], chance: Chance): string {
  const parts = calls.map((call) => piecesOf(call.argumentsText, chance));
  if (dialect === 'anthropic')
    return anthropic.message(
      anthropic.text(0, words),
      ...calls.map(({ id, name }, at) =>
        anthropic.call(at + 1, name, ...(parts[at] ?? [])).replace(`toolu_${at + 1}`, id),
      ),
    );
  if (dialect === 'chat')
    return chat.completion(
      chat.text(words),
      ...calls.map(({ id, name }, at) =>
        chat.call(at, name, ...(parts[at] ?? [])).replace(`call_${at}`, id),
      ),
    );
  const items = calls.map(({ id, name }, at) =>
    named(responses.call(at + 1, name, ...(parts[at] ?? [])), id, at + 1),
  );
  return responses.response(responses.message(0, words), ...items);
}

function named(item: responses.Item, id: string, at: number): responses.Item {
  return JSON.parse(JSON.stringify(item).replaceAll(`"call_${at}"`, `"${id}"`)) as responses.Item;
}

/** The same answer in one piece. */
export function replyOf(dialect: DialectName, calls: readonly MadeCall[]): string {
  if (dialect === 'anthropic') {
    const made = calls.map(({ id, name, argumentsText }) => ({
      type: 'tool_use',
      id,
      name,
      input: JSON.parse(argumentsText) as unknown,
    }));
    return JSON.stringify({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [{ type: 'text', text: words }, ...made],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    });
  }
  if (dialect === 'chat')
    return JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: words,
            tool_calls: calls.map(({ id, name, argumentsText }) => ({
              id,
              type: 'function',
              function: { name, arguments: argumentsText },
            })),
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: chat.usage,
    });
  const items = calls.map(({ id, name, argumentsText }, at) =>
    named(responses.call(at + 1, name, argumentsText), id, at + 1),
  );
  const output = [responses.message(0, words), ...items].map(({ done }) => done);
  return JSON.stringify({
    ...responses.envelope,
    status: 'completed',
    output,
    usage: responses.usage,
  });
}

function piecesOf(text: string, { below }: Chance): readonly string[] {
  const at = below(text.length + 1);
  return [text.slice(0, at), text.slice(at)];
}

/** A request in a dialect; `model` names it to the provider. */
export function requestOf(dialect: DialectName, model: string, isStream: boolean): object {
  const schema = { type: 'object' };
  const names = ['write_file', 'deploy', 'run_command'];
  const common = { model, stream: isStream };
  if (dialect === 'anthropic')
    return {
      ...common,
      max_tokens: 99,
      tools: names.map((name) => ({ name, input_schema: schema })),
      messages: [{ role: 'user', content: 'go' }],
    };
  if (dialect === 'chat')
    return {
      ...common,
      tools: names.map((name) => ({ type: 'function', function: { name, parameters: schema } })),
      messages: [{ role: 'user', content: 'go' }],
    };
  return {
    ...common,
    tools: names.map((name) => ({ type: 'function', name, parameters: schema })),
    input: [{ type: 'message', role: 'user', content: 'go' }],
  };
}

/** The calls in a piece of an answer that a client could run: by id, tombstones left out. */
export function runnableIn(
  json: unknown,
): readonly { readonly id: string; readonly name: string }[] {
  if (Array.isArray(json)) return json.flatMap(runnableIn);
  if (typeof json !== 'object' || json === null) return [];
  const object = json as Record<string, unknown>;
  const id = object['call_id'] ?? object['id'];
  const fn = object['function'] as { readonly name?: unknown } | undefined;
  const name = object['name'] ?? fn?.name;
  const own =
    typeof id === 'string' &&
    id.startsWith(mark) &&
    typeof name === 'string' &&
    !name.startsWith('sentrely_')
      ? [{ id, name }]
      : [];
  return [...own, ...Object.values(object).flatMap(runnableIn)];
}

/** What stands in the bytes of an answer, stream or not. A piece that cannot be read is an error. */
export function jsonIn(text: string): readonly unknown[] {
  if (text.startsWith('{')) return [JSON.parse(text) as unknown];
  return [...text.matchAll(/^data: ?(\{.*)$/gm)].map(
    ([, data]) => JSON.parse(data ?? '') as unknown,
  );
}
