import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request names this listener itself. A page in an operator's browser can make a name of
 * its own point at 127.0.0.1 (DNS rebinding); then the Host header holds that name. An address is
 * nobody's name, so it passes. `names` are the further names of the configuration.
 */
export function isOwnHost(headers: IncomingHttpHeaders, names: readonly string[]): boolean {
  const host = hostnameOf(headers.host);
  if (host === undefined) return false;
  const isKnown = host === 'localhost' || isIP(host) !== 0 || names.includes(host);
  if (!isKnown) return false;
  const { origin } = headers;
  return origin === undefined || sameHost(origin, headers.host ?? '');
}

/** The name of `name:port` in lower case, without brackets; undefined for anything else. */
function hostnameOf(host: string | undefined): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::[0-9]{1,5})?$/.exec(host ?? '') ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

function sameHost(origin: string, host: string): boolean {
  try {
    return new URL(origin).host.toLowerCase() === host.toLowerCase();
  } catch {
    return false;
  }
}
