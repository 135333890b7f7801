import type { AuthClient, OAuth2ClientOptions } from 'google-auth-library';
import { gatewayError } from '../../errors.ts';
import { JsonError, scanJson } from '../../json/scan.ts';
import type { Headers, TransportSettings } from '../../upstreams/transport.ts';
import { credentialFailure } from '../cloud/credential-failure.ts';

/** What Google asks of whoever calls a model. */
const scopes = 'https://www.googleapis.com/auth/cloud-platform';

/** How the library that fetches tokens connects. */
export type VertexConnection = Pick<OAuth2ClientOptions, 'transporterOptions'>;

/**
 * Where the headers come from that authorise a request to Vertex AI. A configured credential is the
 * JSON of one of Google's credential files (`service_account`, `external_account`, `authorized_user`)
 * or else an access token; without one Google's own search applies: GOOGLE_APPLICATION_CREDENTIALS,
 * the login of gcloud, the metadata server. Tokens are kept until shortly before they expire. Rejects
 * with SENTRELY_ERR_UPSTREAM_CREDENTIAL or SENTRELY_ERR_UPSTREAM_UNREACHABLE.
 */
export function vertexCredentials(
  { credential }: Pick<TransportSettings, 'credential'>,
  connection: VertexConnection = {},
): () => Promise<Headers> {
  let text: string | undefined;
  let client: Promise<AuthClient> | undefined;
  return async () => {
    const configured = credential?.().trim();
    if (configured !== undefined && !configured.startsWith('{'))
      return { authorization: `Bearer ${plain(configured)}` };
    if (configured !== text) client = undefined;
    text = configured;
    client ??= configured === undefined ? search(connection) : clientOf(configured, connection);
    try {
      return Object.fromEntries(await (await client).getRequestHeaders());
    } catch (error) {
      // A search that found nothing may find something the next time.
      client = undefined;
      throw credentialFailure(error);
    }
  };
}

async function search(clientOptions: VertexConnection): Promise<AuthClient> {
  const { GoogleAuth } = await import('./google-library.ts');
  return await new GoogleAuth({ scopes, clientOptions }).getClient();
}

/** The library's client for a credential file. Only kinds that are named here are taken from a file. */
async function clientOf(json: string, connection: VertexConnection): Promise<AuthClient> {
  const file = parse(json);
  const { ExternalAccountClient, JWT, UserRefreshClient } = await import('./google-library.ts');
  switch (file.type) {
    case 'service_account': {
      const [email, key] = [stated(file.client_email), stated(file.private_key)];
      return new JWT({ email, key, scopes, ...connection });
    }
    case 'authorized_user':
      return new UserRefreshClient({
        clientId: stated(file.client_id),
        clientSecret: stated(file.client_secret),
        refreshToken: stated(file.refresh_token),
        ...connection,
      });
    case 'external_account': {
      const client = ExternalAccountClient.fromJSON({
        ...(file as unknown as Parameters<typeof ExternalAccountClient.fromJSON>[0]),
        ...connection,
      });
      if (client === null) break;
      client.scopes = scopes;
      return client;
    }
  }
  throw credentialError('the file is of no kind that is taken');
}

/** The members of Google's credential files that are read here. */
interface CredentialFile {
  readonly type?: unknown;
  readonly client_email?: unknown;
  readonly private_key?: unknown;
  readonly client_id?: unknown;
  readonly client_secret?: unknown;
  readonly refresh_token?: unknown;
}

function stated(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw credentialError('the file lacks a member that its kind has');
}

function parse(json: string): CredentialFile {
  try {
    scanJson(Buffer.from(json));
    return JSON.parse(json) as CredentialFile;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw credentialError('the file begins as JSON and is none');
  }
}

/** What a header can carry. Never shown: it is a secret. */
function plain(token: string): string {
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token;
  throw credentialError('an access token is one line of plain characters');
}

function credentialError(detail: string): Error {
  return gatewayError('SENTRELY_ERR_UPSTREAM_CREDENTIAL', detail);
}
