import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '../../gateway/audit/event.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { type OpenAudit, openAudit } from '../../gateway/audit/writer.ts';
import { type BenchRow, milliseconds, percentile } from './table.ts';

const agents = 50;
const dayEvents = 200_000;
const day = '2026-03-04';

/** The audit log: how long a decision waits for the disk, how much it takes, how fast it answers. */
export async function benchAudit(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-bench-audit-'));
  try {
    return [diskRow(folder), ...(await steadyRows(folder)), ...(await dayRows(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the disk itself needs for one line: the floor under every decision. */
function diskRow(folder: string): BenchRow {
  const descriptor = openSync(join(folder, 'floor'), 'a');
  const line = 'x'.repeat(700);
  const samples = Array.from({ length: 1000 }, () => {
    const start = performance.now();
    writeSync(descriptor, line);
    fdatasyncSync(descriptor);
    return performance.now() - start;
  });
  closeSync(descriptor);
  return { name: 'the disk: write and sync 700 bytes', figures: percentiles(samples) };
}

/** Open loop: an event every millisecond, whether or not the last one has been answered. */
async function steadyRows(folder: string): Promise<readonly BenchRow[]> {
  const log = await openAudit({ folder: join(folder, 'steady'), origin: 'bench', sealEveryMs: 0 });
  const samples: number[] = [];
  const pending: Promise<unknown>[] = [];
  const start = performance.now();
  while (performance.now() - start < 3000) {
    const due = Math.floor(performance.now() - start);
    while (pending.length < due) {
      pending.push(
        log
          .append(decision(pending.length))
          .then(({ durableUs }) => samples.push(durableUs / 1000)),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  await log.close();
  return [{ name: 'one decision durable, at 1,000 a second', figures: percentiles(samples) }];
}

async function dayRows(folder: string): Promise<readonly BenchRow[]> {
  const stepMs = 86_400_000 / dayEvents;
  let nowMs = Date.parse(`${day}T00:00:00Z`);
  const clock = () => (nowMs += stepMs);
  const path = join(folder, 'day');
  const log = await openAudit({
    folder: path,
    origin: 'bench',
    sealEveryMs: 0,
    durableWithinMs: 60_000,
    clock,
  });
  const append = await seconds(() => fill(log));
  const seal = await seconds(() => log.sealNow());
  await log.close();
  const query = await seconds(() => queryAudit({ folder: path, agent: 'agent-7', on: day }));
  return [
    { name: 'events into the log, 256 at a time', figures: { rate: perSecond(append) } },
    { name: 'rows sealed and read back', figures: { rate: perSecond(seal) } },
    {
      name: `what one of ${agents} agents touched, ${dayEvents} events a day`,
      figures: { 'process and all': milliseconds(query * 1000) },
    },
  ];
}

/** Closed loop: each of 256 writers waits for its own event. */
async function fill(log: OpenAudit): Promise<void> {
  let sent = 0;
  const writer = async () => {
    while (sent < dayEvents) await log.append(decision(sent++));
  };
  await Promise.all(Array.from({ length: 256 }, writer));
}

function decision(at: number): AuditEvent {
  return {
    kind: 'tool.decision',
    agent_id: `agent-${at % agents}`,
    session_id: `session-${at % 500}`,
    tool_name: 'Read',
    tool_use_id: `toolu_${at}`,
    resource: `file:/srv/app/src/file-${at % 5000}`,
    resource_type: 'file',
    verdict: at % 20 === 0 ? 'deny' : 'allow',
    disposition: at % 20 === 0 ? 'stopped' : 'released',
    rule_id: 'release.read',
    rule_ids: ['release.read'],
    rule_at: 'policies/release.sentrely:12',
    bundle_digest: 'a'.repeat(64),
    args: `{"file_path":"/srv/app/src/file-${at % 5000}"}`,
    gate_us: 5,
  };
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

function perSecond(taken: number): string {
  return `${Math.round(dayEvents / taken).toLocaleString('en')}/s`;
}

function percentiles(samples: readonly number[]): Readonly<Record<string, string>> {
  return {
    p50: milliseconds(percentile(samples, 0.5)),
    p99: milliseconds(percentile(samples, 0.99)),
  };
}
