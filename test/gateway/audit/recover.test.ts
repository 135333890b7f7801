import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSegments } from '../../../gateway/audit/wal.ts';
import {
  decision,
  decisions,
  liveRows,
  runOnce,
  temporaryFolder,
  verify,
  writersOf,
} from './harness.ts';

/** A log of `count` decisions that was closed, with its newest segment. */
function closedLog(count = 5) {
  const folder = temporaryFolder();
  const { writerId } = runOnce(folder, decisions(count));
  return { folder, path: listSegments(folder, writerId).at(-1)?.path ?? '', writerId };
}

/** Opens the log again, appends once, closes. */
function reopen(folder: string) {
  return runOnce(folder, [decision()]);
}

const kinds = (folder: string) => liveRows(folder).map(({ kind }) => kind);

describe('starting again', () => {
  it('goes on with the next number in the next epoch', async () => {
    const { folder, writerId } = closedLog(5);
    // Five decisions and the checkpoint of closing.
    expect(reopen(folder)).toEqual({ seq: 6, writerId });
    expect(liveRows(folder).map(({ epoch }) => epoch)).toEqual([1, 1, 1, 1, 1, 1, 2, 2]);
    expect(kinds(folder)).not.toContain('audit.recovered');
    expect((await verify(folder)).status).toBe('ok');
  });

  it.each([
    ['half a line', (path: string) => appendFileSync(path, '{"leaf":"abc","row":{"a'), 23],
    ['zeros', (path: string) => appendFileSync(path, Buffer.alloc(4096)), 4096],
    ['garbage with line feeds', (path: string) => appendFileSync(path, '\xff\n\n{}\nnull\n'), 12],
    [
      'bytes that are no text',
      (path: string) => appendFileSync(path, Buffer.from([0xff, 0xfe, 0x0a])),
      3,
    ],
  ])('cuts %s off the end and says how much', async (_, damage, bytes) => {
    const { folder, path, writerId } = closedLog();
    const whole = readFileSync(path);
    damage(path);
    expect(reopen(folder)).toEqual({ seq: 7, writerId });
    const recovered = liveRows(folder).find(({ kind }) => kind === 'audit.recovered');
    expect(recovered).toMatchObject({ detail: `{"bytes":${bytes}}`, seq: 6, epoch: 2 });
    expect(readFileSync(path)).toEqual(whole);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('cuts a line that was written in part, if it was never signed', async () => {
    const { folder, path, writerId } = closedLog(2);
    // The record of the last checkpoint is not covered by it.
    truncateSync(path, readFileSync(path).length - 10);
    expect(reopen(folder).writerId).toBe(writerId);
    expect(kinds(folder)).toEqual([
      'tool.decision',
      'tool.decision',
      'audit.recovered',
      'tool.decision',
      'checkpoint',
    ]);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('cuts a torn note too', async () => {
    const { folder, writerId } = closedLog();
    appendFileSync(join(folder, 'checkpoints', `${writerId}.notes`), 'acme/gateway/w\n12');
    expect(reopen(folder).writerId).toBe(writerId);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('lets nothing that is not a segment disturb it', async () => {
    const { folder, path, writerId } = closedLog();
    writeFileSync(join(path, '..', 'notes.txt'), 'x');
    writeFileSync(join(path, '..', '1-1.jsonl.tmp'), 'x');
    expect(reopen(folder).writerId).toBe(writerId);
  });
});

describe('what was signed and is no longer there', () => {
  const lines = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const write = (path: string, kept: readonly string[]) =>
    writeFileSync(path, kept.map((line) => `${line}\n`).join(''));

  it.each([
    [
      'cut below the last checkpoint',
      (path: string) => write(path, lines(path).slice(0, 3)),
      'signed',
    ],
    [
      'changed in the middle',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('/srv/a', '/srv/b')),
      'changed',
    ],
    ['missing a record', (path: string) => write(path, lines(path).toSpliced(2, 1)), 'changed'],
    [
      'in another order',
      (path: string) =>
        write(path, lines(path).toSpliced(1, 2, lines(path)[2] ?? '', lines(path)[1] ?? '')),
      'changed',
    ],
    ['removed', (path: string) => rmSync(path), 'signed'],
  ])('is left alone when %s; a new log says so', async (_, damage, reason) => {
    const { folder, path, writerId } = closedLog();
    damage(path);
    const before = kinds(folder);
    const again = reopen(folder);
    expect(again.writerId).not.toBe(writerId);
    expect(again.seq).toBe(1);
    const rows = liveRows(folder).filter(({ writer_id }) => writer_id === again.writerId);
    expect(rows[0]).toMatchObject({ kind: 'audit.gap', target: writerId, seq: 0, epoch: 1 });
    expect(rows[0]?.['reason']).toContain(reason);
    expect(kinds(folder).length - before.length).toBe(3);
    expect((await verify(folder)).status).not.toBe('ok');
  });

  it('is noticed when a record and its leaf are rewritten to fit', async () => {
    const { folder, path, writerId } = closedLog();
    const { walLine } = await import('../../../gateway/audit/wal.ts');
    const { leafHash } = await import('../../../gateway/audit/row.ts');
    const rewritten = lines(path).map((line) => {
      const text = line.slice('{"leaf":"","row":'.length + 43, -1).replace('/srv/a', '/srv/b');
      return walLine(text, leafHash(text)).trimEnd();
    });
    write(path, rewritten);
    const again = reopen(folder);
    expect(again.writerId).not.toBe(writerId);
    const gap = liveRows(folder).find(({ kind }) => kind === 'audit.gap');
    expect(gap?.['reason']).toBe('records differ from what was signed');
  });

  it('includes a segment from the middle', async () => {
    const { folder, path, writerId } = closedLog();
    reopen(folder);
    rmSync(path);
    expect(reopen(folder).writerId).not.toBe(writerId);
    expect((await verify(folder)).status).toBe('incomplete');
  });

  it('includes a checkpoint under another key', async () => {
    const { folder, writerId } = closedLog();
    const other = closedLog();
    const note = readFileSync(join(other.folder, 'checkpoints', `${other.writerId}.notes`));
    writeFileSync(join(folder, 'checkpoints', `${writerId}.notes`), note);
    expect(reopen(folder).writerId).not.toBe(writerId);
  });

  it('includes the name of the writer', async () => {
    const { folder, writerId } = closedLog();
    rmSync(join(folder, 'wal', 'writer'));
    const again = reopen(folder);
    expect(again.writerId).not.toBe(writerId);
    expect(kinds(folder)).toContain('audit.gap');
    expect(writersOf(folder)).toHaveLength(2);
  });
});
