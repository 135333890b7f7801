/** What a text that begins with a digit can be. */
export type NumeralKind = 'integer' | 'decimal' | 'duration';

const integer = /^-?\d+$/;
const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const duration = /^(\d+)([smhd])$/;

const unitMs: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** The kind of a numeral, or undefined when it is malformed: `30min`, `1.2.3`. */
export function numeralKind(text: string): NumeralKind | undefined {
  if (integer.test(text)) return 'integer';
  if (decimal.test(text)) return 'decimal';
  return duration.test(text) ? 'duration' : undefined;
}

/** The value of a well-formed numeral: a number, or milliseconds of a duration. */
export function numeralValue(text: string): number {
  const parts = duration.exec(text);
  if (parts === null) return Number(text) + 0; // JSON has no -0 that a reader would see.
  return Number(parts[1]) * (unitMs.get(parts[2] ?? '') ?? Number.NaN);
}

/** True if the value survives a 64-bit float: integers and durations exactly, decimals finitely. */
export function isInRange(kind: NumeralKind, text: string): boolean {
  const value = numeralValue(text);
  return kind === 'decimal' ? Number.isFinite(value) : Number.isSafeInteger(value);
}

/** A duration in its largest whole unit: 90000 is `90s`, 7200000 is `2h`. */
export function durationText(ms: number): string {
  const units = [...unitMs].reverse();
  const [unit, size] = units.find(([, size]) => ms % size === 0) ?? ['s', 1000];
  return `${ms / size}${unit}`;
}
