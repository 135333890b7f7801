import { parsePattern } from '../automata/pattern.ts';
import { readUrl } from '../evaluate/facts/url.ts';
import { readHostPattern } from './host.ts';
import {
  both,
  faultAt,
  matching,
  onPart,
  type Reading,
  shifted,
  type Term,
} from './pattern-terms.ts';

/** `scheme://host`, `:port` or `:*` if any; the path with its slash. Escapes may stand anywhere. */
const anatomy = /^([a-z]+):\/\/((?:[^/\\]|\\[^])*?)(?::(\d{1,5}|\*))?(\/[^]*)$/;

/** Ports are 16 bits. */
const portMax = 65_535;

const escape = /%[0-9a-f]{2}/gi;

/** What a URL path holds literally; everything else stands there percent-encoded. */
const pathText = /^[!$%&'()*+,./0-9:;=?@A-Z[\]\\_a-z{|}~-]*$/;

/**
 * A URL pattern, judged part by part: the scheme is written out, the port is the scheme's own
 * unless written (`:*` is any), and the query is not looked at.
 */
export function readUrlPattern(text: string): Reading {
  const [, scheme, host, port, path] = anatomy.exec(text) ?? [];
  if (scheme === undefined || host === undefined || path === undefined) {
    return faultAt(0, 'found no scheme, host and path, expected them as in `https://host/**`');
  }
  const defaultPort = readUrl(`${scheme}://host/`).port;
  if (defaultPort === null) {
    return faultAt(
      0,
      `found the scheme \`${scheme}\`, expected \`https\`, \`http\`, \`wss\`, \`ws\` or \`ftp\``,
    );
  }
  if (Number(port) > portMax) return faultAt(0, `found port ${port}, expected at most ${portMax}`);
  const origin: Term[] = [{ kind: 'equal', part: 'scheme', value: scheme }];
  if (port !== '*')
    origin.push({ kind: 'equal', part: 'port', value: Number(port ?? defaultPort) });
  const hosts = onPart('host', shifted(scheme.length + 3, readHostPattern(host)));
  const paths = onPart('path', shifted(text.length - path.length, readUrlPathPattern(path)));
  return both(both({ ok: true, alternatives: [origin] }, hosts), paths);
}

/** A pattern for the path of a URL. */
export function readUrlPathPattern(text: string): Reading {
  const parsed = parsePattern(text.replace(escape, (found) => found.toUpperCase()));
  if (!parsed.ok) return parsed;
  for (const [found] of text.matchAll(escape)) {
    const expected = expectedFor(found);
    if (expected !== undefined)
      return faultAt(text.indexOf(found), `found \`${found}\`, ${expected}`);
  }
  const stray = Array.from(text).find((char) => !pathText.test(char));
  if (stray !== undefined) {
    const message = `found \`${stray}\`, expected it percent-encoded as \`${encodeURIComponent(stray)}\``;
    return faultAt(text.indexOf(stray), message);
  }
  return matching('path', parsed.pattern);
}

/** Escapes that no readable URL holds: of characters that need none, and of hidden separators. */
function expectedFor(found: string): string | undefined {
  const character = decodeAscii(found);
  if (/[A-Za-z0-9._~-]/.test(character)) return `expected \`${character}\` itself`;
  if (/[/\\]/.test(character)) return 'which no allowed URL may hold';
  return undefined;
}

function decodeAscii(found: string): string {
  return String.fromCharCode(Number.parseInt(found.slice(1), 16));
}
