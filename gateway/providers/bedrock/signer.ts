import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { WireRequest } from '../../upstreams/transport.ts';
import type { AwsKeys } from './credentials.ts';

/** What a signature is for, beside the request. */
export interface SigningScope {
  /** Scheme, host and port that the request goes to. */
  readonly origin: string;
  readonly region: string;
  /** `bedrock`. */
  readonly service: string;
  readonly keys: AwsKeys;
  readonly now: number;
}

/**
 * The headers of `request` with a signature of AWS (version 4) over all of them, the host, the path
 * and the body. `path` is signed as it stands on the wire, query included.
 */
export async function signedHeaders(
  { method, path, headers, body }: WireRequest,
  { origin, region, service, keys, now }: SigningScope,
): Promise<Record<string, string>> {
  const { SignatureV4 } = await import('./aws-library.ts');
  const { protocol, host } = new URL(origin);
  const [pathname = '', search] = path.split('?', 2);
  const signer = new SignatureV4({
    credentials: keys,
    region,
    service,
    sha256: NativeSha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method,
      protocol,
      hostname: host,
      path: pathname,
      query: queryOf(search),
      headers: { ...plainHeaders(headers), host },
      body: body ?? '',
    },
    { signingDate: new Date(now) },
  );
  const { host: _host, ...sent } = signed.headers;
  return sent;
}

function queryOf(search = ''): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  return query;
}

function plainHeaders(headers: WireRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** SHA-256 of OpenSSL in the shape that the signer asks for: a body may have megabytes. */
class NativeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
