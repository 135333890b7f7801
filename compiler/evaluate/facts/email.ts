import { readHost } from './host.ts';

/** What a condition may read of a mail address; all null when it is not exactly one plain address. */
export interface EmailFact {
  /** As written: only the receiving server knows whether case counts. */
  readonly local: string | null;
  readonly domain: string | null;
  readonly whole: string | null;
}

const unknown: EmailFact = { local: null, domain: null, whole: null };

/** Dot-atom of RFC 5321 section 4.1.2, and the longest local part of section 4.5.3.1.1. */
const plainLocal = /^(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** Reads one bare address: no display name, comment, quotes, list, blank or address literal. */
export function readEmail(text: string): EmailFact {
  const at = text.indexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = readHost(text.slice(at + 1));
  const isPlain = plainLocal.test(local) && domain !== null && !domain.startsWith('[');
  return isPlain ? { local, domain, whole: `${local}@${domain}` } : unknown;
}
