import type { IncomingHttpHeaders } from 'node:http';
import type { Plan } from '../../compiler/evaluate/plan.ts';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { gatewayError } from '../errors.ts';

/** Headers that may carry an agent's Sentrely key, in order of precedence. */
export type KeyHeader = 'x-sentrely-key' | 'x-api-key' | 'authorization';

/** Who is calling, by what it proved; nothing here comes from a header the client may invent. */
export interface Caller {
  readonly agent: string;
  /** `sha256:` + hex of the key: names the credential in logs and state. */
  readonly credential: string;
  /** Where the key was found; that header never reaches the provider. */
  readonly keyHeader: KeyHeader;
}

/** Longest key that is hashed: an issued one has 55 characters. */
const keyCharactersMax = 512;

/** The caller of a request. Throws SENTRELY_ERR_IDENTITY_MISSING or SENTRELY_ERR_IDENTITY_UNKNOWN. */
export function identify(headers: IncomingHttpHeaders, plan: Plan): Caller {
  const found = findKey(headers);
  if (found === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_MISSING');
  const credential = `sha256:${sha256Hex(Buffer.from(found.key, 'utf8'))}`;
  const agent = plan.agentOfKeyHash.get(credential);
  if (agent === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_UNKNOWN');
  return { agent, credential, keyHeader: found.header };
}

function findKey(headers: IncomingHttpHeaders): { key: string; header: KeyHeader } | undefined {
  const own = single(headers['x-sentrely-key']);
  if (own !== undefined) return { key: own, header: 'x-sentrely-key' };
  const apiKey = single(headers['x-api-key']);
  if (apiKey !== undefined) return { key: apiKey, header: 'x-api-key' };
  const bearer = single(headers.authorization);
  if (bearer?.slice(0, 7).toLowerCase() === 'bearer ')
    return { key: bearer.slice(7).trim(), header: 'authorization' };
  return undefined;
}

function single(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > keyCharactersMax)
    return undefined;
  return value;
}
