import { hash } from 'node:crypto';
import type { Message } from './message.ts';

/** The result of one call as the client states it. */
export interface ToolResult {
  readonly toolUseId: string;
  readonly isError: boolean;
  /** Size of the content's JSON in bytes; 0 where there is none. */
  readonly bytes: number;
  /** Hex SHA-256 of those bytes. */
  readonly sha256: string;
}

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
    });
  }
  return results;
}
