import type { JsonValue } from '../../json/value.ts';
import { type Message, textsOf } from './message.ts';

/** A line of Claude Code's description of its surroundings. Begins at a line; reads no further. */
const statement = /^[ \t]*(?:- )?(?:Primary w|W)orking directory: (\/.*)$/m;

/** Common to both forms of the line: sought in the bytes before anything is decoded. */
const landmark = 'orking directory: /';

const reminderMark = '<system-reminder>';

/**
 * The absolute directory that the client states it works in, or null. The first statement counts:
 * in the system prompt, in a system message, or (`isClaudeCode`) in a reminder that opens the first
 * user message. What comes later in these texts may quote a repository or a user, and in programs
 * other than Claude Code the first user message may be anybody's.
 */
export function readWorkspace(
  system: JsonValue | undefined,
  messages: readonly Message[],
  isClaudeCode: boolean,
): string | null {
  const firstUser = messages.find((message) => message.role === 'user');
  const stated =
    findStatement(textsOf(system)) ??
    findStatement(
      messages.flatMap(({ role, content }) => (role === 'system' ? textsOf(content) : [])),
    );
  if (stated !== undefined || !isClaudeCode) return stated ?? null;
  return findStatement(textsOf(firstUser?.content), reminderMark) ?? null;
}

function findStatement(texts: readonly JsonValue[], opening = ''): string | undefined {
  for (const text of texts) {
    if (!text.bytes.includes(landmark)) continue;
    const decoded = text.text ?? '';
    const path = decoded.startsWith(opening) ? statement.exec(decoded)?.[1] : undefined;
    if (path !== undefined) return path.trimEnd();
  }
  return undefined;
}
