/**
 * What the gateway adds, beside the provider directly, nginx as a plain reverse proxy, another gateway of
 * the same platform, and that platform with nothing in between, in turn in one run:
 *
 *     npm run bench:gateway -- [--rounds 400] [--seconds 2]
 *
 * Client, provider and every gateway are processes of their own on loopback; ours has a policy loaded
 * and makes its audit durable, built and started as the systemd unit starts it. Ratios travel to other machines, times do not.
 */
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { preparePremises } from '../gateway/harness.ts';
import { type Child, startChild } from '../soak/child.ts';
import { unitEnvironment } from '../soak/unit.ts';
import type { Latencies, Load, Target, Task } from './proxies/client.ts';
import { startNginx } from './proxies/nginx.ts';
import type { Peer } from './proxies/peer.ts';
import { startPortkey } from './proxies/portkey.ts';
import { type BenchRow, milliseconds, percentile, printTable } from './table.ts';

const rules = `policy all for agent dev { allow read_file }`;

const cases = [
  { name: 'JSON reply, 300 B request', bytes: 300, model: 'bench-text', isStream: false },
  { name: 'JSON reply, 1 KB', bytes: 1000, model: 'bench-text', isStream: false },
  { name: 'JSON reply, 50 KB', bytes: 50_000, model: 'bench-text', isStream: false },
  { name: 'JSON reply, 200 KB', bytes: 200_000, model: 'bench-text', isStream: false },
  { name: '100-delta stream, 50 KB', bytes: 50_000, model: 'bench-text', isStream: true },
  { name: '  with one tool block', bytes: 50_000, model: 'bench-call', isStream: true },
] as const;

/** Streams as models write them: 100 deltas in a second. */
const paced = { name: 'paced stream, 50 KB', bytes: 50_000, model: 'bench-paced', isStream: true };

const warmMs = 5000;

type Case = (typeof cases)[number] | typeof paced;

/** How much of it. */
export interface GatewayBenchOptions {
  readonly rounds: number;
  readonly loadMs: number;
}

/** Everything that runs. */
interface Site {
  readonly client: Child<object>;
  readonly targets: readonly Target[];
  readonly pids: ReadonlyMap<string, number>;
}

/** Runs it and returns the tables, by their titles. */
export async function benchGateway(
  options: GatewayBenchOptions,
): Promise<ReadonlyMap<string, readonly BenchRow[]>> {
  const premises = preparePremises();
  premises.publish(rules);
  const at = (name: string): URL => new URL(name, import.meta.url);
  const log = join(premises.folder, 'log');
  const provider = await startChild<{ url: string }>(at('proxies/provider.ts'), {}, log);
  const { url } = provider.hello;
  const gateway = await startChild<{ url: string }>(
    at('../soak/gateway.ts'),
    {
      ...unitEnvironment(),
      ...premises.settings,
      SENTRELY_UPSTREAM_URL: url,
      SENTRELY_UPSTREAM_API_KEY: 'k',
    },
    log,
  );
  const floor = await startChild<{ url: string }>(
    at('proxies/bare.ts'),
    { SENTRELY_UPSTREAM_URL: url },
    log,
  );
  const client = await startChild<object>(at('proxies/client.ts'), {}, log);
  const peers = [await startNginx(url), await startPortkey(url)];
  const running = peers.filter((peer) => peer.kind === 'running');
  const ours = {
    name: 'Sentrely',
    origin: gateway.hello.url,
    headers: { 'x-sentrely-key': premises.agentKey, 'x-claude-code-session-id': 'bench' },
  };
  const direct = { name: 'direct', origin: url, headers: {} };
  const bare = { name: 'Fastify and undici', origin: floor.hello.url, headers: {} };
  const site: Site = {
    client,
    targets: [direct, ours, bare, ...running.map(({ target }) => target)],
    pids: new Map([
      ['Sentrely', gateway.pid],
      [bare.name, floor.pid],
      ...running.map(({ name, pid }) => [name, pid] as const),
    ]),
  };
  try {
    const measured = await tables(site, peers, options);
    return new Map([
      ...measured,
      ["The disk's own part of a decision", [syncRow(premises.folder)]],
    ]);
  } finally {
    for (const peer of running) peer.stop();
    for (const child of [client, gateway, floor, provider]) child.kill();
    premises.remove();
  }
}

async function tables(
  site: Site,
  peers: readonly Peer[],
  { rounds, loadMs }: GatewayBenchOptions,
): Promise<ReadonlyMap<string, readonly BenchRow[]>> {
  for (const target of site.targets)
    for (const item of [cases[1], cases[4], cases[5]]) await warm(site, target, item);
  const latencies: BenchRow[] = [];
  for (const item of cases) latencies.push(...(await latencyRows(site, item, rounds)));
  const loads: BenchRow[] = [];
  for (const item of [cases[1], cases[4], cases[5]])
    for (const connections of [1, 32, 128])
      loads.push(await loadRow(site, item, connections, loadMs));
  loads.push(await loadRow(site, paced, 128, Math.max(loadMs, 4000)));
  const absent = peers.flatMap((peer) =>
    peer.kind === 'absent' ? [{ name: peer.name, figures: { skipped: peer.reason } }] : [],
  );
  const memory = [...site.pids].map(([name, pid]) => ({
    name,
    figures: { resident: `${residentMb(pid).toFixed(0)} MB` },
  }));
  return new Map<string, readonly BenchRow[]>([
    ['Added latency over direct, one request at a time', latencies],
    ['Answers a second, and of direct', loads],
    ['Memory after that', [...memory, ...absent]],
  ]);
}

