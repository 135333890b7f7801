import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { listSegments } from '../../../gateway/audit/wal.ts';
import { liveRows, temporaryFolder, verify, writersOf } from './harness.ts';

const limiter = 'prlimit';
const hasLimits = process.platform === 'linux' && spawnSync(limiter, ['--version']).status === 0;
const fixture = new URL('full-disk-writer.ts', import.meta.url).pathname;

// A limit on the size of files makes real writes fail half-way, as a full disk does.
it.runIf(hasLimits)('refuses while the disk is full and goes on when it is not', async () => {
  const folder = temporaryFolder();
  const output = execFileSync(process.execPath, [fixture, folder], { encoding: 'utf8' });
  const { before, during, after, troubles } = JSON.parse(output) as Record<string, string[]>;
  expect(new Set(before)).toEqual(new Set(['ok']));
  expect(new Set(during)).toEqual(new Set(['SENTRELY_ERR_AUDIT_UNAVAILABLE']));
  expect(new Set(after)).toEqual(new Set(['ok']));
  expect(troubles).toContainEqual(expect.stringContaining('EFBIG'));
  expect(listSegments(folder, writersOf(folder)[0] ?? '').length).toBeLessThanOrEqual(2);
  const rows = liveRows(folder);
  expect(rows.filter(({ kind }) => kind === 'tool.decision')).toHaveLength(20);
  expect(rows.find(({ kind }) => kind === 'audit.degraded')?.['detail']).toContain('"refused":10');
  expect((await verify(folder)).status).toBe('ok');
});
