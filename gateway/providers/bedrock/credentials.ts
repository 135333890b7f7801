import { gatewayError } from '../../errors.ts';
import { JsonError, scanJson } from '../../json/scan.ts';
import type { TransportSettings } from '../../upstreams/transport.ts';
import { credentialFailure } from '../cloud/credential-failure.ts';

/** What a request to Bedrock is authorised by: a Bedrock API key, or keys that sign it. */
export type BedrockCredential = BedrockKey | AwsKeys;

/** A bearer token. */
export interface BedrockKey {
  readonly bearer: string;
}

/** As the signer of AWS takes them. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Where the credential of each request comes from: the configured one, else the environment as AWS
 * has it (a Bedrock API key, then keys, then the chain of the AWS SDK: profiles, SSO, web identity,
 * containers, instances). Rejects with SENTRELY_ERR_UPSTREAM_CREDENTIAL or
 * SENTRELY_ERR_UPSTREAM_UNREACHABLE.
 */
export function bedrockCredentials({
  credential,
  environment,
}: Pick<TransportSettings, 'credential' | 'environment'>): () => Promise<BedrockCredential> {
  if (credential !== undefined) return async () => parseCredential(credential());
  const bearer = environment['AWS_BEARER_TOKEN_BEDROCK'];
  if (isGiven(bearer)) return async () => ({ bearer: plain(bearer) });
  const keys = environmentKeys(environment);
  if (keys !== undefined) return async () => keys;
  let chain: Promise<() => Promise<AwsKeys>> | undefined;
  return async () => {
    chain ??= import('./aws-library.ts').then(({ defaultProvider }) => defaultProvider());
    try {
      return await (await chain)();
    } catch (error) {
      throw credentialFailure(error);
    }
  };
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function environmentKeys(environment: TransportSettings['environment']): AwsKeys | undefined {
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (!isGiven(accessKeyId) || !isGiven(secretAccessKey)) return undefined;
  const keys = { accessKeyId: plain(accessKeyId), secretAccessKey: plain(secretAccessKey) };
  return isGiven(sessionToken) ? { ...keys, sessionToken: plain(sessionToken) } : keys;
}

/**
 * A configured credential: keys as the JSON that a `credential_process` of AWS prints (AccessKeyId,
 * SecretAccessKey, SessionToken), or else a Bedrock API key. Throws SENTRELY_ERR_UPSTREAM_CREDENTIAL.
 */
function parseCredential(text: string): BedrockCredential {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { bearer: plain(trimmed) };
  const root = scanKeys(trimmed);
  const [accessKeyId, secretAccessKey, sessionToken] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
  ].map((key) => root.get(key)?.text);
  if (!isGiven(accessKeyId) || !isGiven(secretAccessKey))
    throw credentialError('the JSON has no `AccessKeyId` and `SecretAccessKey`');
  const keys = { accessKeyId: plain(accessKeyId), secretAccessKey: plain(secretAccessKey) };
  return isGiven(sessionToken) ? { ...keys, sessionToken: plain(sessionToken) } : keys;
}

function scanKeys(text: string): ReturnType<typeof scanJson> {
  try {
    return scanJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw credentialError('the file begins as JSON and is none');
  }
}

/** What a header can carry. Never shown: it is a secret. */
function plain(text: string): string {
  if (/^[\x21-\x7e]{1,8192}$/.test(text)) return text;
  throw credentialError('a key of AWS is one line of plain characters');
}

function credentialError(detail: string): Error {
  return gatewayError('SENTRELY_ERR_UPSTREAM_CREDENTIAL', detail);
}
