import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import { Journal } from '../../../gateway/audit/journal.ts';
import { openSigner } from '../../../gateway/audit/keys.ts';
import { makeFolders } from '../../../gateway/audit/layout.ts';
import { resume } from '../../../gateway/audit/recover.ts';
import { toRow } from '../../../gateway/audit/row.ts';
import { type Disk, realDisk } from '../../../gateway/audit/segment-file.ts';
import { listSegments } from '../../../gateway/audit/wal.ts';
import { rewriteRow } from './tamper.ts';
import { decision, liveRows, notesOf, temporaryFolder, verify, writersOf } from './harness.ts';

/** A disk that fails on demand, half-way through a write where asked. */
class FailingDisk implements Disk {
  fails: 'nothing' | 'write' | 'half a write' | 'sync' = 'nothing';

  write(descriptor: number, text: string): void {
    if (this.fails === 'half a write') realDisk.write(descriptor, text.slice(0, text.length / 2));
    if (this.fails.endsWith('write')) throw new Error('ENOSPC: no space left on device, write');
    realDisk.write(descriptor, text);
  }

  sync(descriptor: number): void {
    if (this.fails === 'sync') throw new Error('EIO: i/o error, fdatasync');
    realDisk.sync(descriptor);
  }
}

function openJournal(folder = temporaryFolder()) {
  makeFolders(folder);
  const disk = new FailingDisk();
  const signer = openSigner(folder, 'acme/gateway');
  const time = { nowMs: Date.parse('2026-03-04T10:00:00Z') };
  const clock = () => time.nowMs;
  const settings = { folder, signer, heartbeatMs: 60_000, gatewayVersion: '0.1.0', disk, clock };
  const journal = new Journal(settings, resume(folder, signer));
  const append = (...events: AuditEvent[]) =>
    journal.append(events.map((event) => toRow(event, time.nowMs)));
  return { folder, disk, journal, append, time };
}

const seqs = (folder: string) => liveRows(folder).map(({ seq }) => seq);
const turns = (folder: string) => liveRows(folder).flatMap(({ turn }) => turn ?? []);

