import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { KillOrder, KillScope } from '../../../gateway/state/kills.ts';
import type { State } from '../../../gateway/state/state.ts';
import { start } from '../approvals/fixtures.ts';

let orders = 0;

/** An order by Ada, unless changed. */
export function orderOf(change: Partial<KillOrder> = {}): KillOrder {
  orders += 1;
  return {
    id: `k_${String(orders).padStart(20, '0')}`,
    scope: 'session',
    subject: 'release-bot session-1',
    by: 'ada',
    reason: 'it deletes tables',
    atMs: start,
    times: 1,
    ...change,
  };
}

const question = {
  ownSession: 'release-bot session-1',
  credential: `sha256:${'a'.repeat(64)}`,
  agent: 'release-bot',
};

const subjects: Readonly<Record<KillScope, string>> = {
  session: question.ownSession,
  credential: question.credential,
  agent: question.agent,
  everything: '',
};

/** Resolves once the listener was called after `begin` has been; it may be called without cause. */
export async function told(
  watch: (listener: () => void) => () => void,
  begin: () => Promise<unknown>,
  isSeen: () => Promise<boolean>,
): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const stop = watch(() => {
    void isSeen().then((is) => is && seen.resolve(), seen.reject);
  });
  try {
    // A first call without cause would hide that no other ever comes.
    await setImmediate();
    await begin();
    await seen.promise;
  } finally {
    stop();
  }
}

