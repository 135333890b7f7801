import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAuditCalls } from '../../cli/audit-calls.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { playCalls } from '../../compiler/replay/player.ts';
import { Tally } from '../../compiler/replay/tally.ts';
import type { AuditEvent } from '../../gateway/audit/event.ts';
import { openAudit } from '../../gateway/audit/writer.ts';
import { benchRules } from './decide.ts';
import { type BenchRow, printTable } from './table.ts';

const calls = 200_000;
const rules = 100;

/** Recorded calls, from Parquet, each decided by two rule sets. The bar is 100,000 a second per core. */
export async function benchReplay(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-bench-replay-'));
  try {
    await record(folder);
    return [await replayRow(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Time of the processor counts, so that neither a second core nor a busy machine does. */
async function replayRow(folder: string): Promise<BenchRow> {
  const side = { rules: benchRules(rules), plan: planRules(benchRules(rules)) };
  const head = { rules: benchRules(rules - 10), plan: planRules(benchRules(rules - 10)) };
  const players = [playCalls(side), playCalls(head)] as const;
  const tally = new Tally();
  const problems: string[] = [];
  const reading = {
    problem: (text: string) => void problems.push(text),
    cut: () => void problems.push('cut'),
  };
  const begun = performance.now();
  const before = process.cpuUsage();
  for await (const part of readAuditCalls(folder, undefined, reading)) {
    for (const call of part) tally.add(call, players[0].judge(call), players[1].judge(call));
  }
  const { user, system } = process.cpuUsage(before);
  const wall = performance.now() - begun;
  const found = tally.report();
  if (found.calls !== calls || problems.length > 0 || found.groups.length === 0) {
    throw new Error(`replayed ${found.calls} calls: ${problems.join(', ')}`);
  }
  return {
    name: `${calls} recorded calls replayed under two times ${rules} rules`,
    figures: { 'per core': perSecond((user + system) / 1000), rate: perSecond(wall) },
  };
}

async function record(folder: string): Promise<void> {
  const log = await openAudit({
    folder,
    origin: 'bench',
    sealEveryMs: 0,
    durableWithinMs: 60_000,
  });
  let sent = 0;
  const writer = async () => {
    while (sent < calls) await log.append(decision(sent++));
  };
  await Promise.all(Array.from({ length: 256 }, writer));
  await log.sealNow();
  await log.close();
}

function decision(at: number): AuditEvent {
  const one = at % rules;
  const path = `/srv/app/module-${one % 50}/src/./file-${at}.ts`;
  return {
    kind: 'tool.decision',
    agent_id: `agent-${one % 20}`,
    session_id: `session-${at % 500}`,
    tool_name: `tool-${Math.floor(one / 20) % 20}`,
    tool_use_id: `toolu_${at}`,
    verdict: 'allow',
    disposition: 'released',
    enforced_by: 'stream',
    args: JSON.stringify({ path, size: (at * 31) % 2000 }),
  };
}

function perSecond(ms: number): string {
  return `${Math.round((calls / ms) * 1000).toLocaleString('en')}/s`;
}

if (import.meta.main) printTable('Replay', await benchReplay());
