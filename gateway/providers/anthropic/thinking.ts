import { scanJson } from '../../json/scan.ts';
import { spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { Message } from './message.ts';

/** Blocks that are signed for the organisation and the model that wrote them. */
const thinkingTypes: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking']);

/** Whether the model thinks in a message, so that only its own provider takes it back. */
export function hasThinking({ role, blocks }: Message): boolean {
  return role === 'assistant' && blocks.some(({ type }) => thinkingTypes.has(type));
}

/**
 * A body without the thinking in so many of its first messages. A message that was nothing else goes
 * too: an empty one is refused. Every block that stays keeps its bytes.
 */
export function withoutThinking(body: Buffer, until: number): Buffer {
  const messages = scanJson(body).get('messages');
  if (messages === undefined || until === 0) return body;
  const kept = messages.items.flatMap((message, index) =>
    index < until ? withoutBlocks(body, message) : [message.json],
  );
  return spliceBytes(body, [messages.replacedBy(`[${kept.join(',')}]`)]);
}

/** The JSON of a message, in a list that is empty where nothing of it is left. */
function withoutBlocks(body: Buffer, message: JsonValue): readonly string[] {
  const content = message.get('content');
  if (message.get('role')?.text !== 'assistant' || content === undefined) return [message.json];
  const blocks = content.items;
  const kept = blocks.filter((block) => !thinkingTypes.has(block.get('type')?.text ?? ''));
  if (kept.length === blocks.length) return [message.json];
  if (kept.length === 0) return [];
  const before = body.toString('utf8', message.start, content.start);
  const after = body.toString('utf8', content.end, message.end);
  return [`${before}[${kept.map(({ json }) => json).join(',')}]${after}`];
}
