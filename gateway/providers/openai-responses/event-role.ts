/** What an event of a streamed response means, by its type. */
export type EventRole =
  | 'progress'
  | 'item-begins'
  | 'call-part'
  | 'call-parts-end'
  | 'item-ends'
  | 'end'
  | 'error'
  | 'passing'
  | 'unknown';

const roles: ReadonlyMap<string, EventRole> = new Map<string, EventRole>([
  ['response.created', 'progress'],
  ['response.queued', 'progress'],
  ['response.in_progress', 'progress'],
  ['response.output_item.added', 'item-begins'],
  ['response.function_call_arguments.delta', 'call-part'],
  ['response.custom_tool_call_input.delta', 'call-part'],
  ['response.function_call_arguments.done', 'call-parts-end'],
  ['response.custom_tool_call_input.done', 'call-parts-end'],
  ['response.output_item.done', 'item-ends'],
  ['response.completed', 'end'],
  ['response.incomplete', 'end'],
  ['response.failed', 'end'],
  ['error', 'error'],
  ...[
    'response.content_part.added',
    'response.content_part.done',
    'response.output_text.delta',
    'response.output_text.done',
    'response.output_text.annotation.added',
    'response.refusal.delta',
    'response.refusal.done',
    'response.reasoning_summary_part.added',
    'response.reasoning_summary_part.done',
    'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done',
    'response.reasoning_text.delta',
    'response.reasoning_text.done',
    'response.audio.delta',
    'response.audio.done',
    'response.audio.transcript.delta',
    'response.audio.transcript.done',
  ].map((type) => [type, 'passing'] as const),
]);

/** The role of an event; `unknown` for one that no version of the dialect so far has. */
export function eventRole(type: string): EventRole {
  return roles.get(type) ?? 'unknown';
}
