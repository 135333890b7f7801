/** Longer texts are not even normalised: no spelling of a host comes near. In UTF-16 units. */
const textUnitsMax = 4096;

/** Longest name that DNS can carry (RFC 1035 section 2.3.4), in characters. */
const hostUnitsMax = 253;

/** What would end a host, or what readers of URLs disagree about: userinfo, port, escapes, blanks. */
const notInHost = /[\s\p{Cc}/?#@\\%]/u;

/**
 * Labels, or an IPv6 address in brackets. The URL parser lets more through, such as commas and
 * parentheses, which other readers take for the end of the host.
 */
const plainHost = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])$/;

/** An IPv4 address written as IPv6, as the URL parser prints it. */
const mappedIpv4 = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * A host in its one spelling, or null when it is none: A-labels in lower case without final dot,
 * IPv4 dotted and decimal (also from hexadecimal, integers and mapped IPv6), IPv6 in brackets.
 */
export function readHost(text: string): string | null {
  if (text.length > textUnitsMax || notInHost.test(text)) return null;
  const isBareIpv6 = text.includes(':') && !text.startsWith('[');
  const parsed = parseUrl(`https://${isBareIpv6 ? `[${text}]` : text}/`);
  return parsed === null || parsed.port !== '' ? null : normalHost(parsed.hostname);
}

/** The one spelling of a host that the WHATWG parser accepted, or null. */
export function normalHost(parsed: string): string | null {
  const host = parsed.endsWith('.') ? parsed.slice(0, -1) : parsed;
  if (host.length > hostUnitsMax || !plainHost.test(host)) return null;
  const mapped = mappedIpv4.exec(host);
  return mapped === null ? host : dotted(mapped[1] ?? '', mapped[2] ?? '');
}

/** Parses by the WHATWG standard; null instead of an exception. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function dotted(high: string, low: string): string {
  const pairs = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return pairs.map((pair) => `${pair >> 8}.${pair & 255}`).join('.');
}
