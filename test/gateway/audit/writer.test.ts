import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import { appendMany, decision, liveRows, openLog, temporaryFolder, verify } from './harness.ts';

const unavailable = expect.objectContaining({ code: 'SENTRELY_ERR_AUDIT_UNAVAILABLE' });

describe('openAudit', () => {
  it('resolves each append once it is on disk, with its place', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    const first = await log.append(decision());
    expect(liveRows(folder)).toMatchObject([{ event_id: first.eventId, seq: 0 }]);
    const many = await Promise.all(Array.from({ length: 500 }, () => log.append(decision())));
    expect(many.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 1),
    );
    for (const { durableUs } of many) expect(durableUs).toBeGreaterThan(0);
    await log.close();
    expect((await verify(folder)).status).toBe('ok');
  });

  it('keeps the id that its author gave', async () => {
    const log = await openLog(temporaryFolder());
    const id = '01a20c41-6325-77e5-8cea-69358a303789';
    expect((await log.append(decision({ event_id: id }))).eventId).toBe(id);
    await log.close();
  });

  it('rejects an event that is a bug of its author, and goes on', async () => {
    const log = await openLog(temporaryFolder());
    const wrong = { kind: 'tool.decision', nonsense: 1 } as unknown as AuditEvent;
    await expect(log.append(wrong)).rejects.toMatchObject({ name: 'InvariantError' });
    expect((await log.append(decision())).seq).toBe(0);
    await log.close();
  });

  it('makes everything for its owner alone', async () => {
    const folder = join(temporaryFolder(), 'data');
    const log = await openLog(folder);
    await appendMany(log, 3);
    await log.sealNow();
    await log.close();
    for (const name of ['', ...(readdirSync(folder, { recursive: true }) as string[])]) {
      const { mode } = statSync(join(folder, name));
      expect([name, (mode & 0o077).toString(8)]).toEqual([name, '0']);
    }
  });

  it('writes what is still queued when it is closed, and refuses what comes after', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    const pending = Array.from({ length: 100 }, () => log.append(decision()));
    const closed = log.close();
    await expect(log.append(decision())).rejects.toEqual(unavailable);
    await closed;
    expect(await Promise.all(pending)).toHaveLength(100);
    const decided = liveRows(folder).filter(({ kind }) => kind === 'tool.decision');
    expect(decided).toHaveLength(100);
    await expect(log.append(decision())).rejects.toEqual(unavailable);
  });

  it('says what it had to refuse or recorded too late, once the disk is back', async () => {
    const folder = temporaryFolder();
    const troubles: SentrelyError[] = [];
    const log = await openLog(folder, {
      durableWithinMs: 1,
      onTrouble: (error) => troubles.push(error),
    });
    const results = await Promise.allSettled(
      Array.from({ length: 5000 }, () => log.append(decision())),
    );
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(troubles[0]).toEqual(unavailable);
    expect(troubles.length).toBeLessThan(10);
    await log.close();
    const rows = liveRows(folder);
    const details = rows
      .filter(({ kind }) => kind === 'audit.degraded')
      .map(({ detail }) => JSON.parse(String(detail)) as { late: string[]; late_count: number });
    const late = details.reduce((sum, { late_count }) => sum + late_count, 0);
    expect(late).toBeGreaterThanOrEqual(refused.length);
    expect(details[0]?.late.length).toBeLessThanOrEqual(100);
    expect(rows.map(({ event_id }) => event_id)).toContain(details[0]?.late[0]);
  });

  it.each(['', 'with space', 'a+b', 'x'.repeat(201)])('refuses the origin %j', async (origin) => {
    await expect(openLog(temporaryFolder(), { origin })).rejects.toMatchObject({
      code: 'SENTRELY_ERR_CONFIG',
    });
  });

  it('refuses a folder that cannot be written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'data'), 'a file');
    await expect(openLog(join(folder, 'data'))).rejects.toEqual(unavailable);
    writeFileSync(join(folder, 'wal'), 'a file');
    await expect(openLog(folder)).rejects.toEqual(unavailable);
  });

  it('refuses a key that does not fit, and lets go of the folder', async () => {
    const folder = temporaryFolder();
    await (await openLog(folder)).close();
    const other = openLog(folder, { origin: 'acme/other' });
    await expect(other).rejects.toMatchObject({ code: 'SENTRELY_ERR_AUDIT_KEY' });
    await (await openLog(folder)).close();
  });

  it('survives that its open segment is deleted in full traffic', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    await appendMany(log, 20);
    rmSync(join(folder, 'wal'), { recursive: true });
    await appendMany(log, 20);
    await expect.poll(() => existsSync(join(folder, 'wal')), { timeout: 5000 }).toBe(true);
    await appendMany(log, 20);
    await log.close();
    const decisions = liveRows(folder).filter(({ kind }) => kind === 'tool.decision');
    expect(decisions).toHaveLength(60);
  });
});

describe('the lock', () => {
  it('keeps a second gateway out of the folder, in this process and in another', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    const locked = expect.objectContaining({ code: 'SENTRELY_ERR_AUDIT_LOCKED' });
    await expect(openLog(folder)).rejects.toEqual(locked);
    const script = `
      import { openAudit } from ${JSON.stringify(new URL('../../../gateway/audit/writer.ts', import.meta.url).href)};
      await openAudit({ folder: ${JSON.stringify(folder)}, origin: 'acme/gateway' }).catch((error) => console.log(error.code));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    expect(output.trim()).toBe('SENTRELY_ERR_AUDIT_LOCKED');
    await log.close();
    await (await openLog(folder)).close();
  });

  it('ends with its holder, however that dies', async () => {
    const folder = temporaryFolder();
    const fixture = new URL('crash-writer.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [fixture, folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    await expect(openLog(folder)).rejects.toMatchObject({ code: 'SENTRELY_ERR_AUDIT_LOCKED' });
    child.kill('SIGKILL');
    await once(child, 'close');
    await (await openLog(folder)).close();
  });
});
