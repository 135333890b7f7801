/** Blocks of an answer that pass unjudged, each with the deltas it may have. */
const passing: ReadonlyMap<string, readonly string[]> = new Map([
  ['text', ['text_delta', 'citations_delta']],
  ['thinking', ['thinking_delta', 'signature_delta']],
  ['redacted_thinking', []],
]);

/** Calls that the provider runs itself, and what came of them: only where a rule grants such tools. */
const served: ReadonlyMap<string, readonly string[]> = new Map([
  ['server_tool_use', ['input_json_delta']],
  ['mcp_tool_use', ['input_json_delta']],
  ['mcp_tool_result', []],
  ['mcp_tool_listing', []],
  ['web_search_tool_result', []],
  ['web_fetch_tool_result', []],
  ['code_execution_tool_result', []],
  ['bash_code_execution_tool_result', []],
  ['text_editor_code_execution_tool_result', []],
  ['tool_search_tool_result', []],
]);

/**
 * The deltas that a block of this type may have; undefined for a type that must not pass. Such a
 * block may be a call that the provider or a later client runs, and nobody would have judged it.
 */
export function deltasOf(type: string, hasServerTools = false): readonly string[] | undefined {
  if (type === 'tool_use') return ['input_json_delta'];
  return passing.get(type) ?? (hasServerTools ? served.get(type) : undefined);
}
