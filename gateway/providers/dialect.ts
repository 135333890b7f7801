import type { IncomingHttpHeaders } from 'node:http';
import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { Gate, Patience, ServerTool } from '../enforce/gate.ts';
import type { Sealer, SealKeys } from '../enforce/tombstone.ts';
import type { WireAnswer } from '../upstreams/transport.ts';

// The seam between the main flow (gateway/exchange.ts), which knows no bytes, and a dialect, which
// knows nothing else. Three implement it: anthropic/, openai-responses/ and openai-chat/.

/** Whose wire format a dialect is, and so where its requests go. */
export type ProviderName = 'anthropic' | 'openai';

/** One wire format in which clients ask models, and all that is done to its bytes. */
export interface Dialect {
  readonly provider: ProviderName;
  /**
   * Reads a request. Lenient to what it does not know, strict where a second reading could hide a
   * tool. Throws SENTRELY_ERR_REQUEST_SYNTAX, SENTRELY_ERR_REQUEST_SHAPE,
   * SENTRELY_ERR_REQUEST_TOOL_NAME, SENTRELY_ERR_SERVER_TOOL, SENTRELY_ERR_SERVER_HISTORY and, in a
   * dialect in which nobody can own a file, SENTRELY_ERR_FILE_UNKNOWN.
   */
  read(body: Buffer, headers: IncomingHttpHeaders): ModelRequest;
  /** Passes a streamed answer on, holding and judging its calls. */
  relayStream(options: RelayOptions): Promise<ResponseSummary>;
  /** The same for an answer in one piece. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
  relayReply(body: Buffer, gate: Gate, seal: Sealer, patience: Patience): Promise<RelayedReply>;
  /**
   * Answers in place of the provider, in the way that clients show to people and do not retry unless
   * that helps. `isStream`: the client waits for a stream, so far as is known.
   */
  failure(error: SentrelyError, isStream: boolean): FailureReply;
  /** For clients that are set up for a cloud, and spell requests and answers as that does. */
  readonly spelling?: Spelling;
}

/** How a cloud spells a dialect; everything in between is the dialect's own. */
export interface Spelling {
  /** Throws SENTRELY_ERR_REQUEST_SYNTAX and SENTRELY_ERR_REQUEST_SHAPE. */
  request(incoming: CloudIncoming): DialectRequest;
  /** The headers of a stream; the dialect's own where it is left out. */
  streamHeaders?(headers: IncomingHttpHeaders): IncomingHttpHeaders;
  /** An error of the provider's, which is told in the dialect's words; as it is where it is left out. */
  error?(answer: WireAnswer): Promise<WireAnswer>;
}

