import type { JsonValue } from '../../json/value.ts';

/** Blocks in which the provider tells what code that it ran has left, and what a file in one is called. */
const results: ReadonlyMap<string, string> = new Map([
  ['code_execution_tool_result', 'code_execution_output'],
  ['bash_code_execution_tool_result', 'bash_code_execution_output'],
]);

/**
 * The files that a block of an answer says were made. Only in the results of code: whatever else tells
 * of a file may have it from somebody else, a page that was fetched or a server that was asked.
 */
export function madeFiles(block: JsonValue): readonly string[] {
  const output = results.get(block.get('type')?.text ?? '');
  if (output === undefined) return [];
  const made = block.get('content')?.get('content')?.items ?? [];
  return made.flatMap((item) => {
    const id = item.get('file_id')?.text;
    return item.get('type')?.text === output && id !== undefined ? [id] : [];
  });
}
