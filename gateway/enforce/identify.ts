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

/**
 * Whether a header's value carries any agent's key: such a value never reaches the provider. A header
 * that was sent twice has both values, with a comma between.
 */
export function carriesIssuedKey(value: string, plan: Plan): boolean {
  return value.split(',').some((one) => {
    const key = one.trim();
    return plan.agentOfKeyHash.has(hashOf(bearerOf(key) ?? key));
  });
}

/** The caller of a request. Throws SENTRELY_ERR_IDENTITY_MISSING or SENTRELY_ERR_IDENTITY_UNKNOWN. */
export function identify(headers: IncomingHttpHeaders, plan: Plan): Caller {
  const found = findKey(headers);
  if (found === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_MISSING');
  const credential = hashOf(found.key);
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
  const key = bearer === undefined ? undefined : bearerOf(bearer);
  return key === undefined ? undefined : { key, header: 'authorization' };
}

function bearerOf(value: string): string | undefined {
  return value.slice(0, 7).toLowerCase() === 'bearer ' ? value.slice(7).trim() : undefined;
}

function hashOf(key: string): string {
  return `sha256:${sha256Hex(Buffer.from(key, 'utf8'))}`;
}

function single(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > keyCharactersMax)
    return undefined;
  return value;
}
