import type { IncomingHttpHeaders } from 'node:http';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import type { Caller } from './identify.ts';

/**
 * Headers in which known clients state their session, first match wins. A sub-agent of opencode has a
 * session of its own, and names the one that it works for.
 */
const sessionHeaders = [
  'x-sentrely-session',
  'x-claude-code-session-id',
  'session-id',
  'x-parent-session-id',
  'x-session-id',
] as const;

/**
 * The session a request belongs to. A session id is the client's word: it groups, it never
 * authorises. A client that states none gets one from its credential and how the conversation
 * began, which stays the same over all its turns.
 */
export function sessionOf(
  headers: IncomingHttpHeaders,
  caller: Caller,
  stated: string | null,
  seed: () => string,
): string {
  for (const name of sessionHeaders) {
    const value = headers[name];
    if (typeof value === 'string' && isSessionId(value)) return value;
  }
  if (stated !== null && isSessionId(stated)) return stated;
  return `s_${sha256Hex(`${caller.credential}\n${seed()}`).slice(0, 32)}`;
}

function isSessionId(text: string): boolean {
  return /^[A-Za-z0-9._:-]{1,128}$/.test(text);
}
