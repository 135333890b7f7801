/** What a text that begins with a digit can be. */
export type NumeralKind = 'integer' | 'decimal' | 'duration' | 'quantity' | 'percent';

const integer = /^-?\d+$/;
const decimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const duration = /^(\d+)([smhd])$/;
const quantity = /^(\d+)([kMG])$/;
const percent = /^\d+%$/;

const unitMs: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const multiples: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
]);

/** The kind of a numeral, or undefined when it is malformed: `30min`, `1.2.3`. */
export function numeralKind(text: string): NumeralKind | undefined {
  if (integer.test(text)) return 'integer';
  if (decimal.test(text)) return 'decimal';
  if (duration.test(text)) return 'duration';
  if (quantity.test(text)) return 'quantity';
  return percent.test(text) ? 'percent' : undefined;
}

/** The value of a well-formed numeral: a number, milliseconds of a duration, or a percentage. */
export function numeralValue(text: string): number {
  const parts = duration.exec(text) ?? quantity.exec(text);
  if (parts === null) return Number(text.replace('%', '')) + 0; // JSON has no -0 that a reader would see.
  const unit = parts[2] ?? '';
  return Number(parts[1]) * (unitMs.get(unit) ?? multiples.get(unit) ?? Number.NaN);
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

/** An amount as short as it is exact: 5000000 is `5M`, 1500 is `1500`. */
export function quantityText(value: number): string {
  const isWhole = Number.isSafeInteger(value) && value > 0;
  const fitting = isWhole ? [...multiples].filter(([, size]) => value % size === 0) : [];
  const [unit, size] = fitting.at(-1) ?? ['', 1];
  return `${value / size}${unit}`;
}