describe('Journal', () => {
  it('numbers records densely from zero', () => {
    const { folder, append } = openJournal();
    expect(append(decision(), decision())).toBe(0);
    expect(append(decision())).toBe(2);
    expect(seqs(folder)).toEqual([0, 1, 2]);
  });

  it.each(['write', 'half a write', 'sync'] as const)(
    'refuses the group when %s fails, and goes on in a fresh segment without it',
    async (failure) => {
      const { folder, disk, journal, append } = openJournal();
      append(decision({ turn: 0 }));
      disk.fails = failure;
      expect(() => append(decision({ turn: 1 }), decision({ turn: 2 }))).toThrow(/ENOSPC|EIO/);
      expect(() => append(decision({ turn: 3 }))).toThrow(/ENOSPC|EIO/);
      disk.fails = 'nothing';
      expect(append(decision({ turn: 4 }))).toBe(1);
      journal.close();
      expect(turns(folder)).toEqual([0, 4]);
      expect((await verify(folder)).status).toBe('ok');
    },
  );

  it('keeps what it promised as `os` when the segment fails before its sync', async () => {
    const { folder, disk, journal, append } = openJournal();
    append(decision({ turn: 0, durability: 'os' }));
    append(decision({ turn: 1, durability: 'os' }));
    disk.fails = 'sync';
    expect(() => append(decision({ turn: 2 }))).toThrow('EIO');
    expect(() => append(decision({ turn: 3 }))).toThrow('EIO');
    disk.fails = 'nothing';
    append(decision({ turn: 4 }));
    journal.close();
    expect(turns(folder)).toEqual([0, 1, 4]);
    expect((await verify(folder)).status).toBe('ok');
  });

  it('keeps it too when nothing is appended any more', () => {
    const { folder, disk, journal, append } = openJournal();
    append(decision({ turn: 0, durability: 'os' }));
    disk.fails = 'sync';
    expect(() => journal.tick()).toThrow('EIO');
    disk.fails = 'nothing';
    journal.tick();
    expect(turns(folder)).toEqual([0]);
  });

  it('reads past what a failing disk did not let it cut off', async () => {
    const { folder, disk, journal, append } = openJournal();
    append(decision({ turn: 0 }));
    const [first] = listSegments(folder, writersOf(folder)[0] ?? '');
    disk.fails = 'write';
    expect(() => append(decision({ turn: 1 }))).toThrow('ENOSPC');
    disk.fails = 'nothing';
    append(decision({ turn: 2 }));
    const [line = ''] = readFileSync(first?.path ?? '', 'utf8').split('\n');
    const refused = rewriteRow(line, (row) => row.replace('"seq":0', '"seq":1'));
    appendFileSync(first?.path ?? '', `${refused}\n{"leaf":"half a li`);
    journal.close();
    expect(turns(folder)).toEqual([0, 2]);
    expect((await verify(folder)).status).toBe('ok');
    expect(openJournal(folder).append(decision())).toBe(3);
  });

  it('signs once what is new, and then only at the heartbeat', () => {
    const { folder, journal, append, time } = openJournal();
    append(decision());
    journal.tick();
    journal.tick();
    expect(notesOf(folder)).toHaveLength(1);
    time.nowMs += 59_999;
    journal.tick();
    expect(notesOf(folder)).toHaveLength(1);
    time.nowMs += 1;
    journal.tick();
    expect(notesOf(folder)).toHaveLength(2);
    const sizes = liveRows(folder).flatMap(({ tree_size }) => tree_size ?? []);
    expect(sizes).toEqual([1, 2]);
  });

  it('records the note that it published', () => {
    const { folder, journal, append } = openJournal();
    append(decision());
    journal.tick();
    const [, row] = liveRows(folder);
    const detail = JSON.parse(String(row?.['detail'])) as unknown;
    expect(detail).toEqual({ gateway: '0.1.0', note: notesOf(folder)[0] });
    const latest = readFileSync(
      join(folder, 'checkpoints', `${writersOf(folder)[0]}.latest`),
      'utf8',
    );
    expect(latest).toBe(notesOf(folder)[0]);
  });

  it('publishes nothing when the note cannot be kept', () => {
    const { folder, journal, append } = openJournal();
    append(decision());
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    expect(() => journal.tick()).toThrow('ENOENT');
    expect(liveRows(folder)).toHaveLength(1);
    makeFolders(folder);
    journal.tick();
    expect(liveRows(folder)).toHaveLength(2);
  });

  it.each([
    ['a large one after five minutes', 400, 300_000],
    ['a small one after an hour', 1, 3_600_000],
  ])('closes a segment: %s', (_, count, ageMs) => {
    const { folder, journal, append, time } = openJournal();
    const segments = () => listSegments(folder, writersOf(folder)[0] ?? '').length;
    append(...Array.from({ length: count }, () => decision({ reason: 'x'.repeat(12_000) })));
    time.nowMs += ageMs - 1;
    journal.tick();
    expect(segments()).toBe(1);
    time.nowMs += 1;
    journal.tick();
    expect(segments()).toBe(2);
    append(decision());
    expect(seqs(folder)).toEqual(Array.from({ length: count + 2 }, (_, seq) => seq));
  });

  it('puts a removed segment back from memory, with everything in it', async () => {
    const { folder, journal, append } = openJournal();
    append(decision({ turn: 0 }));
    rmSync(join(folder, 'wal'), { recursive: true });
    append(decision({ turn: 1 }));
    journal.tick();
    append(decision({ turn: 2 }));
    expect(turns(folder)).toEqual([0, 1, 2]);
    expect(liveRows(folder).map(({ kind }) => kind)).toContain('audit.degraded');
    journal.close();
    expect((await verify(folder)).status).toBe('ok');
  });

  it('puts a replaced segment back', () => {
    const { folder, journal, append } = openJournal();
    append(decision({ turn: 0 }));
    const [segment] = listSegments(folder, writersOf(folder)[0] ?? '');
    renameSync(segment?.path ?? '', `${segment?.path}.moved`);
    writeFileSync(segment?.path ?? '', '');
    journal.tick();
    expect(turns(folder)).toEqual([0]);
  });

  it('refuses everything once the open segment was written to by another hand', () => {
    const { folder, journal, append } = openJournal();
    append(decision());
    const [segment] = listSegments(folder, writersOf(folder)[0] ?? '');
    writeFileSync(segment?.path ?? '', '');
    expect(() => journal.tick()).toThrow('0 bytes where');
    expect(() => append(decision())).toThrow('0 bytes where');
    expect(existsSync(segment?.path ?? '')).toBe(true);
  });

  it('signs the end of an earlier run that died before it could', () => {
    const { folder, append } = openJournal();
    append(decision());
    const { journal } = openJournal(folder);
    journal.tick();
    expect(notesOf(folder)).toHaveLength(1);
  });
});
