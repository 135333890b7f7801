import type { JsonValue } from '../../json/value.ts';
import { mayNameFiles, namedFiles, type Place } from '../named-files.ts';
import type { Message } from './message.ts';

/** Blocks of which `input` is what a model wrote for a tool: data, whatever its members are called. */
const callTypes: ReadonlySet<string> = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use']);

/**
 * The files that a request names, wherever: in blocks of messages and of `system`, in results of tools,
 * in members that nobody knows. Left out are definitions of tools, whose schemas and examples are data,
 * and the input of calls.
 */
export function readFileIds(
  body: Buffer,
  root: JsonValue,
  messages: readonly Message[],
): readonly string[] {
  if (!mayNameFiles(body)) return [];
  return namedFiles([
    { value: root, without: ['messages', 'tools'] },
    ...(root.get('messages')?.items ?? []).map((value) => ({ value, without: ['content'] })),
    ...messages.flatMap(placesOf),
  ]);
}

function placesOf({ blocks }: Message): readonly Place[] {
  return blocks.map(({ type, value }) =>
    callTypes.has(type) ? { value, without: ['input'] } : { value },
  );
}
