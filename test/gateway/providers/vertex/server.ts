import { createServer, type ServerResponse } from 'node:http';
import { createVerify } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

// Vertex AI and Google's token server on loopback: a token is given for a signed statement of a known
// service account, and nothing is answered without one.

/** A request that was taken. */
export interface VertexRequest {
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one request. */
export type VertexScript = (request: VertexRequest, reply: ServerResponse) => void;

/** A Vertex AI that listens. */
export interface VertexServer {
  readonly url: string;
  readonly requests: readonly VertexRequest[];
  /** Tokens given so far. */
  readonly tokens: readonly string[];
  /** From now on no token is given: `status` is answered instead. */
  failTokens(status: number): void;
  close(): Promise<void>;
}

/** Whose statements count. */
export interface Account {
  readonly email: string;
  /** PEM. */
  readonly publicKey: string;
}

export async function startVertex(script: VertexScript, account?: Account): Promise<VertexServer> {
  const requests: VertexRequest[] = [];
  const tokens: string[] = [];
  let failing: number | undefined;
  const give = (reply: ServerResponse): void => {
    const token = `ya29.token-${tokens.length + 1}`;
    tokens.push(token);
    send(reply, 200, { access_token: token, expires_in: 3600, token_type: 'Bearer' });
  };
  const server = createServer(async (incoming, reply) => {
    const text = (await buffer(incoming)).toString();
    const target = incoming.url ?? '';
    if (target === '/token') {
      if (failing !== undefined) return send(reply, failing, { error: 'invalid_grant' });
      const problem = account === undefined ? 'no account' : statementProblem(text, account);
      return problem === null ? give(reply) : send(reply, 400, { error: problem });
    }
    if (target.startsWith('/computeMetadata/v1/instance/service-accounts/default/token')) {
      if (incoming.headers['metadata-flavor'] !== 'Google') return send(reply, 403, {});
      reply.setHeader('metadata-flavor', 'Google');
      return give(reply);
    }
    if (target.startsWith('/computeMetadata/')) {
      reply.setHeader('metadata-flavor', 'Google');
      return reply.end('');
    }
    const token = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1];
    if (token === undefined || !(tokens.includes(token) || token === 'ya29.configured'))
      return send(reply, 401, googleError(401, 'UNAUTHENTICATED', 'no token of projects/acme-1'));
    const asked = {
      target,
      headers: incoming.headers,
      text,
      body: JSON.parse(text) as Record<string, unknown>,
    };
    requests.push(asked);
    script(asked, reply);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    tokens,
    failTokens: (status) => {
      failing = status;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What is wrong with a signed statement (RFC 7523), or null. */
function statementProblem(text: string, { email, publicKey }: Account): string | null {
  const form = new URLSearchParams(text);
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return 'grant';
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  if (!verifier.verify(publicKey, signature, 'base64url')) return 'signature';
  const { iss, scope, aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    readonly iss: string;
    readonly scope: string;
    readonly aud: string;
    readonly exp: number;
  };
  if (iss !== email || aud !== 'https://oauth2.googleapis.com/token') return 'claims';
  if (scope !== 'https://www.googleapis.com/auth/cloud-platform') return 'scope';
  return exp * 1000 > Date.now() ? null : 'expired';
}

/** An error as Google tells one. */
function googleError(code: number, status: string, message: string): object {
  return { error: { code, message, status } };
}

export function send(reply: ServerResponse, status: number, body: object | string): void {
  reply.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
  reply.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** An event stream of Anthropic's: Vertex AI passes it on as it is. */
export function streamEvents(reply: ServerResponse, sse: string): void {
  reply.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'x-vertex-ai-internal': '1',
  });
  reply.end(sse);
}
