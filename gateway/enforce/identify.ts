import type { IncomingHttpHeaders } from 'node:http';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import type { Plan } from '../../compiler/evaluate/plan.ts';
import { gatewayError } from '../errors.ts';
import { agentOfCertificate, type Certificate } from './identity/certificate.ts';
import { agentDescribed, type TokenIdentity } from './identity/match.ts';
import { claimedIssuer, isToken, tokenCharactersMax, type Tokens } from './identity/token.ts';

/** Headers that may carry an agent's Sentrely key or token, in order of precedence. */
export type KeyHeader = 'x-sentrely-key' | 'x-api-key' | 'authorization';

/** Who is calling, by what it proved; nothing here comes from a header the client may invent. */
export interface Caller {
  readonly agent: string;
  /**
   * `sha256:` + hex: of the key, or of whom a token or certificate speaks of, so that it is the same
   * when that is renewed. Names the credential in logs and state.
   */
  readonly credential: string;
  /** Where the key was found; that header never reaches the provider. Null for a certificate. */
  readonly keyHeader: KeyHeader | null;
  /** How it was proved; left out, by a key. */
  readonly auth?: 'oidc' | 'mtls';
  /** Whom the token or certificate speaks of, for people. */
  readonly subject?: string;
}

/** What a caller may prove itself by. */
export interface Proof {
  readonly headers: IncomingHttpHeaders;
  readonly certificate?: Certificate | undefined;
}

/** What identifying needs besides the policy. */
export interface IdentifyServices {
  readonly runs?: RunLookup | undefined;
  /** Left out, no token is let in. */
  readonly tokens?: Tokens | undefined;
}

/** Longest key that is hashed: an issued one has 55 characters. */
const keyCharactersMax = 512;

/** What every key that Sentrely makes begins with; a policy may know others too. */
const ownKeyPrefix = 'sk-sentrely-';

/**
 * Whether a header's value carries a key of ours, of whatever kind, or a token of an issuer that the
 * policies name: such a value never reaches the provider. A header that was sent twice has both values,
 * with a comma between.
 */
export function carriesIssuedKey(value: string, plan: Plan): boolean {
  return value.split(',').some((one) => {
    const key = one.trim();
    const bare = bearerOf(key) ?? key;
    if (bare.startsWith(ownKeyPrefix) || plan.agentOfKeyHash.has(hashOf(bare))) return true;
    const issuer = claimedIssuer(bare);
    return issuer !== undefined && isIssuer(issuer, plan);
  });
}

/** Whose a run is, and by what right. */
export interface RunRight {
  readonly agent: string;
  /** The credential that it was begun with; null where an operator began it. */
  readonly parent: string | null;
  /** What the policies said of the token that it was begun with; null where it was none. */
  readonly identity: TokenIdentity | null;
}

/** Finds the run that a credential belongs to. Undefined where there is none, or it is over. */
export type RunLookup = (credential: string) => RunRight | undefined;

/**
 * The caller of a request. A key or token in X-Sentrely-Key goes before a certificate, a certificate
 * before the headers that may also hold the provider's own key. Rejects with SENTRELY_ERR_IDENTITY_...
 */
export async function identify(
  proof: Proof,
  plan: Plan,
  services: IdentifyServices = {},
): Promise<Caller> {
  const found = findKey(proof.headers);
  if (found?.header !== 'x-sentrely-key') {
    const byCertificate = callerByCertificate(proof.certificate, plan);
    if (byCertificate !== undefined) return byCertificate;
  }
  if (found === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_MISSING');
  if (couldBeToken(found.key, plan)) return await callerByToken(found, plan, services.tokens);
  const credential = hashOf(found.key);
  const agent = plan.agentOfKeyHash.get(credential) ?? agentOfRun(credential, plan, services.runs);
  if (agent === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_UNKNOWN');
  return { agent, credential, keyHeader: found.header };
}

/** Whether a text is to be taken for a token: only where the policies know any. */
export function couldBeToken(text: string, plan: Plan): boolean {
  return isToken(text) && plan.identities.some(({ identity }) => identity.kind === 'token');
}

function callerByCertificate(certificate: Certificate | undefined, plan: Plan): Caller | undefined {
  const match = certificate && agentOfCertificate(certificate, plan);
  if (match === undefined) return undefined;
  const { field, value } = match.identity;
  const credential = hashOf(`mtls\n${field}\n${value}`);
  return { agent: match.agent, credential, keyHeader: null, auth: 'mtls', subject: value };
}

async function callerByToken(
  { key, header }: FoundKey,
  plan: Plan,
  tokens: Tokens | undefined,
): Promise<Caller> {
  if (tokens === undefined) throw gatewayError('SENTRELY_ERR_IDENTITY_UNKNOWN');
  const { agent, credential, subject } = await tokens.verify(key, plan);
  return { agent, credential, keyHeader: header, auth: 'oidc', subject };
}

function isIssuer(text: string, plan: Plan): boolean {
  return plan.identities.some(
    ({ identity }) => identity.kind === 'token' && identity.issuer === text,
  );
}

function agentOfRun(credential: string, plan: Plan, runs?: RunLookup): string | undefined {
  const run = runs?.(credential);
  return run !== undefined && isInForce(run, plan) ? run.agent : undefined;
}

/**
 * A run lasts no longer than the right of who began it: a key that the policies drop ends its runs, and
 * so does what they said of a token.
 */
function isInForce({ agent, parent, identity }: RunRight, plan: Plan): boolean {
  if (identity !== null) return agentDescribed(identity, plan) === agent;
  if (parent !== null) return plan.agentOfKeyHash.get(parent) === agent;
  return [...plan.agentOfKeyHash.values()].includes(agent);
}

interface FoundKey {
  readonly key: string;
  readonly header: KeyHeader;
}

function findKey(headers: IncomingHttpHeaders): FoundKey | undefined {
  const own = single(headers['x-sentrely-key']);
  if (own !== undefined) return { key: own, header: 'x-sentrely-key' };
  const apiKey = single(headers['x-api-key']);
  if (apiKey !== undefined) return { key: apiKey, header: 'x-api-key' };
  const bearer =
    typeof headers.authorization === 'string' ? bearerOf(headers.authorization) : undefined;
  const key = single(bearer);
  return key === undefined ? undefined : { key, header: 'authorization' };
}

function bearerOf(value: string): string | undefined {
  return value.slice(0, 7).toLowerCase() === 'bearer ' ? value.slice(7).trim() : undefined;
}

function hashOf(key: string): string {
  return `sha256:${sha256Hex(Buffer.from(key, 'utf8'))}`;
}

/** A key or a token of a length that one can have. One that is longer is no reason to ask further. */
function single(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (isToken(value)) return value.slice(0, tokenCharactersMax + 1);
  return value.length > keyCharactersMax ? undefined : value;
}
