import { describe, expect, it } from 'vitest';
import { batchMs, type BatchStore, type StoredBatch } from '../../../gateway/state/batches.ts';
import type { State } from '../../../gateway/state/state.ts';
import { start } from '../approvals/fixtures.ts';

const owner = { agent: 'release-bot', credential: `sha256:${'a'.repeat(64)}` };

function batchOf(id: string, change: Partial<StoredBatch> = {}): StoredBatch {
  return {
    id,
    ...owner,
    upstream: 'anthropic',
    session: 'session-1',
    requestEvent: `event of ${id}`,
    createdMs: start,
    ...change,
  };
}

/** The law for who may have which batch. */
export function batchesContract(connect: () => Promise<State>): void {
  describe('batches', () => {
    it('are found by who created them, on every connection, with what was stored', async () => {
      const [one, two] = [await connect(), await connect()];
      expect(await one.batches.add(batchOf('b1'), '{"n":"ä\\u0000"}')).toBe('added');
      expect(await two.batches.find(owner, 'b1', start)).toEqual(batchOf('b1'));
      expect(await two.batches.plan(owner, 'b1', start)).toBe('{"n":"ä\\u0000"}');
    });

    it.each([
      ['another agent', { ...owner, agent: 'other' }],
      ['another credential', { ...owner, credential: `sha256:${'b'.repeat(64)}` }],
    ])('are unknown to %s, as those that never were', async (_name, foreign) => {
      const { batches } = await connect();
      await batches.add(batchOf('b1'), 'plan');
      for (const id of ['b1', 'B1', 'b', 'b1%', '']) {
        expect(await batches.find(foreign, id, start)).toBeUndefined();
        expect(await batches.plan(foreign, id, start)).toBeUndefined();
      }
      expect(await batches.list(foreign, { limit: 10 }, start)).toEqual([]);
    });

    it('stay with who was first, whatever the provider calls a later one', async () => {
      const { batches } = await connect();
      await batches.add(batchOf('b1'), 'first');
      const later = batchOf('b1', { agent: 'other' });
      expect(await batches.add(later, 'second')).toBe('taken');
      expect(await batches.find({ ...owner, agent: 'other' }, 'b1', start)).toBeUndefined();
      expect(await batches.plan(owner, 'b1', start)).toBe('first');
    });

    it('are listed newest first, page by page in both directions', async () => {
      const { batches } = await connect();
      // Two of one moment: a page may end between them.
      for (const [id, at] of [
        ['b1', 1],
        ['b2', 2],
        ['b3', 2],
        ['b4', 4],
      ] as const)
        await batches.add(batchOf(id, { createdMs: start + at }), 'plan');
      await batches.add(batchOf('foreign', { agent: 'other', createdMs: start + 3 }), 'plan');
      const ids = async (page: Parameters<BatchStore['list']>[1]) =>
        (await batches.list(owner, page, start + 5)).map(({ id }) => id);
      const at = async (id: string) => (await batches.find(owner, id, start)) as StoredBatch;
      expect(await ids({ limit: 10 })).toEqual(['b4', 'b3', 'b2', 'b1']);
      expect(await ids({ limit: 2 })).toEqual(['b4', 'b3']);
      expect(await ids({ limit: 2, after: await at('b3') })).toEqual(['b2', 'b1']);
      expect(await ids({ limit: 2, before: await at('b1') })).toEqual(['b3', 'b2']);
      expect(await ids({ limit: 2, before: await at('b4') })).toEqual([]);
    });

    it('are settled once, by whoever is first', async () => {
      const [one, two] = [await connect(), await connect()];
      await one.batches.add(batchOf('b1'), 'plan');
      const settled = await Promise.all([one.batches.settle('b1'), two.batches.settle('b1')]);
      expect(settled.filter(Boolean)).toHaveLength(1);
      expect(await one.batches.settle('unknown')).toBe(false);
    });

    it('are unknown once they are too old or removed, and then forgotten', async () => {
      const { batches } = await connect();
      await batches.add(batchOf('old'), 'plan');
      await batches.add(batchOf('new', { createdMs: start + 2 }), 'plan');
      const late = start + batchMs;
      expect(await batches.find(owner, 'old', late - 1)).toBeDefined();
      expect(await batches.find(owner, 'old', late)).toBeUndefined();
      expect((await batches.list(owner, { limit: 9 }, late)).map(({ id }) => id)).toEqual(['new']);
      await batches.forget(start + 1);
      expect(await batches.find(owner, 'old', start)).toBeUndefined();
      await batches.remove('new');
      expect(await batches.find(owner, 'new', start)).toBeUndefined();
    });
  });
}
