import { describe, expect, it } from 'vitest';
import { fileMs, type FileStore, type StoredFile } from '../../../gateway/state/files.ts';
import type { State } from '../../../gateway/state/state.ts';
import { start } from '../approvals/fixtures.ts';

const owner = { agent: 'release-bot', credential: `sha256:${'a'.repeat(64)}` };

function fileOf(id: string, change: Partial<StoredFile> = {}): StoredFile {
  return { id, ...owner, upstream: 'anthropic', createdMs: start, ...change };
}

/** The law for who may have which file. */
export function filesContract(connect: () => Promise<State>): void {
  describe('files', () => {
    const idsOf = (files: readonly StoredFile[]) => files.map(({ id }) => id).sort();

    it('are found by who uploaded them, on every connection', async () => {
      const [one, two] = [await connect(), await connect()];
      expect(await one.files.add(fileOf('file_1'))).toBe('added');
      expect(await two.files.find(owner, 'file_1', start)).toEqual(fileOf('file_1'));
      expect(await two.files.named(owner, ['file_1'], start)).toEqual([fileOf('file_1')]);
    });

    it.each([
      ['another agent', { ...owner, agent: 'other' }],
      ['another credential', { ...owner, credential: `sha256:${'b'.repeat(64)}` }],
    ])('are unknown to %s, as those that never were', async (_name, foreign) => {
      const { files } = await connect();
      await files.add(fileOf('file_1'));
      for (const id of ['file_1', 'FILE_1', 'file', 'file_%', ''])
        expect(await files.find(foreign, id, start)).toBeUndefined();
      expect(await files.named(foreign, ['file_1', 'file_2'], start)).toEqual([]);
      expect(await files.list(foreign, { limit: 10 }, start)).toEqual([]);
    });

    it('stay with who was first, whatever the provider tells later', async () => {
      const { files } = await connect();
      await files.add(fileOf('file_1'));
      const foreign = { ...owner, agent: 'other' };
      expect(await files.add(fileOf('file_1', foreign))).toBe('taken');
      expect(await files.add(fileOf('file_1', { credential: 'c' }))).toBe('taken');
      expect(await files.add(fileOf('file_1', { upstream: 'elsewhere' }))).toBe('taken');
      expect(await files.add(fileOf('file_1', { createdMs: start + 5 }))).toBe('own');
      expect(await files.find(foreign, 'file_1', start)).toBeUndefined();
      expect(await files.find(owner, 'file_1', start)).toEqual(fileOf('file_1'));
    });

    it('go to one of two that tell the same id at once', async () => {
      const [one, two] = [await connect(), await connect()];
      const results = await Promise.all([
        one.files.add(fileOf('file_1')),
        two.files.add(fileOf('file_1', { agent: 'other' })),
      ]);
      expect(results.toSorted()).toEqual(['added', 'taken']);
    });

    it('are told apart among many that are named', async () => {
      const { files } = await connect();
      await files.add(fileOf('file_1'));
      await files.add(fileOf('file_2', { agent: 'other' }));
      await files.add(fileOf('file_3'));
      const ids = ['file_1', 'file_2', 'file_3', "file_4') OR ('1' = '1", 'file_1'];
      expect(idsOf(await files.named(owner, ids, start))).toEqual(['file_1', 'file_3']);
      expect(await files.named(owner, [], start)).toEqual([]);
      const most = Array.from({ length: 500 }, (_, at) => `file_${at}`);
      expect(idsOf(await files.named(owner, most, start))).toEqual(['file_1', 'file_3']);
    });

    it('are listed newest first, page by page in both directions', async () => {
      const { files } = await connect();
      // Two of one moment: a page may end between them.
      for (const [id, at] of [
        ['f1', 1],
        ['f2', 2],
        ['f3', 2],
        ['f4', 4],
      ] as const)
        await files.add(fileOf(id, { createdMs: start + at }));
      await files.add(fileOf('foreign', { agent: 'other', createdMs: start + 3 }));
      const ids = async (page: Parameters<FileStore['list']>[1]) =>
        (await files.list(owner, page, start + 5)).map(({ id }) => id);
      const at = async (id: string) => (await files.find(owner, id, start)) as StoredFile;
      expect(await ids({ limit: 10 })).toEqual(['f4', 'f3', 'f2', 'f1']);
      expect(await ids({ limit: 2 })).toEqual(['f4', 'f3']);
      expect(await ids({ limit: 2, after: await at('f3') })).toEqual(['f2', 'f1']);
      expect(await ids({ limit: 2, before: await at('f1') })).toEqual(['f3', 'f2']);
      expect(await ids({ limit: 2, before: await at('f4') })).toEqual([]);
    });

    it('that are removed may still be named by their owner, and stay taken', async () => {
      const { files } = await connect();
      await files.add(fileOf('file_1'));
      await files.remove('file_1');
      expect(await files.find(owner, 'file_1', start)).toBeUndefined();
      expect(await files.list(owner, { limit: 9 }, start)).toEqual([]);
      expect(await files.named(owner, ['file_1'], start)).toEqual([fileOf('file_1')]);
      expect(await files.add(fileOf('file_1', { agent: 'other' }))).toBe('taken');
      expect(await files.add(fileOf('file_1'))).toBe('own');
      expect(await files.find(owner, 'file_1', start)).toBeUndefined();
    });

    it('are unknown once they are too old, and then forgotten', async () => {
      const { files } = await connect();
      await files.add(fileOf('old'));
      await files.add(fileOf('new', { createdMs: start + 2 }));
      const late = start + fileMs;
      expect(await files.find(owner, 'old', late - 1)).toBeDefined();
      expect(await files.find(owner, 'old', late)).toBeUndefined();
      expect(idsOf(await files.named(owner, ['old', 'new'], late))).toEqual(['new']);
      expect(idsOf(await files.list(owner, { limit: 9 }, late))).toEqual(['new']);
      await files.forget(start + 1);
      expect(await files.find(owner, 'old', start)).toBeUndefined();
      expect(await files.find(owner, 'new', start)).toBeDefined();
    });
  });
}
