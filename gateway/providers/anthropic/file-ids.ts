import type { JsonValue } from '../../json/value.ts';
import { mayNameFiles, namedFiles, type Place } from '../named-files.ts';
import type { Message } from './message.ts';

/** Blocks of which `input` is what a model wrote for a tool: data, whatever its members are called. */
const callTypes: ReadonlySet<string> = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use']);

/** Members of a tool that are data. */
const toolData = ['input_schema', 'input_examples'];

/**
 * The files that a request names, wherever: in blocks of messages and of `system`, in results and
 * definitions of tools, in members that nobody knows. Left out are schemas and examples of tools, and the
 * input of calls.
 */
export function readFileIds(
  body: Buffer,
  root: JsonValue,
  messages: readonly Message[],
): readonly string[] {
  if (!mayNameFiles(body)) return [];
  return namedFiles([
    { value: root, without: ['messages', 'tools'] },
    ...(root.get('tools')?.items ?? []).map((value) => ({ value, without: toolData })),
    ...(root.get('messages')?.items ?? []).map((value) => ({ value, without: ['content'] })),
    ...messages.flatMap(placesOf),
  ]);
}

function placesOf({ blocks }: Message): readonly Place[] {
  return blocks.map(({ type, value }) =>
    callTypes.has(type) ? { value, without: ['input'] } : { value },
  );
}
