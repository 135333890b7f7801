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

/** What every key that Sentrely makes begins with; a policy may know others too. */
const ownKeyPrefix = 'sk-sentrely-';

/**
 * Whether a header's value carries a key of ours, of whatever kind: such a value never reaches the
 * provider. A header that was sent twice has both values, with a comma between.
 */
export function carriesIssuedKey(value: string, plan: Plan): boolean {
  return value.split(',').some((one) => {
    const key = one.trim();
    const bare = bearerOf(key) ?? key;
    return bare.startsWith(ownKeyPrefix) || plan.agentOfKeyHash.has(hashOf(bare));
  });
}

/**
 * Finds the run that a credential belongs to: a key that was made from an issued one (`parent`), or by
 * an operator (null). Undefined where there is none, or it is over.
 */
export type RunLookup = (
  credential: string,
) => { readonly agent: string; readonly parent: string | null } | undefined;

/** The caller of a request. Throws SENTRELY_ERR_IDENTITY_MISSING or SENTRELY_ERR_IDENTITY_UNKNOWN. */
export function identify(headers: IncomingHttpHeaders, plan: Plan, runs?: RunLookup): Caller {
  const found = findKey(headers);
  if (found === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_MISSING');
  const credential = hashOf(found.key);
  const agent = plan.agentOfKeyHash.get(credential) ?? agentOfRun(credential, plan, runs);
  if (agent === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_UNKNOWN');
  return { agent, credential, keyHeader: found.header };
}

/** A run lasts no longer than the right of who began it: a key that the policies drop ends its runs. */
function agentOfRun(credential: string, plan: Plan, runs?: RunLookup): string | undefined {
  const run = runs?.(credential);
  if (run === undefined) return undefined;
  if (run.parent !== null)
    return plan.agentOfKeyHash.get(run.parent) === run.agent ? run.agent : undefined;
  return [...plan.agentOfKeyHash.values()].includes(run.agent) ? run.agent : undefined;
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
