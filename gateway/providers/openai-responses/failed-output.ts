/** A picture of one grey point: calls of the computer can only be answered by a picture. */
const blankScreen =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/** The items that say that a call did not run, and why. */
type Outputs = (callId: string, reason: string) => readonly object[];

/** For each type of call without a name. */
const outputs: ReadonlyMap<string, Outputs> = new Map<string, Outputs>([
  [
    'local_shell_call',
    (id, reason) => [
      {
        type: 'local_shell_call_output',
        id,
        output: JSON.stringify({ output: reason, metadata: { exit_code: 1 } }),
      },
    ],
  ],
  [
    'shell_call',
    (call_id, reason) => [
      {
        type: 'shell_call_output',
        call_id,
        output: [{ stdout: '', stderr: reason, outcome: { type: 'exit', exit_code: 1 } }],
      },
    ],
  ],
  [
    'apply_patch_call',
    (call_id, reason) => [
      { type: 'apply_patch_call_output', call_id, status: 'failed', output: reason },
    ],
  ],
  [
    'computer_call',
    (call_id, reason) => [
      {
        type: 'computer_call_output',
        call_id,
        output: { type: 'computer_screenshot', image_url: blankScreen },
      },
      noteOf(reason),
    ],
  ],
  [
    'tool_search_call',
    (call_id, reason) => [
      {
        type: 'tool_search_output',
        call_id,
        execution: 'client',
        status: 'completed',
        tools: [],
      },
      noteOf(reason),
    ],
  ],
]);

/** Where a result has no room for a reason, it follows as a message. */
function noteOf(reason: string): object {
  return { type: 'message', role: 'developer', content: [{ type: 'input_text', text: reason }] };
}

/** The result of a call that did not run, in the form that its type wants: one or more items, JSON text. */
export function failedOutput(type: string, callId: string, reason: string): string {
  const items = outputs.get(type)?.(callId, reason) ?? [
    { type: 'function_call_output', call_id: callId, output: reason },
  ];
  return items.map((item) => JSON.stringify(item)).join(',');
}
