import { join } from 'node:path';
import { gatewayError } from '../errors.ts';
import { openPostgresState } from './postgres/state.ts';
import { openSqliteState } from './sqlite/state.ts';
import type { State } from './state.ts';

/** Where the state is to be kept. */
export interface StateSettings {
  /** `postgres://...`, shared by many gateways; undefined for a file of this gateway's own. */
  readonly url: string | undefined;
  /** The data folder, which the file is in. */
  readonly folder: string;
}

/**
 * Opens the state of a gateway. Throws SENTRELY_ERR_CONFIG for a URL of another kind, and what the
 * adapters throw. The URL is never repeated: it holds a password.
 */
export async function openState({ url, folder }: StateSettings): Promise<State> {
  if (url === undefined) return openSqliteState(join(folder, 'state.db'));
  if (/^postgres(ql)?:\/\//.test(url)) return await openPostgresState(url);
  throw gatewayError(
    'SENTRELY_ERR_CONFIG',
    '`state.url` begins with neither postgres:// nor postgresql://',
  );
}
