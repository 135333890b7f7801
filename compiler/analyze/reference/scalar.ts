import { globMatches } from './glob.ts';
import { allOf, fold, loosely, type Truth } from './truth.ts';
import {
  type AddressParts,
  readAddress,
  readHostname,
  readMailbox,
  readPlain,
  type UrlParts,
} from './value.ts';

/** One value that a condition reads, and how values of its kind are compared. */
export interface Scalar {
  readonly kind: 'plain' | 'segments' | 'host' | 'url' | 'scheme' | 'urlPath' | 'mail' | 'local';
  /** Undefined is unknown. */
  readonly value: string | number | boolean | undefined;
  /** The parts of a URL or mail address, for patterns on the whole. */
  readonly url?: UrlParts;
  readonly mail?: AddressParts;
}

/** Reads an argument of a type, or one part of it. */
export function readScalar(type: string, part: string | undefined, argument: unknown): Scalar {
  if (typeof argument !== 'string') {
    const isPlain = typeof argument === 'boolean' || Number.isSafeInteger(argument);
    return { kind: 'plain', value: isPlain ? (argument as number | boolean) : undefined };
  }
  if (type === 'Url') return readUrlPart(part, readAddress(argument));
  if (type === 'Email') return readMailPart(part, readMailbox(argument));
  if (type === 'Host') return { kind: 'host', value: readHostname(argument) };
  const hasSegments = type === 'Key' || type === 'Ref';
  return { kind: hasSegments ? 'segments' : 'plain', value: readPlain(argument) };
}

function readUrlPart(part: string | undefined, url: UrlParts): Scalar {
  if (part === 'scheme') return { kind: 'scheme', value: url.scheme };
  if (part === 'host') return { kind: 'host', value: url.host };
  if (part === 'port') return { kind: 'plain', value: url.port };
  if (part === 'path') return { kind: 'urlPath', value: url.path };
  return { kind: 'url', value: url.whole, url };
}

function readMailPart(part: string | undefined, mail: AddressParts): Scalar {
  if (part === 'local') return { kind: 'local', value: mail.local };
  if (part === 'domain') return { kind: 'host', value: mail.domain };
  return { kind: 'mail', value: mail.whole, mail };
}

/** Whether a value is the one that a literal names. */
export function equals({ kind, value }: Scalar, literal: string | number | boolean): Truth {
  if (value === undefined) return undefined;
  if (typeof literal !== 'string' || typeof value !== 'string') return value === literal;
  const wanted = spellings[kind](literal);
  const isCaseOpen = kind === 'mail' || kind === 'local';
  return loosely(value === wanted, isCaseOpen && fold(value) === fold(wanted ?? ''));
}

/** Whether two values of one type are the same. */
export function isSame(one: Scalar, other: Scalar): Truth {
  if (one.value === undefined || other.value === undefined) return undefined;
  if (typeof one.value !== 'string' || typeof other.value !== 'string') {
    return one.value === other.value;
  }
  const isCaseOpen = [one, other].some(({ kind }) => kind === 'mail' || kind === 'local');
  return loosely(one.value === other.value, isCaseOpen && fold(one.value) === fold(other.value));
}

/** A literal in the one spelling of its kind. */
const spellings: Readonly<Record<Scalar['kind'], (text: string) => string | undefined>> = {
  plain: (text) => text.normalize('NFC'),
  segments: (text) => text.normalize('NFC'),
  local: (text) => text.normalize('NFC'),
  host: readHostname,
  url: (text) => readAddress(text).whole,
  scheme: (text) => text.toLowerCase(),
  urlPath: (text) => readAddress(`https://host${text}`).path,
  mail: (text) => readMailbox(text).whole,
};

/** Whether a pattern covers a value. */
export function matches({ kind, value, url, mail }: Scalar, pattern: string): Truth {
  if (url !== undefined) return matchesUrl(url, pattern);
  if (mail !== undefined) return matchesMail(mail, pattern);
  if (typeof value !== 'string') return undefined;
  if (kind === 'host') return matchesHost(value, pattern);
  if (kind === 'urlPath') return globMatches('segments', upperEscapes(pattern), value);
  if (kind !== 'local') return globMatches(kind === 'segments' ? kind : 'text', pattern, value);
  const isFolded = globMatches('text', fold(pattern), fold(value));
  return loosely(globMatches('text', pattern, value), isFolded);
}

/** A pattern without wildcards is a host in any spelling. */
function matchesHost(value: string, pattern: string): boolean {
  const literal = /[*?{}\\]/.test(pattern) ? undefined : readHostname(pattern);
  if (literal !== undefined) return literal === value;
  return globMatches('labels', pattern.toLowerCase(), value);
}

function upperEscapes(pattern: string): string {
  return pattern.replace(/%../g, (escape) => escape.toUpperCase());
}

/** `scheme://host:port/path`, each judged apart; without a port the usual one, `:*` is any. */
function matchesUrl(url: UrlParts, pattern: string): Truth {
  const [, scheme = '', host = '', port, path = ''] =
    /^(\w+):\/\/((?:\\.|[^\\/])*?)(?::(\d+|\*))?(\/.*)$/su.exec(pattern) ?? [];
  const wanted = port ? Number(port) : readAddress(`${scheme}://x/`).port;
  return allOf([
    sameOrUnknown(url.scheme, scheme),
    port === '*' ? true : sameOrUnknown(url.port, wanted),
    matches({ kind: 'host', value: url.host }, host),
    matches({ kind: 'urlPath', value: url.path }, path),
  ]);
}

function sameOrUnknown<T>(found: T | undefined, wanted: T): Truth {
  return found === undefined ? undefined : found === wanted;
}

function matchesMail(mail: AddressParts, pattern: string): Truth {
  const [local = '', domain = ''] = pattern.split('@');
  return allOf([
    matches({ kind: 'local', value: mail.local }, local),
    matches({ kind: 'host', value: mail.domain }, domain),
  ]);
}
