import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { ApprovalRequest, ApprovalState } from '../../gateway/approvals/request.ts';
import { useMsMax } from '../../gateway/approvals/request.ts';
import type { LedgerScope } from '../../gateway/state/ledger.ts';
import { createSqlState } from '../../gateway/state/sql/state.ts';
import { type Claim, deliveryMs, type State } from '../../gateway/state/state.ts';
import {
  bundleOne,
  bundleTwo,
  castOf,
  minute,
  requestOf,
  requirementOf,
  start,
} from './approvals/fixtures.ts';
import type { Fault, FaultyPlace } from './state/faulty.ts';
import { batchesContract } from './state/batches.contract.ts';
import { filesContract } from './state/files.contract.ts';
import { killsContract, orderOf, told } from './state/kills.contract.ts';
import { ledgerContract } from './state/ledger.contract.ts';
import { sessionsContract } from './state/sessions.contract.ts';

/** One place where state is kept, that can be connected to again and again. */
export interface StatePlace {
  /** A new connection: what a restart, or another process, has. */
  connect(): Promise<State>;
  /** A connection whose statements fail as told. */
  connectFaulty(fault: Fault): Promise<FaultyPlace>;
  /** Ends it. `left` are the connections that the test did not close. */
  remove(left: readonly State[]): Promise<void>;
}

const caps = { perSession: 20, perAgent: 60 };

