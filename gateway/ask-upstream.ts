import { type Conversation, ownSession } from './enforce/conversation.ts';
import { recordAttempt } from './enforce/request-events.ts';
import { havingFiles, type NamedFiles } from './files/named.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import type { Dialect, DialectRequest, ModelRequest } from './providers/dialect.ts';
import { headersFor, jsonHeaders, tenant } from './request.ts';
import type { Services } from './services.ts';
import type { Asked, Served } from './upstreams/asked.ts';
import type { Candidate } from './upstreams/route.ts';

/** A turn of a conversation that may be sent. */
export interface Turn {
  readonly dialect: Dialect;
  /** The request as the dialect's own provider would have got it. */
  readonly asked: DialectRequest;
  readonly policy: LoadedPolicy;
  readonly conversation: Conversation;
  readonly request: ModelRequest;
  readonly candidates: readonly Candidate[];
  /** Aborted when there is nobody left to answer, or nothing left to say. */
  readonly over: AbortSignal;
}

/** Asks for the answer to a turn; what fails on the way is on record before the next is asked. */
export async function askTurn(services: Services, turn: Turn): Promise<Served> {
  const { conversation, request, candidates, over } = turn;
  return await services.upstreams.ask({
    ...question(services, turn),
    candidates,
    strand: { session: ownSession(conversation), seed: request.seed, model: request.model },
    isTurn: true,
    signal: over,
    failed: (attempt) => recordAttempt(services, conversation, attempt),
    again: async () => await services.reserveAgain?.(conversation),
  });
}

/** A request to count the tokens of a turn, which costs nothing and leaves nothing to remember. */
export async function askCount(
  services: Services,
  count: Omit<Turn, 'conversation' | 'candidates' | 'over'> & {
    /** Those that the request names. */
    readonly files: NamedFiles;
    readonly session: string;
    readonly signal: AbortSignal;
  },
): Promise<Served> {
  const { dialect, asked, request, files, session, signal } = count;
  const { seed, model } = request;
  const [path = ''] = asked.path.split('?', 1);
  const { provider } = dialect;
  const able = services.upstreams.candidates({ provider, path, model, session });
  return await services.upstreams.ask({
    ...question(services, count),
    isStream: false,
    candidates: havingFiles(able, files),
    strand: { session, seed, model },
    isTurn: false,
    signal,
    failed: async () => {},
    again: async () => {},
  });
}

/** What is asked, whoever is asked it. */
function question(
  services: Services,
  { dialect, asked, policy, request }: Pick<Turn, 'dialect' | 'asked' | 'policy' | 'request'>,
): Omit<Asked, 'candidates' | 'strand' | 'isTurn' | 'signal' | 'failed' | 'again'> {
  const headers = headersFor(asked.headers, policy, dialect.provider);
  const restored = request.restore(services.seals, tenant).body;
  const { model, isStream, messageCount: messages, withoutThinking } = request;
  return {
    method: 'POST',
    path: asked.path,
    headers: (hasCredential) => ({ ...headers(hasCredential), ...jsonHeaders }),
    body: (until) => (until === 0 ? restored : (withoutThinking?.(restored, until) ?? restored)),
    model,
    isStream,
    messages,
    isSigned: (from) => request.isSigned(from),
    canStrip: withoutThinking !== null,
  };
}
