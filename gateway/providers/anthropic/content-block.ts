/** Blocks of an answer that pass unjudged, each with the deltas it may have. */
const passing: ReadonlyMap<string, readonly string[]> = new Map([
  ['text', ['text_delta', 'citations_delta']],
  ['thinking', ['thinking_delta', 'signature_delta']],
  ['redacted_thinking', []],
]);

/**
 * The deltas that a block of this type may have; undefined for a type that must not pass. Such a
 * block may be a call that the provider or a later client runs, and nobody would have judged it.
 */
export function deltasOf(type: string): readonly string[] | undefined {
  return type === 'tool_use' ? ['input_json_delta'] : passing.get(type);
}
