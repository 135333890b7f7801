import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSealedFiles } from '../../../gateway/audit/row-stream.ts';
import { runSeal } from '../../../gateway/audit/seal-process.ts';
import { takeLock } from '../../../gateway/audit/lock.ts';
import { hasClosedSegment, listSegments } from '../../../gateway/audit/wal.ts';
import {
  appendMany,
  clockFrom,
  decision,
  decisions,
  liveRecords,
  liveRows,
  manifestOf,
  openLog,
  runOnce,
  temporaryFolder,
  verify,
} from './harness.ts';
import { nastyEvents } from './nasty.ts';
import { rewriteLines, rewriteRow } from './tamper.ts';

const sealedRoot = (folder: string) => join(folder, 'audit', 'v1');

/** The canonical rows that the Parquet files of a folder hold, in order. */
async function sealedTexts(folder: string): Promise<readonly string[]> {
  const entries = manifestOf(folder);
  const nextFile = readSealedFiles(entries.map(({ file }) => join(sealedRoot(folder), file)));
  const texts: string[] = [];
  for (let index = 0; index < entries.length; index++) {
    for await (const row of nextFile()) texts.push(row?.text ?? 'unreadable');
  }
  return texts;
}

/** A log of ten decisions at three in the night, and an empty run after it: the first is closed. */
function closedLog() {
  const folder = temporaryFolder();
  const { writerId } = runOnce(folder, decisions(10), clockFrom('2026-03-04T03:00:00Z'));
  runOnce(folder, []);
  return { folder, writerId, segments: listSegments(folder, writerId) };
}

