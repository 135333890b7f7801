import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import type { Plan } from '../../../compiler/evaluate/plan.ts';
import { gatewayError } from '../../errors.ts';
import { createKeySet, type KeySet, type KeySetServices } from './key-set.ts';
import { type Match, matchOf, type TokenIdentity } from './match.ts';

/** Who a token speaks of. */
export interface TokenCaller {
  readonly agent: string;
  readonly issuer: string;
  /** Names the caller over all its tokens: `sub`, or what it was matched by. */
  readonly subject: string;
  /** `sha256:` and hex of issuer and subject: the same for all its tokens. */
  readonly credential: string;
  /** What the policies say of it. */
  readonly identity: TokenIdentity;
}

/** Lets callers in by tokens of OpenID Connect issuers. */
export interface Tokens {
  /** Rejects with SENTRELY_ERR_IDENTITY_TOKEN, _UNKNOWN or _ISSUER. */
  verify(token: string, plan: Plan): Promise<TokenCaller>;
}

/** What tokens need. */
export interface TokenServices extends KeySetServices {
  /** Whom tokens must be made for; without it none is let in. */
  readonly audience: string | undefined;
}

/** Signatures with a private key only: whoever can check these cannot make them. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]; // prettier-ignore

/** Kinds of token that speak of a caller; a logout token does not. */
const types: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/** Longest token: those of CI systems have 1 to 3 KB. */
export const tokenCharactersMax = 8192;

/** Clocks may differ by so much, in seconds. */
const skewSeconds = 60;

/** A token that is good for longer than this is no token of a run, in seconds. */
const lifeSecondsMax = 24 * 60 * 60;

/** Issuers whose keys are held; only those that policies name get here. */
const issuersMax = 100;

/** Opens it. */
export function createTokens(services: TokenServices): Tokens {
  const sets = new Map<string, KeySet>();
  const keysOf = (issuer: string): KeySet => {
    const known = sets.get(issuer);
    if (known !== undefined) return known;
    if (sets.size >= issuersMax) sets.clear();
    const made = createKeySet(issuer, services);
    sets.set(issuer, made);
    return made;
  };
  return { verify: (token, plan) => verify(token, plan, { services, keysOf }) };
}

/** Whether a text could be a token: three parts, the first of which is a JSON object. */
export function isToken(text: string): boolean {
  return /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/.test(text);
}

/** The issuer that a token claims, unchecked; undefined where it is none. */
export function claimedIssuer(token: string): string | undefined {
  if (token.length > tokenCharactersMax || !isToken(token)) return undefined;
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/**
 * What can be told without the issuer is told first: a token that would be refused anyway never makes
 * the gateway ask for keys.
 */
async function verify(
  token: string,
  plan: Plan,
  {
    services,
    keysOf,
  }: { readonly services: TokenServices; readonly keysOf: (issuer: string) => KeySet },
): Promise<TokenCaller> {
  const { audience, now } = services;
  if (audience === undefined) throw refused('`oidc.audience` is not configured');
  if (token.length > tokenCharactersMax) throw refused('it is too long');
  const { header, payload } = decode(token);
  checkHeader(header);
  const before = callerOf(payload, plan);
  const options = {
    algorithms,
    issuer: before.issuer,
    audience,
    clockTolerance: skewSeconds,
    requiredClaims: ['exp', 'iat', 'aud', 'iss'],
    currentDate: new Date(now()),
  };
  checkTimes(payload, now() / 1000);
  checkAudience(payload, audience);
  const key = await keysOf(before.issuer).find({ ...header, alg: header.alg ?? '' });
  try {
    const verified = await jwtVerify(token, key, options);
    return callerOf(verified.payload, plan);
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refused(wordsOf(error), error);
    throw error;
  }
}

function decode(token: string): { header: ProtectedHeaderParameters; payload: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
  } catch (cause) {
    throw refused('it is no signed JWT', cause);
  }
}

function checkHeader({ alg, typ }: ProtectedHeaderParameters): void {
  if (alg === undefined || !algorithms.includes(alg)) throw refused('its algorithm is not allowed');
  if (typ !== undefined && !types.has(typ.toLowerCase())) throw refused('it is of another type');
}

/** The verification checks them too; here they keep a stale token from asking for keys. */
function checkTimes({ exp, iat, nbf }: JWTPayload, nowSeconds: number): void {
  if (exp === undefined || iat === undefined)
    throw refused('it does not say from and until when it is good');
  if (exp + skewSeconds <= nowSeconds) throw refused('it has expired');
  if (iat - skewSeconds > nowSeconds || (nbf !== undefined && nbf - skewSeconds > nowSeconds))
    throw refused('it is not good yet');
  if (exp - iat > lifeSecondsMax) throw refused('it is good for more than a day');
}

function checkAudience({ aud }: JWTPayload, audience: string): void {
  const stated = typeof aud === 'string' ? [aud] : (aud ?? []);
  if (!stated.includes(audience)) throw refused('it is for another audience');
}

/** Whom a token speaks of, if it is genuine. */
function callerOf(payload: JWTPayload, plan: Plan): TokenCaller {
  const { iss: issuer, sub } = payload;
  const claims = new Map<string, unknown>(Object.entries(payload));
  const match: Match<'token'> | undefined = matchOf(
    plan,
    'token',
    (identity) =>
      identity.issuer === issuer &&
      identity.claims.every(({ name, value }) => claims.get(name) === value),
  );
  if (match === undefined || issuer === undefined)
    throw gatewayError(
      'SENTRELY_ERR_IDENTITY_UNKNOWN',
      'no agent is identified by what the token says',
    );
  const { agent, identity } = match;
  const subject = sub ?? JSON.stringify(identity.claims);
  const credential = `sha256:${sha256Hex(`oidc\n${issuer}\n${subject}`)}`;
  return { agent, issuer, subject, credential, identity };
}

function wordsOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim \`${error.claim}\` does not hold`;
  return 'its signature does not hold';
}

function refused(detail: string, cause?: unknown): Error {
  return gatewayError('SENTRELY_ERR_IDENTITY_TOKEN', detail, cause);
}
