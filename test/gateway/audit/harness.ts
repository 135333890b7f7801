import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import { Journal } from '../../../gateway/audit/journal.ts';
import { openSigner } from '../../../gateway/audit/keys.ts';
import { makeFolders } from '../../../gateway/audit/layout.ts';
import { readManifest } from '../../../gateway/audit/manifest.ts';
import { readNotes } from '../../../gateway/audit/notes.ts';
import { verifyAudit } from '../../../gateway/audit/verify.ts';
import { resume } from '../../../gateway/audit/recover.ts';
import { toRow } from '../../../gateway/audit/row.ts';
import { realDisk } from '../../../gateway/audit/segment-file.ts';
import { readTail } from '../../../gateway/audit/tail.ts';
import { listSegments, type WalRecord } from '../../../gateway/audit/wal.ts';
import { type AuditOptions, type OpenAudit, openAudit } from '../../../gateway/audit/writer.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-audit-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a log that seals only when it is asked to. */
export function openLog(folder: string, options: Partial<AuditOptions> = {}): Promise<OpenAudit> {
  return openAudit({ folder, origin: 'acme/gateway', sealEveryMs: 0, ...options });
}

/** A clock that moves on by a second with every event, from the given time on. */
export function clockFrom(start: string): () => number {
  let now = Date.parse(start);
  return () => (now += 1000);
}

/** The decision about one call. */
export function decision(columns: Partial<AuditEvent> = {}): AuditEvent {
  return {
    kind: 'tool.decision',
    agent_id: 'claude',
    session_id: 'session-1',
    tool_name: 'Read',
    tool_use_id: 'toolu_1',
    resource: 'file:/srv/a',
    verdict: 'allow',
    disposition: 'released',
    rule_id: 'release.read',
    args: '{"file_path":"/srv/a"}',
    ...columns,
  };
}

/** Appends `count` decisions, one after the other. */
export async function appendMany(log: OpenAudit, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await log.append(decision({ turn: index }));
}

/**
 * One run of a gateway without its threads and timers: opens the log, appends, signs, closes. Always
 * the same records, however slow the machine is. Returns the place of the first event.
 */
export function runOnce(folder: string, events: readonly AuditEvent[], clock = Date.now) {
  makeFolders(folder);
  const signer = openSigner(folder, 'acme/gateway');
  const from = resume(folder, signer);
  const settings = { folder, signer, heartbeatMs: 60_000, gatewayVersion: undefined };
  const journal = new Journal({ ...settings, disk: realDisk, clock }, from);
  const seq = journal.append(events.map((event) => toRow(event, clock())));
  journal.close();
  return { writerId: from.writerId, seq };
}

/** `count` decisions. */
export function decisions(count: number): readonly AuditEvent[] {
  return Array.from({ length: count }, (_, turn) => decision({ turn }));
}

/** Every record of a folder that is not sealed, of every writer, in order. */
export function liveRecords(folder: string): readonly WalRecord[] {
  return writersOf(folder).flatMap((writer) =>
    [...readTail(listSegments(folder, writer), 0)].flatMap(({ due }) => due),
  );
}

/** The rows of live records. */
export function liveRows(folder: string): readonly Record<string, unknown>[] {
  return liveRecords(folder).map(({ text }) => JSON.parse(text) as Record<string, unknown>);
}

export function writersOf(folder: string): readonly string[] {
  return readdirSync(join(folder, 'wal')).filter((name) => name.startsWith('w-'));
}

export function publicKeyOf(folder: string): string {
  return readFileSync(join(folder, 'keys', 'audit.pub'), 'utf8');
}

/** Verifies with the key that the folder was made with, and checkpoints kept elsewhere. */
export function verify(folder: string, checkpoints: readonly string[] = []) {
  return verifyAudit({ folder, publicKey: publicKeyOf(folder), checkpoints });
}

/** The notes of every writer of a folder. */
export function notesOf(folder: string): readonly string[] {
  return writersOf(folder).flatMap((writer) => readNotes(folder, writer));
}

export function manifestOf(folder: string) {
  return readManifest(folder).entries;
}
