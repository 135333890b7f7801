import type { ProviderName } from '../providers/dialect.ts';
import type { Caller } from './identify.ts';

/** What is known of the conversation a request belongs to: the surroundings of its calls. */
export interface Conversation {
  readonly caller: Caller;
  readonly session: string;
  /** Name of this gateway. */
  readonly gateway: string;
  readonly provider: ProviderName;
  readonly model: string;
  /** The absolute directory the client last stated, or null. */
  readonly workspace: string | null;
  /** Which agent of its session asks; empty for the one that a person talks to. The client's word. */
  readonly place: string;
  /** Hex SHA-256 of each tool definition the request offers, by name on the wire. */
  readonly toolHashes: ReadonlyMap<string, string>;
  /** Id of the audit event of the request. */
  readonly requestEvent: string;
}

/** Names the session of one agent: a session id is the client's word, and two may state the same. */
export function ownSession({ caller, session }: Conversation): string {
  return `${caller.agent} ${session}`;
}