/** The law for every adapter of the state ports. `faults` is what can happen to a statement. */
export function stateContract(
  adapter: string,
  faults: Readonly<Record<string, Fault>>,
  createPlace: () => Promise<StatePlace>,
): void {
  describe(`state on ${adapter}`, () => {
    let place: StatePlace;
    let state: State;
    const connections = new Set<State>();

    async function connect(): Promise<State> {
      const connection = await place.connect();
      connections.add(connection);
      return {
        ...connection,
        close: async () => {
          connections.delete(connection);
          await connection.close();
        },
      };
    }

    beforeEach(async () => {
      place = await createPlace();
      state = await connect();
    });
    afterEach(async () => {
      await place.remove([...connections]);
      connections.clear();
    });

    async function opened(request: ApprovalRequest = requestOf()): Promise<ApprovalRequest> {
      expect(await state.approvals.open(request, caps, start)).toMatchObject({ result: 'opened' });
      return request;
    }

    async function settleNow(id: string, to: ApprovalState, nowMs: number): Promise<string> {
      const version = (await state.approvals.read(id))?.version ?? -1;
      return await state.approvals.settle({ id, version, to } as never, nowMs);
    }

    async function approved(request: ApprovalRequest = requestOf()): Promise<ApprovalRequest> {
      await opened(request);
      expect(await state.approvals.vote(castOf(request), start)).toBe('counted');
      expect(await settleNow(request.id, 'approved', start)).toBe('settled');
      return request;
    }

    async function claimOf(request: ApprovalRequest): Promise<Claim> {
      const record = await state.approvals.read(request.id);
      const { id, digest, binding } = request;
      return { id, digest, bundleDigest: binding.bundle_digest, version: record?.version ?? -1 };
    }

    it('answers a ping', async () => {
      await expect(state.ping()).resolves.toBeUndefined();
    });

    it('that was closed, once or twice, answers nothing', async () => {
      const closed = await connect();
      await closed.close();
      await closed.close();
      const failure = { code: 'SENTRELY_ERR_STATE_UNAVAILABLE' };
      await expect(closed.ping()).rejects.toMatchObject(failure);
      await expect(closed.kills.list()).rejects.toMatchObject(failure);
      await expect(closed.ledger.reserve('id', [], {}, start)).rejects.toMatchObject(failure);
      await expect(state.ping()).resolves.toBeUndefined();
    });

    batchesContract(connect);
    filesContract(connect);
    killsContract(connect);
    ledgerContract(connect);
    sessionsContract(connect);

    describe('revisions', () => {
      it('go up and never back', async () => {
        const floor = { revision: 5, payloadDigest: 'five' };
        expect(await state.revisions.read('production')).toBeUndefined();
        expect(await state.revisions.commit('production', floor)).toBe('committed');
        expect(
          await state.revisions.commit('production', { revision: 4, payloadDigest: 'four' }),
        ).toBe('regression');
        expect(
          await state.revisions.commit('production', { revision: 5, payloadDigest: 'other' }),
        ).toBe('mismatch');
        expect(await state.revisions.commit('production', floor)).toBe('committed');
        expect(await state.revisions.read('production')).toEqual(floor);
        expect(
          await state.revisions.commit('production', { revision: 6, payloadDigest: 'six' }),
        ).toBe('committed');
        expect(await (await connect()).revisions.read('production')).toEqual({
          revision: 6,
          payloadDigest: 'six',
        });
      });

      it('are kept by channel, whatever its name', async () => {
        for (const channel of ['__proto__', 'constructor', "a'; DROP TABLE revisions; --", '']) {
          expect(await state.revisions.read(channel)).toBeUndefined();
          await state.revisions.commit(channel, { revision: 1, payloadDigest: channel });
          expect(await state.revisions.read(channel)).toEqual({
            revision: 1,
            payloadDigest: channel,
          });
        }
      });
    });

    describe('deliveries', () => {
      it('are remembered over a restart for a week', async () => {
        expect(await state.deliveries.has('guid')).toBe(false);
        await state.deliveries.remember('guid', start);
        await state.deliveries.remember('guid', start + 1);
        expect(await (await connect()).deliveries.has('guid')).toBe(true);
        await state.deliveries.remember('other', start + deliveryMs);
        expect(await state.deliveries.has('guid')).toBe(true);
        await state.deliveries.remember('another', start + deliveryMs + 1);
        expect(await state.deliveries.has('guid')).toBe(false);
        expect(await state.deliveries.has('other')).toBe(true);
      });
    });

    describe('open calls', () => {
      const call = { session: 's', callId: 'toolu_1', eventId: 'e', durableUs: 900, tool: 'Bash' };

      it('are closed once, also after a restart', async () => {
        await state.calls.open(call);
        const other = await connect();
        expect(await other.calls.close('other', 'toolu_1')).toBeUndefined();
        expect(await other.calls.close('s', 'toolu_1')).toEqual(call);
        expect(await state.calls.close('s', 'toolu_1')).toBeUndefined();
      });

      it('belong to sessions that are new once', async () => {
        expect(await state.calls.touchSession('s', 'a', start)).toBe('new');
        expect(await state.calls.touchSession('s', 'a', start)).toBe('known');
        expect(await state.calls.touchSession('s', 'b', start)).toBe('new');
      });
    });

    describe('open', () => {
      it('attaches an identical action to the request that is pending or approved', async () => {
        const first = await opened();
        const again = await state.approvals.open(requestOf(), caps, start + 1);
        expect(again).toMatchObject({ result: 'attached', record: { request: { id: first.id } } });
        await state.approvals.vote(castOf(first), start);
        await settleNow(first.id, 'approved', start);
        expect(await state.approvals.open(requestOf(), caps, start + 1)).toMatchObject({
          result: 'attached',
          record: { state: 'approved' },
        });
      });

      it('opens anew once the time is over, at the exact millisecond', async () => {
        const first = await opened();
        expect(await state.approvals.open(requestOf(), caps, first.expiresAtMs - 1)).toMatchObject({
          result: 'attached',
        });
        expect(await state.approvals.open(requestOf(), caps, first.expiresAtMs)).toMatchObject({
          result: 'opened',
        });
      });

      it('keeps a denial standing until the time to vote is over', async () => {
        const first = await opened();
        await state.approvals.vote(castOf(first, { verb: 'deny' }), start);
        await settleNow(first.id, 'denied', start);
        expect(await state.approvals.open(requestOf(), caps, first.expiresAtMs - 1)).toMatchObject({
          result: 'attached',
          record: { state: 'denied' },
        });
        expect(await state.approvals.open(requestOf(), caps, first.expiresAtMs)).toMatchObject({
          result: 'opened',
        });
      });

      it('does not attach to what was consumed: one approval is for one call', async () => {
        const first = await approved();
        expect(await state.approvals.consume(await claimOf(first), start)).toBe('consumed');
        expect(await state.approvals.open(requestOf(), caps, start)).toMatchObject({
          result: 'opened',
        });
      });

      it('opens one request however many ask at once', async () => {
        const [one, two] = [await connect(), await connect()];
        const results = await Promise.all(
          Array.from({ length: 40 }, (_, at) =>
            (at % 2 === 0 ? one : two).approvals.open(requestOf(), caps, start),
          ),
        );
        expect(results.filter(({ result }) => result === 'opened')).toHaveLength(1);
        expect(results.filter(({ result }) => result === 'attached')).toHaveLength(39);
      });

      it('stops at the caps, and pending requests that expired do not count', async () => {
        const small = { perSession: 2, perAgent: 3 };
        const open = (session: string, args: number, nowMs: number) =>
          state.approvals.open(
            requestOf({ session, args }, [requirementOf()], nowMs),
            small,
            nowMs,
          );
        expect(await open('s1', 1, start)).toMatchObject({ result: 'opened' });
        expect(await open('s1', 2, start)).toMatchObject({ result: 'opened' });
        expect(await open('s1', 3, start)).toEqual({ result: 'full', scope: 'session' });
        expect(await open('s2', 4, start)).toMatchObject({ result: 'opened' });
        expect(await open('s3', 5, start)).toEqual({ result: 'full', scope: 'agent' });
        expect(await open('s1', 3, start + 15 * minute)).toMatchObject({ result: 'opened' });
      });
    });

    describe('vote', () => {
      it('counts a source once', async () => {
        const request = await opened();
        const vote = castOf(request);
        expect(await state.approvals.vote(vote, start)).toBe('counted');
        expect(await state.approvals.vote(vote, start)).toBe('duplicate');
        expect(await (await connect()).approvals.vote({ ...vote, verb: 'deny' }, start)).toBe(
          'duplicate',
        );
        expect((await state.approvals.read(request.id))?.votes).toEqual([vote]);
      });

      it('is kept in the order it was cast', async () => {
        const request = await opened();
        const votes = ['c', 'a', 'd', 'b'].map((source) => castOf(request, { source }));
        for (const vote of votes) await state.approvals.vote(vote, start);
        expect((await state.approvals.read(request.id))?.votes).toEqual(votes);
        expect(await state.approvals.listPending('session-1', start)).toMatchObject([{ votes }]);
      });

      it('is late from the millisecond of expiry on', async () => {
        const request = await opened();
        expect(await state.approvals.vote(castOf(request), request.expiresAtMs)).toBe('late');
        expect(await state.approvals.vote(castOf(request), request.expiresAtMs - 1)).toBe(
          'counted',
        );
      });

      it('knows no other request, and none that is over', async () => {
        const request = await opened();
        expect(await state.approvals.vote(castOf(requestOf()), start)).toBe('unknown');
        await settleNow(request.id, 'cancelled', start);
        expect(await state.approvals.vote(castOf(request), start)).toBe('terminal');
      });

      it('stores void votes up to a cap, and they never block a good one', async () => {
        const request = await opened();
        for (let at = 0; at < 60; at += 1)
          expect(await state.approvals.vote(castOf(request, { voided: 'nobody' }), start)).toBe(
            'void',
          );
        expect((await state.approvals.read(request.id))?.votes).toHaveLength(50);
        expect(await state.approvals.vote(castOf(request), start)).toBe('counted');
      });
    });

    describe('settle', () => {
      it('refuses when something changed since the record was read', async () => {
        const request = await opened();
        const version = (await state.approvals.read(request.id))?.version ?? -1;
        await state.approvals.vote(castOf(request), start);
        expect(
          await state.approvals.settle({ id: request.id, version, to: 'approved' }, start),
        ).toBe('stale');
      });

      it('does not approve at the millisecond of expiry', async () => {
        const request = await opened();
        expect(await settleNow(request.id, 'approved', request.expiresAtMs)).toBe('stale');
        expect(await settleNow(request.id, 'approved', request.expiresAtMs - 1)).toBe('settled');
      });

      it('expires only what is over', async () => {
        const request = await opened();
        expect(await settleNow(request.id, 'expired', request.expiresAtMs - 1)).toBe('stale');
        expect(await settleNow(request.id, 'expired', request.expiresAtMs)).toBe('settled');
        const used = await approved(requestOf({ args: 2 }));
        expect(await settleNow(used.id, 'expired', start + useMsMax - 1)).toBe('stale');
        expect(await settleNow(used.id, 'expired', start + useMsMax)).toBe('settled');
      });

      it.each(['denied', 'expired', 'cancelled', 'superseded'] as const)(
        'leaves %s for nothing',
        async (state_) => {
          const request = await opened();
          await settleNow(request.id, state_, request.expiresAtMs);
          for (const to of ['approved', 'denied', 'expired', 'cancelled', 'superseded'] as const)
            expect(await settleNow(request.id, to, start)).toBe('stale');
          expect((await state.approvals.read(request.id))?.state).toBe(state_);
        },
      );

      it('lets a denial stop what was approved and is not used yet', async () => {
        const request = await approved();
        expect(await settleNow(request.id, 'denied', start)).toBe('settled');
        expect(await state.approvals.consume(await claimOf(request), start)).toBe('denied');
      });
    });

    describe('withdraw', () => {
      it('makes an approved request pending again and its approval worthless', async () => {
        const request = await opened();
        const vote = castOf(request);
        await state.approvals.vote(vote, start);
        await settleNow(request.id, 'approved', start);
        const claim = await claimOf(request);
        expect(await state.approvals.withdraw(vote.source, 'edited')).toBe('voided');
        expect(await state.approvals.read(request.id)).toMatchObject({
          state: 'pending',
          useByMs: null,
          votes: [{ voided: 'edited' }],
        });
        expect(await state.approvals.consume(claim, start)).toBe('pending');
        expect(await state.approvals.withdraw(vote.source, 'edited')).toBe('unknown');
      });

      it('changes nothing that is final', async () => {
        const request = await opened();
        const vote = castOf(request);
        await state.approvals.vote(vote, start);
        await settleNow(request.id, 'approved', start);
        await state.approvals.consume(await claimOf(request), start);
        expect(await state.approvals.withdraw(vote.source, 'deleted')).toBe('final');
        expect((await state.approvals.read(request.id))?.state).toBe('consumed');
      });
    });

    describe('consume', () => {
      it('takes place once', async () => {
        const request = await approved();
        const claim = await claimOf(request);
        expect(await state.approvals.consume(claim, start)).toBe('consumed');
        expect(await state.approvals.consume(claim, start)).toBe('used');
        expect(await state.approvals.consume(await claimOf(request), start)).toBe('used');
        expect(await (await connect()).approvals.consume(await claimOf(request), start)).toBe(
          'used',
        );
      });

      it('takes place once however many try at once', async () => {
        const request = await approved();
        const claim = await claimOf(request);
        const [one, two] = [await connect(), await connect()];
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, at) =>
            (at % 2 === 0 ? one : two).approvals.consume(claim, start),
          ),
        );
        expect(results.filter((result) => result === 'consumed')).toHaveLength(1);
        expect(results.filter((result) => result === 'used')).toHaveLength(49);
      });

      it('fails at the millisecond at which the time to use it is over', async () => {
        const request = await approved();
        expect(await state.approvals.consume(await claimOf(request), start + useMsMax)).toBe(
          'expired',
        );
        expect(await state.approvals.consume(await claimOf(request), start + useMsMax - 1)).toBe(
          'consumed',
        );
      });

      it('fails for anything that does not fit', async () => {
        const request = await approved();
        const claim = await claimOf(request);
        const consume = async (change: Partial<Claim>) =>
          await state.approvals.consume({ ...claim, ...change }, start);
        expect(await consume({ id: requestOf().id })).toBe('unknown');
        expect(await consume({ id: '__proto__' })).toBe('unknown');
        expect(await consume({ digest: 'f'.repeat(64) })).toBe('other-action');
        expect(await consume({ digest: claim.digest.slice(0, 12) })).toBe('other-action');
        expect(await consume({ bundleDigest: bundleTwo })).toBe('other-bundle');
        expect(await consume({ version: claim.version - 1 })).toBe('changed');
        expect(await consume({})).toBe('consumed');
      });

      it('is not possible from pending, denied, cancelled or superseded', async () => {
        for (const to of ['pending', 'denied', 'cancelled', 'superseded'] as const) {
          const request = await opened(requestOf({ args: to }));
          await state.approvals.vote(castOf(request), start);
          if (to !== 'pending') await settleNow(request.id, to, start);
          expect(await state.approvals.consume(await claimOf(request), start)).toBe(to);
        }
      });

      it('is hindered by a denial that came in since the votes were checked', async () => {
        const request = await approved();
        const claim = await claimOf(request);
        await state.approvals.vote(castOf(request, { verb: 'deny' }), start);
        expect(await state.approvals.consume(claim, start)).toBe('changed');
      });

      it('is not hindered by one more approval', async () => {
        const request = await approved();
        const claim = await claimOf(request);
        await state.approvals.vote(castOf(request), start);
        expect(await state.approvals.consume(claim, start)).toBe('consumed');
      });
    });

    describe('a grant', () => {
      it('is told to a replica that waits for it', async () => {
        const request = await opened();
        const there = await connect();
        await there.approvals.vote(castOf(request), start);
        const { version = -1 } = (await there.approvals.read(request.id)) ?? {};
        const watch = (listener: () => void) =>
          state.approvals.watch?.(listener) ?? (() => undefined);
        const isApproved = async () =>
          (await state.approvals.read(request.id))?.state === 'approved';
        await told(
          watch,
          () => there.approvals.settle({ id: request.id, version, to: 'approved' }, start),
          isApproved,
        );
        const claim = await claimOf(request);
        const isUsed = async () => (await state.approvals.read(request.id))?.state === 'consumed';
        await told(watch, () => there.approvals.consume(claim, start), isUsed);
      });
    });

    describe('a restart', () => {
      it('finds what was pending, with its votes and its card', async () => {
        const request = await opened();
        const vote = castOf(request);
        const card = { url: 'http://github.test/1', reference: '1/2' };
        await state.approvals.place(request.id, card);
        await state.approvals.vote(vote, start);
        const before = await state.approvals.read(request.id);
        await state.close();
        state = await connect();
        expect(await state.approvals.read(request.id)).toEqual(before);
        expect(before).toEqual({
          request,
          state: 'pending',
          version: 1,
          useByMs: null,
          card,
          votes: [vote],
        });
        expect(await state.approvals.find(request.digest, start)).toEqual(before);
        expect(await state.approvals.findBySource(vote.source)).toEqual(before);
        expect(await state.approvals.listPending('session-1', start)).toEqual([before]);
        expect(await state.approvals.listPending('session-2', start)).toEqual([]);
        expect(await state.approvals.listPending('session-1', request.expiresAtMs)).toEqual([]);
      });

      it('finds what is overdue, and what another bundle led to', async () => {
        const pending = await opened();
        const used = await approved(requestOf({ args: 2, bundle_digest: bundleTwo }));
        const ids = async (records: Promise<readonly { request: ApprovalRequest }[]>) =>
          (await records).map(({ request }) => request.id);
        expect(await ids(state.approvals.listOverdue(start + useMsMax - 1))).toEqual([]);
        expect(await ids(state.approvals.listOverdue(start + useMsMax))).toEqual([used.id]);
        expect((await ids(state.approvals.listOverdue(pending.expiresAtMs))).sort()).toEqual(
          [pending.id, used.id].sort(),
        );
        expect(await ids(state.approvals.listOtherBundles(bundleTwo))).toEqual([pending.id]);
        expect(await ids(state.approvals.listOtherBundles(bundleOne))).toEqual([used.id]);
      });
    });

    /** Every step, told to fail at every statement: it must reject, change nothing, and work again. */
    describe('a fault', () => {
      const scope: LedgerScope = { key: 'k', unit: 'calls', limit: 9, resetsAtMs: null };
      const fresh = { ...scope, key: 'fresh' };
      const session = { ownSession: 'own', agent: 'a', credential: 'c' };
      const killed = orderOf({ subject: 'killed' });
      const steps: Readonly<
        Record<string, (on: State, request: ApprovalRequest, claim: Claim) => Promise<unknown>>
      > = {
        open: (on) => on.approvals.open(requestOf({ args: 'new' }), caps, start),
        place: (on, { id }) => on.approvals.place(id, { url: 'u', reference: '1/1' }),
        vote: (on, request) => on.approvals.vote(castOf(request, { verb: 'deny' }), start),
        withdraw: (on) => on.approvals.withdraw('github:fault', 'edited'),
        settle: (on, { id }, { version }) =>
          on.approvals.settle({ id, version, to: 'denied' }, start),
        consume: (on, _, claim) => on.approvals.consume(claim, start),
        read: (on, { id }) => on.approvals.read(id),
        find: (on, { digest }) => on.approvals.find(digest, start),
        commit: (on) => on.revisions.commit('c', { revision: 1, payloadDigest: 'p' }),
        remember: (on) => on.deliveries.remember('guid', start),
        close: (on) => on.calls.close('s', 'toolu_1'),
        ping: (on) => on.ping(),
        kill: (on) => on.kills.order(orderOf({ subject: 'new' })),
        lift: (on) => on.kills.lift(killed),
        'find a kill': (on) => on.kills.find({ ownSession: '', credential: '', agent: '' }),
        reserve: (on) => on.ledger.reserve('new', [scope, fresh], { calls: 1 }, start),
        'refuse to reserve': (on) => on.ledger.reserve('new', [fresh, scope], { calls: 8 }, start),
        'settle a reservation': (on) => on.ledger.settle('old', { calls: 2 }, start),
        'forget in the ledger': (on) => on.ledger.forget(start + 1000 * 24 * 60 * minute),
        touch: (on) => on.sessions.touch(session, start + 1),
        write: (on) => on.sessions.write('own', 1, 'new', start),
        latch: (on) => on.sessions.latch('own', 'reason', start),
        reset: (on) => on.sessions.reset('latched'),
        'forget sessions': (on) => on.sessions.forget(start + 1),
      };

      async function seen(by: State, id: string): Promise<unknown> {
        return {
          record: await by.approvals.read(id),
          pending: await by.approvals.listPending('session-1', start),
          revision: await by.revisions.read('c'),
          delivered: await by.deliveries.has('guid'),
          kills: await by.kills.list(),
          counts: [await by.ledger.count('k', 'calls'), await by.ledger.count('fresh', 'calls')],
          sessions: await by.sessions.list(0, 9),
          written: await by.sessions.read('own'),
          latched: [await by.sessions.latched('own'), await by.sessions.latched('latched')],
        };
      }

      async function prepared(): Promise<readonly [ApprovalRequest, Claim]> {
        const request = await opened();
        await state.approvals.vote(castOf(request, { source: 'github:fault' }), start);
        await settleNow(request.id, 'approved', start);
        await state.kills.order(killed);
        await state.ledger.reserve('old', [scope], { calls: 4 }, start);
        await state.sessions.touch(session, start);
        await state.sessions.write('own', null, 'old', start);
        await state.sessions.latch('latched', 'reason', start);
        return [request, await claimOf(request)];
      }

      const cases = Object.entries(faults).flatMap(([what, fault]) =>
        Object.entries(steps).map(([name, step]) => ({ what, fault, name, step })),
      );

      it.each(cases)('($what) leaves nothing half done in $name', async ({ fault, step }) => {
        const [request, claim] = await prepared();
        const before = await seen(state, request.id);
        const faultyPlace = await place.connectFaulty(fault);
        const faulty = createSqlState(faultyPlace);
        let call = 0;
        for (; ; call += 1) {
          faultyPlace.failAt(call);
          const result = await step(faulty, request, claim).then(
            () => 'done',
            (error: unknown) => error,
          );
          if (result === 'done') break;
          expect(result).toBeInstanceOf(SentrelyError);
          expect(result).toMatchObject({ code: 'SENTRELY_ERR_STATE_UNAVAILABLE' });
          // Also as the broken connection sees it, which could still be in the middle.
          for (const by of [state, faulty]) expect(await seen(by, request.id)).toEqual(before);
        }
        await faulty.close();
        expect(call).toBeGreaterThan(0);
      });
    });
  });
}
