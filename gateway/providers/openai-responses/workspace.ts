import type { IncomingHttpHeaders } from 'node:http';
import { type InputItem, isUserMessage, textsOf } from './input.ts';

const opening = '<environment_context>';
const statement = /<cwd>(\/[^<\r\n]*)<\/cwd>/;

/**
 * The absolute directory that Codex last stated, in a message that describes its surroundings, or
 * null. In other programs a user message may be anybody's, so only Codex is believed; it names itself
 * in a header.
 */
export function readWorkspace(
  headers: IncomingHttpHeaders,
  items: readonly InputItem[],
): string | null {
  const { originator } = headers;
  if (typeof originator !== 'string' || !originator.startsWith('codex')) return null;
  for (const item of items.toReversed()) {
    if (!isUserMessage(item)) continue;
    for (const text of textsOf(item.value)) {
      if (!text.bytes.includes(opening)) continue;
      const decoded = text.text?.trimStart() ?? '';
      const path = decoded.startsWith(opening) ? statement.exec(decoded)?.[1] : undefined;
      if (path !== undefined) return path;
    }
  }
  return null;
}