describe('sealing', () => {
  it('brings every record back from Parquet byte for byte', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    const seed = 20_260_304;
    await Promise.all(
      fc.sample(nastyEvents, { numRuns: 600, seed }).map((event) => log.append(event)),
    );
    await log.close();
    const written = liveRecords(folder).map(({ text }) => text);
    const again = await openLog(folder);
    expect((await again.sealNow()).problems).toEqual([]);
    await again.close();
    const read = await sealedTexts(folder);
    expect(read.length).toBe(written.length);
    expect(read.filter((text, index) => text !== written[index])).toEqual([]);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('leaves the newest segment of the open log alone, and takes it once it is closed', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    await appendMany(log, 3);
    expect(await runSeal(folder)).toEqual({ files: [], problems: [] });
    expect(hasClosedSegment(folder, log.writerId)).toBe(false);
    const { files } = await log.sealNow();
    expect(files).toHaveLength(1);
    expect(files[0]?.rows).toBeGreaterThanOrEqual(3);
    expect((await log.append(decision())).seq).toBeGreaterThanOrEqual(3);
    await log.close();
    expect((await verify(folder)).status).toBe('ok');
  });

  it('seals nothing when there is nothing', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    expect(await log.sealNow()).toEqual({ files: [], problems: [] });
    await log.close();
  });

  it('seals by itself what has been closed', async () => {
    const { folder } = closedLog();
    const log = await openLog(folder, { sealEveryMs: 100 });
    await expect.poll(() => manifestOf(folder).length, { timeout: 10_000 }).toBeGreaterThan(0);
    await log.close();
    expect((await verify(folder)).status).toBe('ok');
  });

  it('files every record under its own day and hour', async () => {
    const folder = temporaryFolder();
    const times = [
      '2026-03-04T22:30:00Z',
      '2026-03-04T23:59:59.999Z',
      '2026-03-05T00:00:00Z',
      '2026-03-04T23:59:59Z',
    ];
    let index = 0;
    const log = await openLog(folder, { clock: () => Date.parse(times[index++] ?? '') });
    for (const _ of times) await log.append(decision());
    await log.sealNow();
    await log.close();
    const files = manifestOf(folder)
      .slice(0, 4)
      .map(({ file }) => file.replace(/w-[0-9a-f]+/, 'w'));
    expect(files).toEqual([
      'date=2026-03-04/h22-w-0-0.parquet',
      'date=2026-03-04/h23-w-1-1.parquet',
      'date=2026-03-05/h00-w-2-2.parquet',
      'date=2026-03-04/h23-w-3-3.parquet',
    ]);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('goes on with the tree after everything has left the write-ahead log', async () => {
    const { folder, writerId } = closedLog();
    await runSeal(folder);
    const log = await openLog(folder);
    expect(log.writerId).toBe(writerId);
    expect((await log.append(decision())).seq).toBe(liveRows(folder).at(-1)?.['seq']);
    await log.sealNow();
    await log.close();
    expect(liveRows(folder).every(({ seq }) => Number(seq) > 10)).toBe(true);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('is done by one process at a time', async () => {
    const { folder } = closedLog();
    const lock = takeLock(join(sealedRoot(folder), 'lock'));
    expect(await runSeal(folder)).toEqual({
      files: [],
      problems: ['another process seals this log'],
    });
    lock?.release();
    expect((await runSeal(folder)).files.length).toBeGreaterThan(0);
  });
});

describe('a crash while sealing', () => {
  const snapshot = (folder: string) => {
    const copy = temporaryFolder();
    cpSync(folder, copy, { recursive: true });
    return copy;
  };
  const ends = async (folder: string, expected: readonly string[]) => {
    expect((await runSeal(folder)).problems).toEqual([]);
    const texts = [...(await sealedTexts(folder)), ...liveRecords(folder).map(({ text }) => text)];
    expect(texts).toEqual(expected);
    expect((await verify(folder)).status).toBe('ok');
    expect(existsSync(join(sealedRoot(folder), 'scratch'))).toBe(false);
  };

  it('before the file is in place leaves scraps that the next run removes', async () => {
    const { folder } = closedLog();
    const expected = liveRecords(folder).map(({ text }) => text);
    cpSync(join(folder, 'keys'), join(sealedRoot(folder), 'scratch'), { recursive: true });
    await ends(folder, expected);
  });

  it('before the manifest leaves a file that does not count and is written again', async () => {
    const { folder } = closedLog();
    const expected = liveRecords(folder).map(({ text }) => text);
    const copy = snapshot(folder);
    await runSeal(copy);
    for (const day of readdirSync(sealedRoot(copy)).filter((name) => name.startsWith('date='))) {
      cpSync(join(sealedRoot(copy), day), join(sealedRoot(folder), day), { recursive: true });
    }
    expect((await verify(folder)).status).toBe('ok');
    await ends(folder, expected);
  });

  it('in the middle of the line of the manifest takes the line back', async () => {
    const { folder } = closedLog();
    const expected = liveRecords(folder).map(({ text }) => text);
    writeFileSync(join(sealedRoot(folder), 'manifest.jsonl'), '{"file":"date=2026-03-04/h03-w');
    await ends(folder, expected);
  });

  it('before the segment is removed does not seal it twice', async () => {
    const { folder, segments } = closedLog();
    const expected = liveRecords(folder).map(({ text }) => text);
    const copy = snapshot(folder);
    await runSeal(folder);
    const count = manifestOf(folder).length;
    for (const { path } of segments) {
      copyFileSync(join(copy, path.slice(folder.length)), path);
    }
    expect((await verify(folder)).status).toBe('ok');
    expect(await sealedTexts(folder)).toHaveLength(11);
    await runSeal(folder);
    expect(manifestOf(folder)).toHaveLength(count);
    expect(segments.map(({ path }) => existsSync(path))).toEqual([false, true]);
    await ends(folder, expected);
  });

  it('between two files of one segment goes on with the second', async () => {
    const folder = temporaryFolder();
    const clock = clockFrom('2026-03-04T23:59:52Z');
    runOnce(folder, decisions(6), clock);
    runOnce(folder, [], clock);
    const expected = liveRecords(folder).map(({ text }) => text);
    const copy = snapshot(folder);
    await runSeal(copy);
    const [first = ''] = readFileSync(join(sealedRoot(copy), 'manifest.jsonl'), 'utf8').split('\n');
    const { file } = JSON.parse(first) as { file: string };
    cpSync(join(sealedRoot(copy), file), join(sealedRoot(folder), file), { recursive: true });
    writeFileSync(join(sealedRoot(folder), 'manifest.jsonl'), `${first}\n`);
    await ends(folder, expected);
  });
});

describe('a damaged log', () => {
  it('is not sealed, and keeps every byte', async () => {
    const { folder, segments } = closedLog();
    const path = segments[0]?.path ?? '';
    const damaged = readFileSync(path, 'utf8').replace('/srv/a', '/srv/b');
    writeFileSync(path, damaged);
    const report = await runSeal(folder);
    expect(report.files).toEqual([]);
    expect(report.problems).toEqual([expect.stringContaining('record 0 was changed')]);
    expect(readFileSync(path, 'utf8')).toBe(damaged);
  });

  it('is not sealed when a record would not come back as it is', async () => {
    const { folder, segments } = closedLog();
    const path = segments[0]?.path ?? '';
    const addColumn = (line: string) => rewriteRow(line, (row) => row.replace(/}$/, ',"zzz":"1"}'));
    rewriteLines(path, (lines) => lines.with(3, addColumn(lines[3] ?? '')));
    const report = await runSeal(folder);
    expect(report.problems).toEqual([expect.stringContaining('record 3 did not come back')]);
    expect(report.files).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('does not keep a whole one from being sealed', async () => {
    const { folder, segments, writerId } = closedLog();
    rmSync(segments[0]?.path ?? '');
    const log = await openLog(folder);
    expect(log.writerId).not.toBe(writerId);
    await log.append(decision());
    const { files, problems } = await log.sealNow();
    await log.close();
    expect(files.map(({ file }) => basename(file))).toEqual([
      expect.stringContaining(log.writerId),
    ]);
    expect(problems).toEqual([expect.stringContaining(`${writerId}: record 0 is missing`)]);
  });
});
