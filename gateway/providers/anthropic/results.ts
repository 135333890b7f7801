import { hash } from 'node:crypto';
import type { ToolResult } from '../dialect.ts';
import { type Message, textsOf } from './message.ts';

const nothing = Buffer.alloc(0);

/** The tool results in the last user message: those that the provider has not seen before. */
export function readResults(messages: readonly Message[]): readonly ToolResult[] {
  const last = messages.findLast((message) => message.role === 'user');
  const results: ToolResult[] = [];
  for (const { type, value } of last?.blocks ?? []) {
    const toolUseId = value.get('tool_use_id')?.text;
    if (type !== 'tool_result' || toolUseId === undefined) continue;
    const content = value.get('content')?.bytes ?? nothing;
    results.push({
      toolUseId,
      isError: value.get('is_error')?.boolean === true,
      bytes: content.length,
      sha256: hash('sha256', content, 'hex'),
      texts: () => textsOf(value.get('content')).map(({ text = '' }) => text),
    });
  }
  return results;
}
