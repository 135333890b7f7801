import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { timestamp } from './row.ts';
import type { TimeRange } from './sql.ts';

/** How a person states a range. Days are UTC; a day as `until` is included whole. */
export interface RangeText {
  /** One day, `2026-03-04`. */
  readonly on?: string | undefined;
  /** A day, a time as RFC 3339, or how long ago: `90m`, `24h`, `7d`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const dayMs = 24 * 60 * 60 * 1000;
const unitMs: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', dayMs],
]);

const dayText = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const timeText = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2})$/;
const agoText = /^([0-9]{1,5})([mhd])$/;

/**
 * Reads a range. Without any of the three it is the last `days` days, or unlimited when that is
 * null. Throws SENTRELY_ERR_AUDIT_QUERY for what is not a time, or ends before it begins.
 */
export function readRange(text: RangeText, nowMs: number, days: number | null): TimeRange {
  if (text.on !== undefined) {
    if (text.since !== undefined || text.until !== undefined) {
      throw refused('a day was given together with a beginning or an end');
    }
    const startMs = readDay(text.on) ?? refuse(text.on, 'a day like 2026-03-04');
    return { since: timestamp(startMs), until: timestamp(startMs + dayMs) };
  }
  const isOpen = text.since === undefined && text.until === undefined;
  if (isOpen && days !== null) return { since: timestamp(nowMs - days * dayMs), until: null };
  const since = text.since === undefined ? null : timestamp(readTime(text.since, nowMs, 0));
  const until = text.until === undefined ? null : timestamp(readTime(text.until, nowMs, dayMs));
  if (since !== null && until !== null && until <= since) {
    throw refused('the range ends before it begins');
  }
  return { since, until };
}

function readTime(text: string, nowMs: number, dayLengthMs: number): number {
  const day = readDay(text);
  if (day !== undefined) return day + dayLengthMs;
  const [, amount, unit] = agoText.exec(text) ?? [];
  if (amount !== undefined) return nowMs - Number(amount) * (unitMs.get(unit ?? '') ?? 0);
  const at = timeText.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? refuse(text, 'a day, a time like 2026-03-04T10:00:00Z or 24h') : at;
}

/** Date.parse takes the 30th of February for the 2nd of March; a day must come back as it was. */
function readDay(text: string): number | undefined {
  if (!dayText.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || timestamp(at).slice(0, 10) !== text ? undefined : at;
}

function refuse(text: string, expected: string): never {
  throw refused(`found ${quote(text)}, expected ${expected}`);
}

function refused(found: string) {
  return gatewayError('SENTRELY_ERR_AUDIT_QUERY', found);
}
