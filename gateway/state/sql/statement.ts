/** What a column or a placeholder holds: text, a whole number within the safe range, or nothing. */
export type SqlValue = string | number | null;

/** A row as a database returns it. */
export type Row = Readonly<Record<string, SqlValue>>;

/** One statement of ours with a `?` for each value. Both dialects read it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** What a statement led to. `changed` counts rows, also those it returned. */
export interface Answer {
  readonly rows: readonly Row[];
  readonly changed: number;
}

/**
 * A step says which statements it needs and what follows from their answers; it waits for nothing
 * itself. So the same step runs at once inside SQLite and over a wire to PostgreSQL.
 */
export type Step<T> = Generator<Statement, T, Answer>;

/** Returns how many rows changed. */
export function* run(text: string, ...values: readonly SqlValue[]): Step<number> {
  const { changed } = yield { text, values };
  return changed;
}

/** Returns the first row. */
export function* get(text: string, ...values: readonly SqlValue[]): Step<Row | undefined> {
  const { rows } = yield { text, values };
  return rows[0];
}

/** Returns every row. */
export function* all(text: string, ...values: readonly SqlValue[]): Step<readonly Row[]> {
  const { rows } = yield { text, values };
  return rows;
}

/** The text of a column that is never null. */
export function textOf(row: Row, column: string): string {
  return row[column] as string;
}

/** The number of a column that is never null. */
export function numberOf(row: Row, column: string): number {
  return row[column] as number;
}
