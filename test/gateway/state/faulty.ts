import type { Database } from '../../../gateway/state/sql/database.ts';
import type { SqlPlace } from '../../../gateway/state/sql/state.ts';
import type { Statement, Step } from '../../../gateway/state/sql/statement.ts';

/** What goes wrong in place of a statement; the end of a transaction counts as one. */
export type Fault = () => Step<unknown>;

/** The statement itself fails. */
export function* brokenDisk(): Step<unknown> {
  yield* [];
  throw new Error('disk I/O error');
}

/** A place whose databases have a fault at one call. */
export interface FaultyPlace extends SqlPlace {
  /** Counts from 0, anew from now on. */
  failAt(call: number): void;
}

/** The databases of a place, with a fault wherever it is told to. */
export function faulty(place: SqlPlace, fault: Fault): FaultyPlace {
  let left = Number.POSITIVE_INFINITY;
  function* count(): Step<void> {
    left -= 1;
    if (left === -1) yield* fault();
  }
  function* counted<T>(step: Step<T>, isWhole: boolean): Step<T> {
    let at: IteratorResult<Statement, T> = step.next();
    while (at.done !== true) {
      yield* count();
      at = step.next(yield at.value);
    }
    if (isWhole) yield* count();
    return at.value;
  }
  const wrap = (database: Database): Database => ({
    one: (step) => database.one(() => counted(step(), false)),
    write: (step, terms) => database.write(() => counted(step(), true), terms),
    close: () => database.close(),
  });
  const { changes, close } = place;
  return {
    durable: wrap(place.durable),
    quick: wrap(place.quick),
    changes,
    close,
    failAt: (call) => {
      left = call;
    },
  };
}
