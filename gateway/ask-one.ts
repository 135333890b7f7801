import type { IncomingHttpHeaders } from 'node:http';
import type { Conversation } from './enforce/conversation.ts';
import { recordAttempt } from './enforce/request-events.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import { headersFor } from './request.ts';
import type { Services } from './services.ts';
import type { Served } from './upstreams/asked.ts';
import type { ClientRequest } from './upstreams/transport.ts';
import type { Candidate } from './upstreams/route.ts';

/** A request about what one upstream has. */
export interface OneQuestion extends Pick<ClientRequest, 'method' | 'path' | 'body'> {
  readonly policy: LoadedPolicy;
  /** What a failure is recorded for; null where nothing in particular is meant. */
  readonly conversation: Conversation | null;
  /** The upstream, and nobody else. */
  readonly candidate: Candidate;
  /** Of the client's request: of its headers those that may go on, of its query whether it is beta. */
  readonly incoming: { readonly headers: IncomingHttpHeaders; readonly query: unknown };
  /** Media type of the body, where there is one. */
  readonly type?: string;
  /** Whether the answer is read as it comes; else it must come in time. */
  readonly isStream?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks one upstream and no other: only it knows what is asked about, and what is sent twice would be
 * there twice. Rejects as `Upstreams.ask`.
 */
export async function askOne(services: Services, question: OneQuestion): Promise<Served> {
  const { policy, conversation, candidate, path, incoming, method, body, signal } = question;
  const { type, isStream = false } = question;
  const headers = headersFor(incoming.headers, policy, 'anthropic');
  const { beta } = incoming.query as { readonly beta?: unknown };
  return await services.upstreams.ask({
    method,
    path: `${path}${beta === 'true' ? '?beta=true' : ''}`,
    headers: (hasCredential) => withType(headers(hasCredential), type),
    body: () => body,
    model: '',
    isStream,
    candidates: [candidate],
    strand: null,
    isTurn: false,
    messages: 0,
    isSigned: () => false,
    canStrip: false,
    signal,
    failed: async (attempt) => {
      if (conversation !== null) await recordAttempt(services, conversation, attempt);
    },
    again: async () => {},
  });
}

function withType(headers: ClientRequest['headers'], type: string | undefined): typeof headers {
  return type === undefined ? headers : { ...headers, 'content-type': type };
}
