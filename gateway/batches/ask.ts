import type { IncomingHttpHeaders } from 'node:http';
import type { Conversation } from '../enforce/conversation.ts';
import { recordAttempt } from '../enforce/request-events.ts';
import { gatewayError } from '../errors.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import { headersFor, jsonHeaders } from '../request.ts';
import type { Services } from '../services.ts';
import type { Served } from '../upstreams/asked.ts';
import type { Candidate } from '../upstreams/route.ts';
import type { ClientRequest } from '../upstreams/transport.ts';

/** The path of batches; what is about one of them is below. */
export const batchesPath = '/v1/messages/batches';

/** A request about batches to one upstream. */
export interface BatchQuestion extends Pick<ClientRequest, 'method' | 'body'> {
  readonly policy: LoadedPolicy;
  /** What a failure is recorded for; null where no batch in particular is meant. */
  readonly conversation: Conversation | null;
  /** Name of the upstream. */
  readonly upstream: string;
  /** Path below {@link batchesPath}: empty, or `/` and an id. */
  readonly below: string;
  /** Of the client's request: of its headers those that may go on, of its query whether it is beta. */
  readonly incoming: { readonly headers: IncomingHttpHeaders; readonly query: unknown };
  /** Whether the answer is read as it comes; else it must come in time. */
  readonly isStream?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks one upstream and no other: only it knows a batch, and a batch that was sent twice would be paid
 * for twice. Rejects with SENTRELY_ERR_BATCH_UPSTREAM where it is not there any more, and as
 * `Upstreams.ask`.
 */
export async function askAboutBatch(services: Services, question: BatchQuestion): Promise<Served> {
  const { policy, conversation, upstream, below, incoming, method, body, signal } = question;
  const { isStream = false } = question;
  const of = { provider: 'anthropic', path: batchesPath, model: '', session: '' } as const;
  const candidates = services.upstreams.candidates(of).filter(isNamed(upstream));
  if (candidates.length === 0)
    throw gatewayError('SENTRELY_ERR_BATCH_UPSTREAM', `\`${upstream}\` is not configured`);
  const headers = headersFor(incoming.headers, policy, 'anthropic');
  const { beta } = incoming.query as { readonly beta?: unknown };
  const type = body === null ? {} : jsonHeaders;
  return await services.upstreams.ask({
    method,
    path: `${batchesPath}${below}${beta === 'true' ? '?beta=true' : ''}`,
    headers: (hasCredential) => ({ ...headers(hasCredential), ...type }),
    body: () => body,
    model: '',
    isStream,
    candidates,
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

function isNamed(name: string): (candidate: Candidate) => boolean {
  return ({ upstream }) => upstream.name === name;
}
