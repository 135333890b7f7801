import { assert } from '../../../compiler/bundle/assert.ts';
import type { Amounts, Ledger, LedgerScope, LedgerUnit, Reserved, ScopeCount } from '../ledger.ts';
import type { Database } from './database.ts';
import { all, get, numberOf, type Row, run, type Step, textOf } from './statement.ts';

/** How long a reservation is kept at least: no answer is under way for longer. */
const reservationMs = 24 * 60 * 60 * 1000;

/** One place of a reservation, as it is kept with it. */
type Place = Pick<LedgerScope, 'key' | 'unit' | 'resetsAtMs'>;

type Settled = 'settled' | 'exceeded';

/**
 * The ledger in SQL. A reservation must survive a power failure; a settlement that is lost leaves its
 * reservation counted in full.
 */
export function createLedger(durable: Database, quick: Database): Ledger {
  return {
    reserve: async (id, scopes, most, nowMs) => {
      assertAmounts(most);
      assertScopes(scopes);
      return await durable.write(() => reserve(id, scopes, most, nowMs), {
        among: 'locks',
        keepIf: ({ kind }) => kind === 'reserved',
      });
    },
    settle: async (id, used) => {
      assertAmounts(used);
      return await quick.write(() => settle(id, used), { among: 'locks' });
    },
    count: (key, unit) => quick.one(() => countOf(key, unit)),
    forget: (nowMs) => durable.write(() => forget(nowMs), { among: 'locks' }),
  };
}

function assertAmounts(amounts: Amounts): void {
  for (const amount of Object.values(amounts))
    assert(Number.isSafeInteger(amount) && amount >= 0, 'an amount is whole and not negative');
}

function assertScopes(scopes: readonly LedgerScope[]): void {
  for (const { limit } of scopes)
    assert(Number.isSafeInteger(limit) && limit >= 0, 'a limit is whole and not negative');
}

/** The row of the reservation comes first: of two with one id, the second waits for the first. */
function* reserve(
  id: string,
  scopes: readonly LedgerScope[],
  most: Amounts,
  nowMs: number,
): Step<Reserved> {
  const tightest = tightestOf(scopes);
  const isNew = yield* insertReservation(id, tightest, most, nowMs);
  const rows = isNew ? yield* addUp(tightest, most, nowMs) : yield* rowsOf(tightest);
  const refused = tightest.find((scope) => !rows.some((row) => isPlace(row, scope)));
  if (!isNew || refused === undefined) return { kind: 'reserved', spent: countsOf(scopes, rows) };
  return { kind: 'refused', scope: refused, spent: yield* countOf(refused.key, refused.unit) };
}

/** Several limits may hold in one place: the lowest is enough, and the place counts once. */
function tightestOf(scopes: readonly LedgerScope[]): readonly LedgerScope[] {
  const places = new Map<string, LedgerScope>();
  for (const scope of scopes) {
    const known = places.get(nameOf(scope));
    if (known !== undefined && known.limit <= scope.limit) continue;
    places.delete(nameOf(scope));
    places.set(nameOf(scope), scope);
  }
  return [...places.values()];
}

function nameOf({ key, unit }: Place): string {
  return `${unit} ${key}`;
}

