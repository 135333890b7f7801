/** A form of text that options and inputs hold, and how it is called when something else is found. */
export interface Quantity<T> {
  readonly expected: string;
  /** Undefined when the text is not of this form. */
  parse(text: string): T | undefined;
}

/** Milliseconds of each unit that a length of time may end in. */
const unitMs: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Ten years: a signature that outlives its reviewers is a mistake. */
const durationMsMax = 3650 * 86_400_000;

/** `30s`, `10m`, `24h`, `90d`: what the language writes too. In milliseconds. */
export const duration: Quantity<number> = {
  expected: 'a length of time like `90d`',
  parse(text) {
    const unit = unitMs.get(text.slice(-1));
    const digits = text.slice(0, -1);
    if (unit === undefined || !/^[1-9]\d{0,8}$/.test(digits)) return undefined;
    const ms = Number(digits) * unit;
    return ms <= durationMsMax ? ms : undefined;
  },
};

/** A revision counts up from 1. */
export const revision: Quantity<number> = {
  expected: 'a whole number from 1',
  parse(text) {
    const value = Number(text);
    return /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
  },
};

/** The name of a channel: it stands in file names and URLs. */
export const channel: Quantity<string> = {
  expected: 'letters, digits, `.`, `_` and `-`, at most 64',
  parse: (text) => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) ? text : undefined),
};