/** What runs for days is measured as it is then, with its code compiled: every target alike. */
async function warm({ client }: Site, target: Target, item: Case): Promise<void> {
  const task: Task = { kind: 'load', target, body: bodyOf(item), connections: 16, ms: warmMs };
  await client.ask<Load>(JSON.stringify(task));
}

/** A request of about so many bytes; its first words say what the provider does. */
function bodyOf({ bytes, model, isStream }: Case): string {
  const tools = [{ name: 'read_file', input_schema: { type: 'object' } }];
  const of = (content: string): string =>
    JSON.stringify({
      model,
      stream: isStream,
      max_tokens: 10,
      tools,
      messages: [{ role: 'user', content }],
    });
  const prose = 'Reads a file from the "local" filesystem.\n- Use an absolute path.\n';
  return of(prose.repeat(Math.max(1, Math.round((bytes - of('').length) / (prose.length + 4)))));
}

async function latencyRows(site: Site, item: Case, rounds: number): Promise<readonly BenchRow[]> {
  const task: Task = { kind: 'latency', targets: site.targets, body: bodyOf(item), rounds };
  const samples = await site.client.ask<Latencies>(JSON.stringify(task));
  const of = (name: string, pick: 'firstByteMs' | 'totalMs', share: number): number =>
    percentile(
      (samples[name] ?? []).map((timing) => timing[pick]),
      share,
    );
  const added = (name: string, pick: 'firstByteMs' | 'totalMs', share: number): number =>
    of(name, pick, share) - of('direct', pick, share);
  return site.targets.map(({ name }) => {
    const base = { name: `${item.name}: ${name}` };
    if (name === 'direct')
      return { ...base, figures: { p50: milliseconds(of(name, 'totalMs', 0.5)) } };
    const figures: Record<string, string> = {
      'added p50': milliseconds(added(name, 'totalMs', 0.5)),
      p99: milliseconds(added(name, 'totalMs', 0.99)),
    };
    if (item.isStream) figures['first byte'] = milliseconds(added(name, 'firstByteMs', 0.5));
    if (name !== 'nginx' && samples['nginx'] !== undefined)
      figures['to nginx'] =
        `${(added(name, 'totalMs', 0.5) / added('nginx', 'totalMs', 0.5)).toFixed(1)}x`;
    return { ...base, figures };
  });
}

/** The best of two turns each: what else runs on the machine only ever takes away. */
async function loadRow(site: Site, item: Case, connections: number, ms: number): Promise<BenchRow> {
  const best = new Map<string, number>();
  for (let turn = 0; turn < 2; turn++)
    for (const target of site.targets) {
      const task: Task = { kind: 'load', target, body: bodyOf(item), connections, ms };
      const { perSecond } = await site.client.ask<Load>(JSON.stringify(task));
      best.set(target.name, Math.max(best.get(target.name) ?? 0, perSecond));
    }
  const direct = best.get('direct') ?? Number.NaN;
  const figures = [...best].map(([name, value]) => [
    name,
    name === 'direct'
      ? value.toFixed(0)
      : `${value.toFixed(0)} (${((value / direct) * 100).toFixed(0)} %)`,
  ]);
  return {
    name: `${item.name.trim()}, ${connections} at once`,
    figures: Object.fromEntries(figures) as Record<string, string>,
  };
}

/** What a write of a record and its sync take without anybody around them. */
function syncRow(folder: string): BenchRow {
  const file = openSync(join(folder, 'sync'), 'a');
  const record = Buffer.alloc(1500, 'x');
  const times = Array.from({ length: 200 }, () => {
    const begun = performance.now();
    writeSync(file, record);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  const figures = {
    p50: milliseconds(percentile(times, 0.5)),
    p99: milliseconds(percentile(times, 0.99)),
  };
  return { name: '1.5 KB written and synced', figures };
}

/** With the workers of a process, which are its children. */
function residentMb(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [pid, ...children.filter((each) => each !== '').map(Number)].reduce(
    (sum, each) =>
      sum +
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1] ?? 0) /
        1024,
    0,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '400' },
      seconds: { type: 'string', default: '2' },
    },
  });
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${cpus().length} cores, load ${load}, Node ${process.versions.node}`);
  const options = { rounds: Number(values.rounds), loadMs: Number(values.seconds) * 1000 };
  for (const [title, rows] of await benchGateway(options)) printTable(title, rows);
  process.exit(0);
}
