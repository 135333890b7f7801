import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// Signature version 4 as AWS describes it, written for these tests only: what Bedrock does with the
// requests it gets.

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** As it stood on the wire, query included. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Whose signature is right, and for what. */
export interface Signatory {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** Everything but letters, digits and `-_.~`, byte by byte. */
function encoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9._~-]/.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function canonicalQuery(search: string): string {
  return search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=').map((part) => encoded(decodeURIComponent(part))))
    .map(([name = '', value = '']) => `${name}=${value}`)
    .toSorted()
    .join('&');
}

/** The signature that belongs to a request, for the headers that it says are signed. */
function signatureOf(
  { method, target, headers, body }: ArrivedRequest,
  signed: readonly string[],
  { secretAccessKey, region, service }: Signatory,
): string {
  const [path = '', search = ''] = target.split('?', 2);
  const request = [
    method,
    path.split('/').map(encoded).join('/'),
    canonicalQuery(search),
    ...signed.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signed.join(';'),
    sha256(body),
  ].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<Buffer | string>(
    (from, part) => hmac(from, part),
    `AWS4${secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
}

/** What is wrong with the signature of a request, or null. */
export function signatureProblem(request: ArrivedRequest, signatory: Signatory): string | null {
  const { authorization = '' } = request.headers;
  const [, id, date, region, service, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  if (signature === undefined) return `no signature: ${authorization}`;
  if (id !== signatory.accessKeyId) return `the key ${id}`;
  if (region !== signatory.region || service !== signatory.service) return `${region} ${service}`;
  const signed = names.split(';');
  const owed = ['host', 'x-amz-date', 'content-type', ...Object.keys(request.headers)].filter(
    (name) => name === 'host' || name === 'content-type' || name.startsWith('x-amz'),
  );
  const unsigned = owed.find((name) => !signed.includes(name));
  if (unsigned !== undefined) return `${unsigned} is not signed`;
  if (!String(request.headers['x-amz-date']).startsWith(date ?? '')) return 'another date';
  return signatureOf(request, signed, signatory) === signature ? null : 'the signature is wrong';
}
