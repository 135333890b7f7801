import { constants } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { createSecureContext, type SecureContextOptions, Server as TlsServer } from 'node:tls';
import type { TlsConfig } from './config.ts';
import { gatewayError } from './errors.ts';

/** How a listener speaks TLS, read from its files. Throws SENTRELY_ERR_CONFIG. */
export function readTls(config: TlsConfig): ServerOptions {
  const options = contextOf(config);
  const isAsking = config.client_ca !== undefined;
  return {
    ...options,
    requestCert: isAsking,
    // A client without a certificate may have a key instead, unless the operator says otherwise.
    rejectUnauthorized: isAsking && config.clients === 'required',
  };
}

/** Keeps a listener's certificate up to date. */
export interface TlsWatch {
  /** Reads the files now. False when they cannot be used: the old ones then stay in force. */
  reload(): boolean;
  stop(): void;
}

/** What watching needs. */
export interface TlsWatchServices {
  readonly onReload: () => void;
  readonly report: (error: unknown) => void;
}

/** How often the files are looked at, in milliseconds. */
const pollMs = 1000;

/** Reads the files again whenever one changes; connections that are open keep what they began with. */
export function watchTls(
  server: unknown,
  config: TlsConfig,
  { onReload, report }: TlsWatchServices,
): TlsWatch {
  let seen = stampOf(config);
  const reload = (): boolean => {
    seen = stampOf(config);
    try {
      if (!(server instanceof TlsServer)) return false;
      server.setSecureContext(contextOf(config));
      onReload();
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  };
  const timer = setInterval(() => {
    if (stampOf(config) !== seen) reload();
  }, pollMs);
  timer.unref();
  return { reload, stop: () => clearInterval(timer) };
}

/** Certificate and key are tried on each other first, so that half a renewal changes nothing. */
function contextOf({ cert, key, client_ca: ca }: TlsConfig): SecureContextOptions {
  const options: SecureContextOptions = {
    cert: readPem(cert),
    key: readPem(key),
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: readPem(ca), secureOptions: constants.SSL_OP_NO_TICKET }),
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${cert}\` and \`${key}\` cannot be used`, cause);
  }
  return options;
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` cannot be read`, cause);
  }
}

function stampOf({ cert, key, client_ca: ca }: TlsConfig): string {
  return [cert, key, ca ?? ''].map(stamp).join('|');
}

function stamp(path: string): string {
  const stats = path === '' ? undefined : statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
}
