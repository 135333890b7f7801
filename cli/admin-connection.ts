import { isIPv4 } from 'node:net';
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { quote } from '../dsl/escape.ts';
import { cliError } from './errors.ts';

/** A question to the listener of a gateway. Rejects as `fetch` does; follows no redirect. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Where a listener is, and by which certificates it proves itself. */
export interface AdminAddress {
  /** Scheme, host and port. */
  readonly url: string;
  /** PEM: an authority, or the certificate of the listener itself. Without it, those of Node. */
  readonly ca?: string | undefined;
}

/** Asks whatever answers there; for what is no secret. */
export function askAt({ url, ca }: AdminAddress): Ask {
  // Said here, so that no variable of the environment takes the check away.
  const connect = { rejectUnauthorized: true, allowPartialTrustChain: true };
  const dispatcher = new Agent({ connect: ca === undefined ? connect : { ...connect, ca } });
  // A redirect would carry a key to somewhere else.
  return (path, init = {}) => fetch(`${url}${path}`, { ...init, redirect: 'error', dispatcher });
}

/**
 * Asks a listener that has proved itself before anything is sent to it: by a certificate, or because it
 * is on this machine. Throws SENTRELY_ERR_CLI_ADMIN_UNPROVEN for plain http to anywhere else; asking
 * rejects with that where the certificate is not good, and with SENTRELY_ERR_CLI_GATEWAY where nobody
 * answers.
 */
export function askProven(address: AdminAddress): Ask {
  const { url } = address;
  if (!url.startsWith('https:') && !isThisMachine(new URL(url).hostname))
    throw cliError('SENTRELY_ERR_CLI_ADMIN_UNPROVEN', `${quote(url)} is plain http`);
  const ask = askAt(address);
  return async (path, init) => {
    try {
      return await ask(path, init);
    } catch (cause) {
      const flaw = certificateFlaw(cause);
      if (flaw === undefined)
        throw cliError('SENTRELY_ERR_CLI_GATEWAY', `nobody answers at ${quote(url)}`, cause);
      throw cliError('SENTRELY_ERR_CLI_ADMIN_UNPROVEN', `${quote(url)}: ${flaw}`, cause);
    }
  };
}

/** Also an address that stands for every one of this machine. */
function isThisMachine(host: string): boolean {
  if (host === 'localhost' || host === '[::1]' || host === '[::]' || host === '0.0.0.0')
    return true;
  return isIPv4(host) && host.startsWith('127.');
}

const flaws: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['CERT_NOT_YET_VALID', 'its certificate is not good yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it speaks no TLS'],
]);

/** What is wrong with the certificate that ended a connection; undefined where that was not it. */
function certificateFlaw(error: unknown): string | undefined {
  const { code } = ((error as { cause?: unknown }).cause ?? {}) as { readonly code?: unknown };
  if (typeof code !== 'string') return undefined;
  const known = flaws.get(code);
  if (known !== undefined) return known;
  const isOfTls = /SIGNATURE|CERT|ISSUER|CHAIN|_CA$|TRUST/.test(code);
  return isOfTls ? 'its certificate is of no known authority' : undefined;
}