function* insertReservation(
  id: string,
  scopes: readonly LedgerScope[],
  most: Amounts,
  nowMs: number,
): Step<boolean> {
  const places: Place[] = scopes.map(({ key, unit, resetsAtMs }) => ({ key, unit, resetsAtMs }));
  const resets = scopes.map(({ resetsAtMs }) => resetsAtMs ?? 0);
  const inserted = yield* run(
    `INSERT INTO ledger_reservations (id, places, most, forget_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    id,
    JSON.stringify(places),
    JSON.stringify(most),
    Math.max(nowMs + reservationMs, ...resets),
  );
  return inserted === 1;
}

/** Whether a new period begins. That the reset is later, too, keeps a wrong one from being endless. */
const isAnew = 'ledger_counts.resets_at <= ? AND excluded.resets_at > ledger_counts.resets_at';

/** The count that a reservation adds to. */
const before = `CASE WHEN ${isAnew} THEN 0 ELSE ledger_counts.amount END`;

/**
 * Adds to every scope that has room, and returns those. One statement judges and adds: its condition
 * sees what others stored before it got the lock of the row.
 */
function* addUp(
  scopes: readonly LedgerScope[],
  most: Amounts,
  nowMs: number,
): Step<readonly Row[]> {
  // A first row of a scope meets no condition of the statement, so what can never fit is left out.
  const possible = inLockOrder(scopes).filter(({ unit, limit }) => (most[unit] ?? 0) <= limit);
  if (possible.length === 0) return [];
  const values = possible.flatMap(({ key, unit, limit, resetsAtMs }) => {
    return [key, unit, most[unit] ?? 0, limit, resetsAtMs];
  });
  return yield* all(
    `INSERT INTO ledger_counts (key, unit, amount, cap, resets_at)
     VALUES ${possible.map(() => '(?, ?, ?, ?, ?)').join(', ')}
     ON CONFLICT (key, unit) DO UPDATE SET
       amount = ${before} + excluded.amount, cap = excluded.cap,
       resets_at = CASE WHEN ${isAnew}
         THEN excluded.resets_at ELSE ledger_counts.resets_at END
     WHERE ${before} + excluded.amount <= excluded.cap
     RETURNING key, unit, amount`,
    ...values,
    nowMs,
    nowMs,
    nowMs,
  );
}

/** One order for everybody: two that want the same rows wait for each other at the first of them. */
function inLockOrder<T extends Place>(places: readonly T[]): readonly T[] {
  return places.toSorted((one, two) => (nameOf(one) < nameOf(two) ? -1 : 1));
}

function isPlace(row: Row, { key, unit }: LedgerScope): boolean {
  return row['key'] === key && row['unit'] === unit;
}

/** What is known of a reservation before it is settled never changes; the update decides who settles. */
function* settle(id: string, used: Amounts): Step<Settled | 'unknown'> {
  const row = yield* get('SELECT places, most, outcome FROM ledger_reservations WHERE id = ?', id);
  if (row === undefined) return 'unknown';
  if (row['outcome'] !== null) return textOf(row, 'outcome') as Settled;
  const places = JSON.parse(textOf(row, 'places')) as readonly Place[];
  const most = JSON.parse(textOf(row, 'most')) as Amounts;
  const exceeds = places.some(({ unit }) => (used[unit] ?? 0) > (most[unit] ?? 0));
  const outcome = exceeds ? 'exceeded' : 'settled';
  // The places of what is settled are needed no more, and there are many.
  const close = `UPDATE ledger_reservations SET outcome = ?, places = '[]'
    WHERE id = ? AND outcome IS NULL`;
  if ((yield* run(close, outcome, id)) === 0) return yield* outcomeOf(id);
  for (const place of inLockOrder(places))
    yield* correct(place, (used[place.unit] ?? 0) - (most[place.unit] ?? 0));
  return outcome;
}

/** Somebody else settled it, or forgot it, a moment ago. */
function* outcomeOf(id: string): Step<Settled | 'unknown'> {
  const row = yield* get('SELECT outcome FROM ledger_reservations WHERE id = ?', id);
  return row === undefined ? 'unknown' : (textOf(row, 'outcome') as Settled);
}

/** A period that began since has a count of its own. The sum stays a number that can be told. */
function* correct({ key, unit, resetsAtMs }: Place, by: number): Step<void> {
  if (by === 0) return;
  const most = Number.MAX_SAFE_INTEGER;
  yield* run(
    `UPDATE ledger_counts SET amount = CASE WHEN amount > ? THEN ? ELSE amount + ? END
     WHERE key = ? AND unit = ? AND resets_at IS NOT DISTINCT FROM ?`,
    by > 0 ? most - by : most,
    most,
    by,
    key,
    unit,
    resetsAtMs,
  );
}

function* countOf(key: string, unit: LedgerUnit): Step<number> {
  const text = 'SELECT amount FROM ledger_counts WHERE key = ? AND unit = ?';
  const row = yield* get(text, key, unit);
  return row === undefined ? 0 : numberOf(row, 'amount');
}

function* rowsOf(scopes: readonly LedgerScope[]): Step<readonly Row[]> {
  if (scopes.length === 0) return [];
  const keys = scopes.map(({ key }) => key);
  return yield* all(
    `SELECT key, unit, amount FROM ledger_counts WHERE key IN (${keys.map(() => '?').join(', ')})`,
    ...keys,
  );
}

function countsOf(scopes: readonly LedgerScope[], rows: readonly Row[]): readonly ScopeCount[] {
  return scopes.map((scope) => {
    const row = rows.find((each) => isPlace(each, scope));
    return { key: scope.key, count: row === undefined ? 0 : numberOf(row, 'amount') };
  });
}

function* forget(nowMs: number): Step<void> {
  yield* run('DELETE FROM ledger_reservations WHERE forget_at < ?', nowMs);
  yield* run('DELETE FROM ledger_counts WHERE resets_at < ?', nowMs);
}
