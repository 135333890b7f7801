import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderName } from '../providers/dialect.ts';

// The seam between choosing an upstream (this folder), which knows nothing of their wire formats, and
// the way to speak to one (`identity.ts` here, ../providers/bedrock, ../providers/vertex), which knows
// nothing else: no retries, no health, no policy.

/** How an upstream is spoken to. */
export type UpstreamKind = 'anthropic' | 'bedrock' | 'vertex' | 'openai';

/**
 * Turns a client's request into the HTTP request of one upstream, and its answer back into what the
 * provider of the dialect (Anthropic's own API for `anthropic`) would have sent. Keeps nothing of a
 * request; may keep credentials and their lifetimes.
 */
export interface Transport {
  /** Whose dialect its clients speak. */
  readonly provider: ProviderName;
  /** Scheme, host and port that every request goes to: `https://bedrock-runtime.eu-west-1.amazonaws.com`. */
  readonly origin: string;
  /**
   * Whether the upstream has this path of the dialect (without query: `/v1/messages`,
   * `/v1/messages/count_tokens`, `/v1/models`). A request for another one never gets to `request`:
   * an upstream that has it is asked, or the client is refused with SENTRELY_ERR_UPSTREAM_PATH.
   */
  serves(path: string): boolean;
  /**
   * The request to send. Called once per attempt, so a signature is of this moment. Rejects, before
   * anything is sent, with SENTRELY_ERR_UPSTREAM_CREDENTIAL where there is no credential or it is
   * refused, with SENTRELY_ERR_UPSTREAM_UNREACHABLE where one cannot be fetched at the moment (only
   * then is another upstream tried), and with SENTRELY_ERR_UPSTREAM_REQUEST where the upstream cannot
   * be told what the client wants. `signal` ends the fetching of a credential.
   */
  request(asked: ClientRequest, signal: AbortSignal): Promise<WireRequest> | WireRequest;
  /**
   * The upstream's answer as the dialect has it: status, headers and body. Errors too, in the
   * dialect's shape with the status that its provider gives for them: whether another upstream is
   * tried is decided by that status. May read the whole of an error body, but must not wait for more
   * of a stream than its head. The body given must break off (throw) where the upstream's breaks off.
   */
  answer(answer: WireAnswer, asked: ClientRequest): Promise<WireAnswer> | WireAnswer;
}

/** A client's request as a transport is to tell it. */
export interface ClientRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path of the dialect with its query: `/v1/messages?beta=true`. */
  readonly path: string;
  /**
   * The client's headers, names in small letters, without those of the connection (`host`,
   * `content-length`, `accept-encoding`, ...), without any of ours or any agent's key, and, where the
   * upstream has a credential of its own, without those of the client. `anthropic-version` and
   * `anthropic-beta` are there as sent; `content-type` is `application/json`.
   */
  readonly headers: Headers;
  /** The body with denied calls restored: the client's own bytes where there were none. Null on GET. */
  readonly body: Buffer | null;
  /** The model as the client names it, and as the upstream is to be told it. Empty on GET. */
  readonly model: string;
  readonly upstreamModel: string;
  /** Whether the answer is to be a stream. */
  readonly isStream: boolean;
}

/** One HTTP request. `content-length` is set by who sends it; the answer must come unencoded. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query below {@link Transport.origin}, as they go over the wire. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Buffer | null;
}

/** One HTTP answer. Header names in small letters. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Headers to send. */
export type Headers = Record<string, string | string[]>;

/** What a transport is made from: one entry of `upstreams` in the configuration. */
export interface TransportSettings {
  readonly name: string;
  /** Base address, where the configuration names one: a private endpoint, or an emulator. */
  readonly url: string | undefined;
  readonly region: string | undefined;
  readonly project: string | undefined;
  /**
   * The configured credential, read again when its file changes: a key, a token, or the text of a
   * key file. Undefined where the entry names none: the ambient one is then meant (environment,
   * metadata server), if the kind has such. Throws SENTRELY_ERR_UPSTREAM_CREDENTIAL.
   */
  readonly credential: (() => string) | undefined;
  /** Variables of the process, for ambient credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}
