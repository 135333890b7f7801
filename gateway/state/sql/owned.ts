import type { Owner, Page } from '../owned.ts';
import { all, type Row, type SqlValue, type Step } from './statement.ts';

/** What every table of such things has. */
interface Owned {
  readonly id: string;
  readonly createdMs: number;
}

/**
 * A page of what an owner has in a table that was created after `sinceMs`, and of which `also` holds.
 * Those next to the one before which they are come in the order of nearness: see {@link newestFirst}.
 */
export function pageOf(
  {
    table,
    columns,
    also = 'TRUE',
  }: {
    readonly table: 'batches' | 'files';
    readonly columns: string;
    readonly also?: string;
  },
  { agent, credential }: Owner,
  { limit, after, before }: Page<Owned>,
  sinceMs: number,
): Step<readonly Row[]> {
  const place = after ?? before;
  const next = place === undefined ? '' : `AND (created_at, id) ${after ? '<' : '>'} (?, ?)`;
  const way = after === undefined && before !== undefined ? 'ASC' : 'DESC';
  const values: SqlValue[] = place === undefined ? [] : [place.createdMs, place.id];
  return all(
    `SELECT ${columns} FROM ${table}
     WHERE agent = ? AND credential = ? AND created_at > ? AND ${also} ${next}
     ORDER BY created_at ${way}, id ${way} LIMIT ?`,
    agent,
    credential,
    sinceMs,
    ...values,
    limit,
  );
}

/** The order of a page. */
export function newestFirst(one: Owned, two: Owned): number {
  return two.createdMs - one.createdMs || (one.id < two.id ? 1 : -1);
}