/** A request as it came. */
export interface CloudIncoming {
  /** What stands in the path, decoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request as the dialect's own provider would have got it. */
export interface DialectRequest {
  /** Path of the dialect, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the main flow, and whoever admits a request, may know of it. */
export interface ModelRequest {
  /** Empty only where {@link ModelRequest.answer} is given. */
  readonly model: string;
  readonly isStream: boolean;
  /** Hex SHA-256 of each tool definition's bytes, by the name that policies know the tool by. */
  readonly toolHashes: ReadonlyMap<string, string>;
  /** The session that the body states, or null. Only the client's word. */
  readonly statedSession: string | null;
  /** The absolute directory the client states that it works in, or null. Only its word. */
  readonly workspace: string | null;
  /** Hex SHA-256 of how the conversation began: the same in all its turns. Made when asked for. */
  readonly seed: () => string;
  /** The most tokens that the answer may have, over all its choices; null where no bound is stated. */
  readonly outputMax: number | null;
  /** Tools that the provider would run itself: nobody sees their calls. Rules decide about them. */
  readonly serverTools: readonly ServerTool[];
  /** Ids of files at the provider that the request names. */
  readonly fileIds: readonly string[];
  /** The tool results that this request brings. */
  readonly results: readonly ToolResult[];
  /** Whether the client asked for usage in its stream, where the dialect lets it choose. */
  readonly isUsageWanted: boolean;
  /** What to send instead of asking the provider: the client then asks in another way. */
  readonly answer: FailureReply | null;
  /**
   * Texts of the last message that a person may have typed: none where it brings results, none from
   * a block on that begins with a client's mark. Decoded when asked for.
   */
  promptTexts(): readonly string[];
  /** Every call in the history that the request brings, in order. Read when asked for. */
  calls(): readonly PastCall[];
  /** Whether a summary stands in the history for a part that is not there. Read when asked for. */
  hasSummary(): boolean;
  /** Messages of the history that the request brings; items in a dialect that has those. */
  readonly messageCount: number;
  /**
   * Whether one of them, from one on, holds thinking that its provider signed or sealed: only who
   * wrote it takes it back. Read when asked for.
   */
  isSigned(from: number): boolean;
  /**
   * A restored body without the signed thinking in so many of its first messages; the same request
   * always gives the same bytes. Null where the dialect has no way to leave it out.
   */
  readonly withoutThinking: ((body: Buffer, until: number) => Buffer) | null;
  /** The request as the provider is to see it: history restored, everything else as it came. */
  restore(keys: SealKeys, tenant: string): RestoredRequest;
}

/** A call in the history of a request, as the client states it. */
export interface PastCall {
  readonly id: string;
  /** Wire name, of a tombstone too. */
  readonly name: string;
  readonly argumentsText: string;
}

/** The result of one call as the client states it. */
export interface ToolResult {
  readonly toolUseId: string;
  readonly isError: boolean;
  /** Size of the content's JSON in bytes; 0 where there is none. */
  readonly bytes: number;
  /** Hex SHA-256 of those bytes. */
  readonly sha256: string;
  /** The texts it is made of. Decoded when asked for. */
  texts(): readonly string[];
}

/** A request as the provider is to see it. */
export interface RestoredRequest {
  /** The buffer that came in when there was nothing to change. */
  readonly body: Buffer;
  readonly restored: number;
  /** Tombstones whose seal is not ours, not for this tenant or not for this call; left as they are. */
  readonly broken: number;
}

/** What a relay works with. */
export interface RelayOptions {
  /** The provider's answer. It must break off when `patience.signal` or `stop` aborts. */
  readonly upstream: AsyncIterable<Uint8Array>;
  /** Hands bytes to the client; resolves when it can take more, rejects when it is gone. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly gate: Gate;
  readonly seal: Sealer;
  readonly patience: Patience;
  /** Time between signs of life while a call is held. */
  readonly pingMs?: number;
  /** Aborted to end the answer at once; its reason is the SentrelyError that the client is told. */
  readonly stop?: AbortSignal;
  /** See {@link ModelRequest.isUsageWanted}; true unless given. */
  readonly isUsageWanted?: boolean;
}

/** Tokens of one answer. `input` excludes what was read from or written to the cache. */
export interface Usage {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
}

/** What is known of an answer before the provider has said anything. */
export const unknownUsage: Usage = {
  input: undefined,
  output: undefined,
  cacheRead: undefined,
  cacheWrite: undefined,
};

/** How an answer went, for the record. */
export interface ResponseSummary extends AnswerFacts {
  /**
   * `cut`: the provider broke off or reported an error. `unreadable`: we broke off. `stopped`: we
   * ended it because somebody ordered so.
   */
  readonly outcome: 'complete' | 'cut' | 'unreadable' | 'client-gone' | 'stopped';
  /** Calls that were judged. */
  readonly calls: number;
  readonly bytesOut: number;
}

/** What the provider says of its answer. */
export interface AnswerFacts {
  readonly messageId: string | null;
  readonly model: string | null;
  readonly stopReason: string | null;
  readonly usage: Usage;
}

/** An answer in one piece, as the client is to get it. */
export interface RelayedReply {
  /** The buffer that came in when every call was released. */
  readonly body: Buffer;
  readonly summary: ResponseSummary;
}

/** An answer of our own in place of the provider's. */
export interface FailureReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or an event stream as the headers say. */
  readonly body: string;
}

/** Failures that another attempt may not meet. */
const passingFailures: ReadonlySet<string> = new Set([
  'SENTRELY_ERR_UPSTREAM_UNREACHABLE',
  'SENTRELY_ERR_UPSTREAM_CUT',
  'SENTRELY_ERR_UPSTREAM_BOUND',
  'SENTRELY_ERR_UPLOADS_FULL',
]);

/** Whether it helps to send the request again. */
export function isPassing({ code }: SentrelyError): boolean {
  return passingFailures.has(code);
}

/** The cause of an error that holds until a certain time: a budget that will be reset. */
export interface HoldsUntil {
  readonly resetsAtMs: number;
}

/** Whole seconds until a refusal no longer holds; null where it says nothing (see {@link HoldsUntil}). */
export function retryAfterOf({ cause }: SentrelyError, nowMs: number): number | null {
  const resetsAtMs = (cause as Partial<HoldsUntil> | null | undefined)?.resetsAtMs;
  if (typeof resetsAtMs !== 'number') return null;
  return Math.max(1, Math.ceil((resetsAtMs - nowMs) / 1000));
}

/** What a client reads of an error: what happened, what to do, and the code to look up. */
export function messageOf({ code, message, help }: SentrelyError): string {
  return `${message}. ${help} (${code})`;
}
