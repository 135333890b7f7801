import { normalHost, parseUrl } from './host.ts';

/** What a condition may read of a URL. A part is null when it is unknown or the scheme has none. */
export interface UrlFact {
  /** Without the colon, lower case. */
  readonly scheme: string | null;
  readonly host: string | null;
  /** The default of the scheme where none is written. */
  readonly port: number | null;
  /** Dot segments folded; only what must be escaped is escaped. */
  readonly path: string | null;
  /** Scheme, host, port if not the default, path and query; the fragment never leaves the client. */
  readonly whole: string | null;
}

const unknown: UrlFact = { scheme: null, host: null, port: null, path: null, whole: null };

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ftp', 21],
]);

/** Readers of URLs disagree about blanks, control characters and backslashes. */
const disputed = /[\s\p{Cc}\\]/u;

/** `scheme://authority`, both as written. */
const opening = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i;

/** In an authority: userinfo, and escapes that some clients decode and others do not. */
const disputedAuthority = /[@%]/;

/** An escaped slash or backslash: some servers split the path there and some do not. */
const hiddenSeparator = /%(?:2f|5c)/i;

const escaped = /%([0-9a-f]{2})/gi;
const unreserved = /[A-Za-z0-9._~-]/;

/** Reads a URL by the WHATWG standard; what clients could take for different places is unknown. */
export function readUrl(text: string): UrlFact {
  const parsed = disputed.test(text) || !text.isWellFormed() ? null : parseUrl(text);
  if (parsed === null) return unknown;
  const scheme = parsed.protocol.slice(0, -1);
  const defaultPort = defaultPorts.get(scheme);
  if (defaultPort === undefined) return { ...unknown, scheme };
  const authority = opening.exec(text)?.[2];
  if (authority === undefined || disputedAuthority.test(authority)) return unknown;
  const host = normalHost(parsed.hostname);
  if (host === null) return unknown;
  const path = hiddenSeparator.test(parsed.pathname) ? null : unescapePath(parsed.pathname);
  const port = parsed.port === '' ? defaultPort : Number(parsed.port);
  const origin = `${scheme}://${host}${parsed.port === '' ? '' : `:${port}`}`;
  return { scheme, host, port, path, whole: path === null ? null : origin + path + parsed.search };
}

/** RFC 3986 section 6.2.2: escapes in upper case, none where the character may stand itself. */
function unescapePath(path: string): string {
  return path.replace(escaped, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return unreserved.test(character) ? character : escape.toUpperCase();
  });
}
