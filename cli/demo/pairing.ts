import type { Message } from './provider.ts';

/**
 * What a provider would refuse about the calls and results of a conversation, or undefined. Each
 * tool_use needs exactly one tool_result in the very next message, and no result stands alone.
 */
export function pairingFault(messages: readonly Message[]): string | undefined {
  let open: readonly string[] = [];
  for (const [index, message] of messages.entries()) {
    const results = idsOf(message, 'tool_result', 'tool_use_id');
    if (message.role === 'system') continue;
    const missing = open.find((id) => !results.includes(id));
    if (missing !== undefined)
      return `messages.${index}: tool_use ${missing} has no tool_result in the next message`;
    const extra = results.find((id) => !open.includes(id));
    if (extra !== undefined) return `messages.${index}: tool_result ${extra} answers no tool_use`;
    open = message.role === 'assistant' ? idsOf(message, 'tool_use', 'id') : [];
  }
  return open.length > 0 ? `tool_use ${open[0]} has no tool_result` : undefined;
}

function idsOf(message: Message, type: string, key: string): readonly string[] {
  if (typeof message.content === 'string') return [];
  return message.content.filter((block) => block.type === type).map((block) => String(block[key]));
}
