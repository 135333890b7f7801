import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { liveRows, openLog, temporaryFolder, verify } from './harness.ts';

const fixture = new URL('crash-writer.ts', import.meta.url).pathname;

/** Runs a gateway until it has promised some events, kills it, and returns what it had promised. */
async function killInTraffic(folder: string, afterBytes: number): Promise<Map<number, string>> {
  const child = spawn(process.execPath, [fixture, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.length > afterBytes) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const lines = text.split('\n').slice(0, -1);
  return new Map(lines.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']));
}

it('loses no promised event over kills in full traffic, and the chain goes on', async () => {
  const folder = temporaryFolder();
  const promised = new Map<number, string>();
  for (const afterBytes of [1000, 100_000, 400_000, 50_000, 200_000]) {
    for (const [seq, id] of await killInTraffic(folder, afterBytes)) {
      expect(promised.has(seq)).toBe(false);
      promised.set(seq, id);
    }
  }
  const log = await openLog(folder);
  await log.close();
  const sealed = await queryAudit({
    folder,
    sql: 'SELECT seq, event_id FROM events',
    rowsMax: 1_000_000,
  });
  const found = new Map(sealed.rows.map(([seq, id]) => [seq as number, id as string]));
  expect(promised.size).toBeGreaterThan(5000);
  const lost = [...promised].filter(([seq, id]) => found.get(seq) !== id);
  expect(lost).toEqual([]);
  expect(sealed.problems).toEqual([]);
  const report = await verify(folder);
  expect(report.status).toBe('ok');
  expect(report.checked.rows).toBe(found.size);
  expect(liveRows(folder).at(-1)).toMatchObject({ kind: 'checkpoint', epoch: 6 });
}, 60_000);
