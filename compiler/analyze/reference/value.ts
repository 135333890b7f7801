/**
 * Values of arguments in their one spelling, a second time. Undefined is unknown: programs disagree
 * about the text, or it is none of its type.
 */

/** A text in Unicode normal form C, without heaps of marks that no language writes. */
export function readPlain(text: string): string | undefined {
  if (/\p{M}{31}/u.test(text)) return undefined;
  return text.isWellFormed() && text.normalize('NFC') === text ? text : undefined;
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A host: A-labels in lower case, no final dot, addresses in their usual form. */
export function readHostname(text: string): string | undefined {
  if (text.length > 4096 || /[\s\p{Cc}/?#@\\%]/u.test(text)) return undefined;
  const isAddress = text.includes(':') && !text.startsWith('[');
  const url = parse(isAddress ? `https://[${text}]/` : `https://${text}/`);
  return url?.port === '' ? usualHost(url.hostname) : undefined;
}

function usualHost(text: string): string | undefined {
  const host = text.replace(/\.$/, '');
  if (host.length > 253 || /^$|^\.|\.\.|\.$|[^a-z0-9_.:[\]-]/.test(host)) return undefined;
  const mapped = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(host);
  if (mapped === null) return host;
  const [high, low] = [Number(`0x${mapped[1]}`), Number(`0x${mapped[2]}`)];
  return [high >> 8, high % 256, low >> 8, low % 256].join('.');
}

/** The parts of a URL. */
export interface UrlParts {
  readonly scheme?: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly whole?: string;
}

const webPorts = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ftp', 21],
]);

/** A URL of the web; of another scheme only the scheme. */
export function readAddress(text: string): UrlParts {
  if (/[\s\p{Cc}\\]/u.test(text) || !text.isWellFormed()) return {};
  const url = parse(text);
  if (url === undefined) return {};
  const scheme = url.protocol.replace(':', '');
  const usualPort = webPorts.get(scheme);
  if (usualPort === undefined) return { scheme };
  const authority = /^[^:]+:\/\/([^/?#]+)/.exec(text)?.[1] ?? '@';
  const host = usualHost(url.hostname);
  if (/[@%]/.test(authority) || host === undefined) return {};
  const port = url.port === '' ? usualPort : Number(url.port);
  if (/%2f|%5c/i.test(url.pathname)) return { scheme, host, port };
  const path = url.pathname.replace(/%[0-9a-f]{2}/gi, plainly);
  const origin = `${scheme}://${host}${url.port && ':'}${url.port}`;
  return { scheme, host, port, path, whole: `${origin}${path}${url.search}` };
}

/** An escape that needs not be is undone, any other is in upper case. */
function plainly(escape: string): string {
  const char = decodeLatin(escape);
  return /^[\w.~-]$/.test(char) ? char : escape.toUpperCase();
}

function decodeLatin(escape: string): string {
  return String.fromCodePoint(Number(`0x${escape.slice(1)}`));
}

/** The parts of a mail address. */
export interface AddressParts {
  readonly local?: string;
  readonly domain?: string;
  readonly whole?: string;
}

/** One bare mail address. */
export function readMailbox(text: string): AddressParts {
  const [local = '', ...rest] = text.split('@');
  const atoms = local.split('.');
  const isAtom = (atom: string) => /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/.test(atom);
  const domain = rest.length === 1 ? readHostname(rest[0] ?? '') : undefined;
  if (local.length > 64 || !atoms.every(isAtom)) return {};
  if (domain === undefined || domain.startsWith('[')) return {};
  return { local, domain, whole: `${local}@${domain}` };
}
