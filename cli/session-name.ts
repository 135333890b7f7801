import { quote } from '../dsl/escape.ts';
import type { AdminClient } from './admin-client.ts';
import { cliError } from './errors.ts';

/** A session as the admin listener lists it. */
export interface ListedSession {
  /** Its own name: `agent session`. */
  readonly session: string;
  readonly agent: string;
  readonly credential: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly latched: string | null;
}

/** Sessions seen since a time in Unix milliseconds; of the last day without one. */
export async function listSessions(
  client: AdminClient,
  sinceMs?: number,
): Promise<readonly ListedSession[]> {
  const query = sinceMs === undefined ? '' : `?since_ms=${sinceMs}`;
  const answer = await client.call('GET', `/api/sessions${query}`);
  return (answer as { readonly sessions: readonly ListedSession[] }).sessions;
}

/**
 * The own name of a session from what a person typed: the name itself, or the id alone where only
 * one agent uses it. Throws SENTRELY_ERR_CLI_OPTION naming those that it could be.
 */
export async function findSession(
  client: AdminClient,
  text: string,
  agent?: string,
): Promise<string> {
  if (agent !== undefined) return `${agent} ${text}`;
  if (text.includes(' ')) return text;
  const names = (await listSessions(client, 0))
    .map(({ session }) => session)
    .filter((name) => name.endsWith(` ${text}`));
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const found =
    names.length === 0
      ? 'no session of this id was seen'
      : names.map((name) => quote(name)).join(', ');
  const detail = `\`--session\`: ${found}; give it as "AGENT ${text}"`;
  throw cliError('SENTRELY_ERR_CLI_OPTION', detail);
}
