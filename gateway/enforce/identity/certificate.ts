import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Plan } from '../../../compiler/evaluate/plan.ts';
import { type Match, matchOf } from './match.ts';

/** What a client's certificate says, after its authority was checked. */
export interface Certificate {
  readonly subject: string;
  readonly names: readonly { readonly field: 'uri' | 'dns'; readonly value: string }[];
  readonly validToMs: number;
}

const read = new WeakMap<Socket, Certificate | null>();

/**
 * The certificate that a connection was opened with; undefined where there is none, it is of no
 * configured authority, or it has expired since.
 */
export function certificateOf(socket: Socket, nowMs: number): Certificate | undefined {
  let certificate = read.get(socket);
  if (certificate === undefined) {
    certificate = readCertificate(socket);
    read.set(socket, certificate);
  }
  return certificate !== null && nowMs < certificate.validToMs ? certificate : undefined;
}

function readCertificate(socket: Socket): Certificate | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? null : describe(certificate);
}

/** Reads subject and names; a list of names that cannot be read wholly has none. */
export function describe({
  subject,
  subjectAltName,
  validTo,
}: Pick<X509Certificate, 'subject' | 'subjectAltName' | 'validTo'>): Certificate {
  return {
    subject: subject.split('\n').join(', '),
    names: readNames(subjectAltName ?? ''),
    validToMs: Date.parse(validTo),
  };
}

/** Node writes `URI:spiffe://a, DNS:b`; a value with a comma, a quote or the like as a JSON string. */
const oneName = /^([A-Za-z0-9 ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/;

const fields: ReadonlyMap<string, 'uri' | 'dns'> = new Map([
  ['URI', 'uri'],
  ['DNS', 'dns'],
]);

function readNames(text: string): Certificate['names'] {
  const names: { field: 'uri' | 'dns'; value: string }[] = [];
  let rest = text;
  while (rest !== '') {
    const found = oneName.exec(rest);
    if (found === null) return [];
    const [whole, kind = '', written = ''] = found;
    const field = fields.get(kind);
    if (field !== undefined && !written.startsWith('"'))
      names.push({ field, value: field === 'dns' ? written.toLowerCase() : written });
    rest = rest.slice(whole.length);
  }
  return names;
}

/** The agent that a certificate names. */
export function agentOfCertificate(
  { subject, names }: Certificate,
  plan: Plan,
): Match<'certificate'> | undefined {
  return matchOf(plan, 'certificate', ({ field, value }) =>
    field === 'subject'
      ? subject === value
      : names.some((name) => name.field === field && name.value === value),
  );
}
