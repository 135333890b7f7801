/** Kinds of client that are told apart, by how their user agent begins. */
const kinds: readonly (readonly [start: string, kind: ClientKind])[] = [
  ['claude-cli/', 'claude-code'],
  ['codex', 'codex'],
  ['opencode/', 'opencode'],
  ['ai/', 'vercel-ai'],
  ['anthropic/', 'anthropic-sdk'],
  ['openai/', 'openai-sdk'],
];

/** A fixed set: it is a label of metrics, and a client may claim to be anything. */
export type ClientKind =
  | 'claude-code'
  | 'codex'
  | 'opencode'
  | 'vercel-ai'
  | 'anthropic-sdk'
  | 'openai-sdk'
  | 'other';

/** What a client says it is: asserted, so it only ever labels. */
export function clientKindOf(userAgent: string | undefined): ClientKind {
  const text = userAgent?.slice(0, 40).toLowerCase() ?? '';
  return kinds.find(([start]) => text.startsWith(start))?.[1] ?? 'other';
}