/** The law for orders to kill. */
export function killsContract(connect: () => Promise<State>): void {
  describe('kills', () => {
    it('hold on every connection and after a restart, until they are lifted', async () => {
      const [one, two] = [await connect(), await connect()];
      const order = orderOf();
      expect(await one.kills.find(question)).toBeUndefined();
      expect(await one.kills.order(order)).toEqual(order);
      expect(await two.kills.find(question)).toEqual(order);
      expect(await (await connect()).kills.list()).toEqual([order]);
      expect(await two.kills.lift({ id: 'k_unknown', times: 1 })).toBe(false);
      expect(await two.kills.lift(order)).toBe(true);
      expect(await one.kills.lift(order)).toBe(false);
      expect(await one.kills.find(question)).toBeUndefined();
      expect(await one.kills.list()).toEqual([]);
    });

    it('of the same scope and subject are the first order, however many order at once', async () => {
      const [one, two] = [await connect(), await connect()];
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          (at % 2 === 0 ? one : two).kills.order(orderOf({ by: `operator ${at}` })),
        ),
      );
      expect(new Set(results.map(({ id }) => id)).size).toBe(1);
      const times = results.map((order) => order.times).sort((a, b) => a - b);
      expect(times).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
      expect(await one.kills.list()).toEqual([results.find((order) => order.times === 20)]);
    });

    it('win over every lift that was begun before they were given again', async () => {
      const [one, two] = [await connect(), await connect()];
      const read = await one.kills.order(orderOf());
      const again = await two.kills.order(orderOf({ by: 'bob' }));
      expect(again).toEqual({ ...read, times: 2 });
      expect(await one.kills.lift(read)).toBe(false);
      expect(await one.kills.find(question)).toEqual(again);
      expect(await one.kills.lift(again)).toBe(true);
      // Lifted and ordered again is another order, which an old lift is not about either.
      const next = await two.kills.order(orderOf());
      expect(next.times).toBe(1);
      expect(await one.kills.lift(read)).toBe(false);
      expect(await one.kills.list()).toEqual([next]);
    });

    it('win also over lifts at the same moment', async () => {
      const [one, two] = [await connect(), await connect()];
      for (let round = 0; round < 10; round += 1) {
        const read = await one.kills.order(orderOf());
        const [again, isLifted] = await Promise.all([
          two.kills.order(orderOf()),
          one.kills.lift(read),
        ]);
        // Either the kill came first and the lift had no effect, or it is a new order.
        expect(again.id === read.id).toBe(!isLifted);
        expect(await one.kills.list()).toEqual([again]);
        await one.kills.lift(again);
      }
    });

    it('are found from the widest to the narrowest', async () => {
      const state = await connect();
      const made = new Map<KillScope, KillOrder>();
      for (const scope of ['session', 'credential', 'agent', 'everything'] as const) {
        const order = orderOf({ scope, subject: subjects[scope] });
        made.set(scope, order);
        await state.kills.order(order);
        expect(await state.kills.find(question)).toEqual(order);
      }
      for (const scope of ['everything', 'agent', 'credential', 'session'] as const) {
        expect(await state.kills.find(question)).toEqual(made.get(scope));
        await state.kills.lift(made.get(scope) ?? orderOf());
      }
      expect(await state.kills.find(question)).toBeUndefined();
    });

    it('hit what they name and nothing else', async () => {
      const state = await connect();
      const names = Object.values(subjects);
      for (const scope of ['session', 'credential', 'agent'] as const) {
        // The subject of another scope is no subject of this one.
        for (const subject of names.filter((name) => name !== subjects[scope])) {
          const other = await state.kills.order(orderOf({ scope, subject }));
          expect(await state.kills.find(question)).toBeUndefined();
          await state.kills.lift(other);
        }
        for (const subject of [`${subjects[scope]} `, subjects[scope].toUpperCase(), '%', '_']) {
          const other = await state.kills.order(orderOf({ scope, subject }));
          expect(await state.kills.find(question)).toBeUndefined();
          await state.kills.lift(other);
        }
      }
    });

    it('of everything are one, whatever subject they were given', async () => {
      const state = await connect();
      const order = await state.kills.order(orderOf({ scope: 'everything', subject: 'all of it' }));
      expect(order.subject).toBe('');
      const again = await state.kills.order(orderOf({ scope: 'everything', subject: '' }));
      expect(again.id).toBe(order.id);
      expect(await state.kills.find(question)).toEqual(again);
    });

    it('keep what was said of them, whatever it is', async () => {
      const state = await connect();
      const odd = [
        '\0',
        '\ud800',
        '\udc00\ud800',
        '\ufffe0000',
        '\ufffe',
        '💣',
        "'; --",
        '?',
        '$1',
      ];
      for (const subject of odd) {
        const order = orderOf({ subject, reason: subject, by: subject });
        expect(await state.kills.order(order)).toEqual(order);
        expect(await state.kills.find({ ...question, ownSession: subject })).toEqual(order);
      }
      expect((await state.kills.list()).map(({ subject }) => subject)).toEqual(odd);
    });

    it.each([0, 1])('are told to who watches, by connection %i of two', async (at) => {
      const states = [await connect(), await connect()];
      const [here, there] = [states[0], states[at]];
      if (here === undefined || there === undefined) return;
      const order = orderOf();
      const isKilled = async () => (await here.kills.find(question)) !== undefined;
      await told(
        (listener) => here.kills.watch(listener),
        () => there.kills.order(order),
        isKilled,
      );
      await told(
        (listener) => here.kills.watch(listener),
        () => there.kills.lift(order),
        async () => !(await isKilled()),
      );
    });

    it('are told to everybody who watches, and not to who stopped', async () => {
      const [here, there] = [await connect(), await connect()];
      let stopped = 0;
      const stop = here.kills.watch(() => {
        stopped += 1;
      });
      stop();
      stop();
      const isKilled = async () => (await here.kills.find(question)) !== undefined;
      const watch = (listener: () => void) => here.kills.watch(listener);
      const order = orderOf();
      let ordered: Promise<unknown> | undefined;
      const orderOnce = () => (ordered ??= there.kills.order(order));
      await Promise.all([told(watch, orderOnce, isKilled), told(watch, orderOnce, isKilled)]);
      expect(stopped).toBe(0);
    });
  });
}
