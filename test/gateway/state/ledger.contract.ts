import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../compiler/bundle/assert.ts';
import type { Amounts, LedgerScope } from '../../../gateway/state/ledger.ts';
import type { State } from '../../../gateway/state/state.ts';
import { start } from '../approvals/fixtures.ts';
import { LedgerModel } from './ledger-model.ts';

const day = 24 * 60 * 60 * 1000;

function scopeOf(change: Partial<LedgerScope> = {}): LedgerScope {
  return { key: 'agent a day 1', unit: 'calls', limit: 10, resetsAtMs: start + day, ...change };
}

const calls = (n: number): Amounts => ({ calls: n });

/** The law for money, tokens and calls. */
export function ledgerContract(connect: () => Promise<State>): void {
  describe('the ledger', () => {
    it('reserves up to the limit exactly, on every connection and after a restart', async () => {
      const [{ ledger }, other] = [await connect(), await connect()];
      const scope = scopeOf();
      expect(await ledger.count(scope.key, 'calls')).toBe(0);
      expect(await ledger.reserve('one', [scope], calls(9), start)).toEqual({
        kind: 'reserved',
        spent: [{ key: scope.key, count: 9 }],
      });
      expect(await other.ledger.reserve('two', [scope], calls(2), start)).toEqual({
        kind: 'refused',
        scope,
        spent: 9,
      });
      expect(await other.ledger.reserve('two', [scope], calls(1), start)).toMatchObject({
        kind: 'reserved',
      });
      expect(await (await connect()).ledger.count(scope.key, 'calls')).toBe(10);
      expect(await ledger.reserve('three', [scope], {}, start)).toMatchObject({ kind: 'reserved' });
    });

    it('reserves in all scopes or in none', async () => {
      const { ledger } = await connect();
      const session = scopeOf({ key: 'session', limit: 100, resetsAtMs: null });
      const money = scopeOf({ key: 'money', unit: 'microUSD', limit: 5 });
      const most = { calls: 3, microUSD: 6 };
      expect(await ledger.reserve('one', [session, money], most, start)).toEqual({
        kind: 'refused',
        scope: money,
        spent: 0,
      });
      expect(await ledger.count('session', 'calls')).toBe(0);
      expect(await ledger.settle('one', {}, start)).toBe('unknown');
      await ledger.reserve('two', [session, money], { calls: 3, microUSD: 5 }, start);
      expect(await ledger.reserve('three', [session, money], most, start)).toMatchObject({
        kind: 'refused',
        scope: money,
        spent: 5,
      });
      expect(await ledger.count('session', 'calls')).toBe(3);
      expect(await ledger.count('session', 'microUSD')).toBe(0);
    });

    it('counts a place once, under the lowest of its limits', async () => {
      const { ledger } = await connect();
      const [high, low] = [scopeOf({ limit: 10 }), scopeOf({ limit: 4 })];
      expect(await ledger.reserve('one', [high, low, high], calls(3), start)).toEqual({
        kind: 'reserved',
        spent: [3, 3, 3].map((count) => ({ key: high.key, count })),
      });
      expect(await ledger.reserve('two', [high, low], calls(2), start)).toEqual({
        kind: 'refused',
        scope: low,
        spent: 3,
      });
      expect(await ledger.settle('one', calls(1), start)).toBe('settled');
      expect(await ledger.count(high.key, 'calls')).toBe(1);
    });

    it('takes the same id for the same reservation, whatever is asked for', async () => {
      const { ledger } = await connect();
      const scope = scopeOf();
      await ledger.reserve('one', [scope], calls(4), start);
      expect(await ledger.reserve('one', [scope], calls(9), start)).toEqual({
        kind: 'reserved',
        spent: [{ key: scope.key, count: 4 }],
      });
      expect(await ledger.settle('one', calls(2), start)).toBe('settled');
      expect(await ledger.reserve('one', [scope], calls(4), start)).toMatchObject({
        kind: 'reserved',
        spent: [{ count: 2 }],
      });
      expect(await ledger.settle('one', calls(0), start)).toBe('settled');
      expect(await ledger.count(scope.key, 'calls')).toBe(2);
    });

    it('settles once, counts what exceeds a reservation, and then has no room', async () => {
      const { ledger } = await connect();
      const scope = scopeOf();
      expect(await ledger.settle('one', calls(1), start)).toBe('unknown');
      await ledger.reserve('one', [scope], calls(4), start);
      expect(await ledger.settle('one', { calls: 11, tokens: 5 }, start)).toBe('exceeded');
      expect(await ledger.settle('one', calls(1), start)).toBe('exceeded');
      expect(await ledger.count(scope.key, 'calls')).toBe(11);
      expect(await ledger.count(scope.key, 'tokens')).toBe(0);
      expect(await ledger.reserve('two', [scope], calls(0), start)).toMatchObject({
        kind: 'refused',
        spent: 11,
      });
    });

    it('says nothing of a unit that nobody counts', async () => {
      const { ledger } = await connect();
      await ledger.reserve('one', [scopeOf()], calls(4), start);
      expect(await ledger.settle('one', { calls: 4, tokens: 1_000 }, start)).toBe('settled');
    });

    it('stays exact at the largest numbers there are', async () => {
      const { ledger } = await connect();
      const most = Number.MAX_SAFE_INTEGER;
      const scope = scopeOf({ limit: most });
      await ledger.reserve('one', [scope], calls(most - 1), start);
      expect(await ledger.reserve('two', [scope], calls(2), start)).toMatchObject({
        kind: 'refused',
        spent: most - 1,
      });
      await ledger.reserve('three', [scope], calls(1), start);
      expect(await ledger.settle('three', calls(most), start)).toBe('exceeded');
      expect(await ledger.count(scope.key, 'calls')).toBe(most);
    });

    it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
      'takes %d for nobody’s amount or limit',
      async (odd) => {
        const { ledger } = await connect();
        const scope = scopeOf();
        await ledger.reserve('one', [scope], calls(1), start);
        const steps = [
          ledger.reserve('two', [scope], calls(odd), start),
          ledger.reserve('two', [scopeOf({ limit: odd })], calls(1), start),
          ledger.settle('one', calls(odd), start),
        ];
        for (const step of steps) await expect(step).rejects.toThrow(InvariantError);
        expect(await ledger.count(scope.key, 'calls')).toBe(1);
      },
    );

    it('begins anew at the exact millisecond, once the caller names a later reset', async () => {
      const { ledger } = await connect();
      const key = 'without a date';
      const today = scopeOf({ key });
      const tomorrow = scopeOf({ key, resetsAtMs: start + 2 * day });
      await ledger.reserve('one', [today], calls(10), start);
      expect(await ledger.reserve('two', [tomorrow], calls(1), start + day - 1)).toMatchObject({
        kind: 'refused',
      });
      // A caller whose reset never moves on does not get a new count at each reservation.
      expect(await ledger.reserve('two', [today], calls(1), start + 3 * day)).toMatchObject({
        kind: 'refused',
      });
      expect(await ledger.reserve('two', [tomorrow], calls(3), start + day)).toMatchObject({
        kind: 'reserved',
        spent: [{ key, count: 3 }],
      });
      // What yesterday's reservation really used is nothing of today's.
      expect(await ledger.settle('one', calls(0), start + day)).toBe('settled');
      expect(await ledger.count(key, 'calls')).toBe(3);
    });

    it('never begins a session anew', async () => {
      const { ledger } = await connect();
      const session = scopeOf({ resetsAtMs: null });
      await ledger.reserve('one', [session], calls(10), start);
      await ledger.forget(start + 1000 * day);
      for (const scope of [session, scopeOf({ resetsAtMs: start + 2000 * day })])
        expect(await ledger.reserve('two', [scope], calls(1), start + 1000 * day)).toMatchObject({
          kind: 'refused',
          spent: 10,
        });
    });

    it('forgets what was reset, and reservations after a day', async () => {
      const { ledger } = await connect();
      const [soon, later] = [
        scopeOf({ key: 'soon', resetsAtMs: start + 1 }),
        scopeOf({ key: 'later', resetsAtMs: start + 2 * day }),
      ];
      const session = scopeOf({ key: 'session', resetsAtMs: null });
      await ledger.reserve('soon', [soon, session], calls(2), start);
      await ledger.reserve('later', [later, session], calls(2), start);
      await ledger.forget(start + 1);
      expect(await ledger.count('soon', 'calls')).toBe(2);
      await ledger.forget(start + 2);
      expect(await ledger.count('soon', 'calls')).toBe(0);
      // An answer may be under way over the reset; the session still counts what it used.
      expect(await ledger.settle('soon', calls(1), start + 2)).toBe('settled');
      expect(await ledger.count('soon', 'calls')).toBe(0);
      expect(await ledger.count('session', 'calls')).toBe(3);
      await ledger.forget(start + day + 1);
      expect(await ledger.settle('soon', calls(0), start + day)).toBe('unknown');
      expect(await ledger.settle('later', calls(0), start + day)).toBe('settled');
      await ledger.forget(start + 2 * day + 1);
      expect(await ledger.settle('later', calls(0), start + day)).toBe('unknown');
      expect(await ledger.count('session', 'calls')).toBe(1);
    });

    it('keeps odd names apart', async () => {
      const { ledger } = await connect();
      const keys = ['__proto__', "'; --", '\0', '\ud800', '\ud801', '\ufffed800', '?', ''];
      for (const [at, key] of keys.entries())
        await ledger.reserve(`id ${key}`, [scopeOf({ key })], calls(at), start);
      for (const [at, key] of keys.entries()) expect(await ledger.count(key, 'calls')).toBe(at);
    });

    it('never overspends, however many reserve at once', async () => {
      const states = [await connect(), await connect()];
      const shared = scopeOf({ key: 'day', limit: 50 });
      const scopesOf = (at: number) => {
        const own = scopeOf({ key: `session ${at % 5}`, limit: 12, resetsAtMs: null });
        // Either order: whoever locks in the order of the caller would lock each other out.
        return at % 2 === 0 ? [shared, own] : [own, shared];
      };
      const results = await Promise.all(
        Array.from({ length: 120 }, async (_, at) => {
          const state = states[at % 2];
          return await state?.ledger.reserve(`r ${at}`, scopesOf(at), calls(1), start);
        }),
      );
      const reserved = results.filter((result) => result?.kind === 'reserved');
      expect(reserved).toHaveLength(50);
      expect(await states[0]?.ledger.count('day', 'calls')).toBe(50);
      const sessions: number[] = [];
      for (let at = 0; at < 5; at += 1)
        sessions.push((await states[1]?.ledger.count(`session ${at}`, 'calls')) ?? 0);
      expect(sessions.reduce((sum, count) => sum + count, 0)).toBe(50);
      expect(Math.max(...sessions)).toBeLessThanOrEqual(12);
    });

    it('takes one of many reservations and settlements of the same id', async () => {
      const states = [await connect(), await connect()];
      const scope = scopeOf({ limit: 5 });
      const all = async <T>(step: (state: State, at: number) => Promise<T>) =>
        await Promise.all(Array.from({ length: 30 }, (_, at) => step(states[at % 2] as State, at)));
      const reserved = await all((state) => state.ledger.reserve('id', [scope], calls(5), start));
      expect(new Set(reserved.map(({ kind }) => kind))).toEqual(new Set(['reserved']));
      const settled = await all((state, at) =>
        state.ledger.settle('id', calls(at % 2 === 0 ? 2 : 7), start),
      );
      expect(new Set(settled).size).toBe(1);
      const count = settled[0] === 'settled' ? 2 : 7;
      expect(await states[0]?.ledger.count(scope.key, 'calls')).toBe(count);
    });

    it('agrees with its model, whatever is reserved and settled in whatever order', async () => {
      const states = [await connect(), await connect()];
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(commandArbitrary, { maxLength: 25 }), async (commands) => {
          run += 1;
          const model = new LedgerModel();
          for (const [at, command] of commands.entries()) {
            const { ledger } = states[at % 2] as State;
            const id = `${run} ${command.id}`;
            if (command.kind === 'reserve') {
              const scopes = command.scopes.map((scope) => ({
                ...scope,
                key: `${run} ${scope.key}`,
              }));
              expect(await ledger.reserve(id, scopes, command.amounts, start)).toEqual(
                model.reserve(id, scopes, command.amounts),
              );
            } else {
              expect(await ledger.settle(id, command.amounts, start)).toBe(
                model.settle(id, command.amounts),
              );
            }
          }
        }),
        { numRuns: 40 },
      );
    }, 60_000);

    it('keeps settled and reserved within the limit, in every interleaving', async () => {
      const states = [await connect(), await connect()];
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ most: fc.nat(6), used: fc.nat(6), settles: fc.boolean() }), {
            maxLength: 20,
          }),
          fc.nat(20),
          async (jobs, limit) => {
            run += 1;
            const scope = scopeOf({ key: `run ${run}`, limit });
            const kept = await Promise.all(
              jobs.map(async ({ most, used, settles }, at) => {
                const { ledger } = states[at % 2] as State;
                const id = `run ${run} ${at}`;
                const { kind } = await ledger.reserve(id, [scope], calls(most), start);
                if (kind === 'refused') return 0;
                if (!settles) return most;
                const least = Math.min(most, used);
                expect(await ledger.settle(id, calls(least), start)).toBe('settled');
                return least;
              }),
            );
            const count = await states[0]?.ledger.count(scope.key, 'calls');
            expect(count).toBe(kept.reduce((sum, amount) => sum + amount, 0));
            expect(count).toBeLessThanOrEqual(limit);
          },
        ),
        { numRuns: 40 },
      );
    }, 60_000);
  });
}

const amountsArbitrary: fc.Arbitrary<Amounts> = fc.record(
  { calls: fc.nat(4), tokens: fc.nat(9), microUSD: fc.nat(30) },
  { requiredKeys: [] },
);

const scopeArbitrary: fc.Arbitrary<LedgerScope> = fc.record({
  key: fc.constantFrom('session', 'day'),
  unit: fc.constantFrom('calls', 'tokens', 'microUSD'),
  limit: fc.nat(30),
  resetsAtMs: fc.constant(null),
});

const commandArbitrary = fc.record({
  kind: fc.constantFrom('reserve', 'settle'),
  id: fc.nat(8),
  scopes: fc.array(scopeArbitrary, { maxLength: 4 }),
  amounts: amountsArbitrary,
});
