/**
 * `npm run bench:peers`: the same rules and the same calls in other engines, in one run. Every
 * answer is compared with ours first: figures of engines that decide differently say nothing.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BenchRow, percentile, printTable } from '../table.ts';
import { casbinPeer } from './casbin.ts';
import { cedarPeer } from './cedar.ts';
import { cerbosPeer } from './cerbos.ts';
import { sentrelyPeer } from './sentrely.ts';
import { type Peer, type PeerCall, peerCalls, peerRules } from './workload.ts';

const packages = ['@cedar-policy/cedar-wasm@4.13.0', 'casbin@5.51.1', 'cerbos@0.51.0'];
const folder = fileURLToPath(new URL('../../.clients/peers/', import.meta.url));

/** An engine is asked for this long at most, and at least {@link callsMin} times. */
const budgetMs = 4000;
const callsMin = 50;

await install();
const resolve = createRequire(join(folder, 'package.json')).resolve;
for (const count of [10, 100, 1000, 10_000]) await compare(count);

async function install(): Promise<void> {
  if (existsSync(join(folder, 'node_modules', 'casbin'))) return;
  mkdirSync(folder, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--prefix', folder];
  await promisify(execFile)('npm', ['install', ...options, ...packages]);
}

async function compare(count: number): Promise<void> {
  const rules = peerRules(count);
  const calls = peerCalls(count, 4000);
  const ours = sentrelyPeer(rules);
  const makers = [
    () => cedarPeer(resolve('@cedar-policy/cedar-wasm/nodejs'), rules),
    () => casbinPeer(resolve('casbin'), rules),
    () => cerbosPeer(resolve('@cerbos/cerbos-linux-x64'), rules),
  ];
  const own = await measure(ours, calls);
  const rows: BenchRow[] = [rowOf(own, own)];
  for (const make of makers) {
    const peer = await make();
    try {
      await agree(ours, peer, calls);
      rows.push(rowOf(await measure(peer, calls), own));
    } finally {
      await peer.close();
    }
  }
  printTable(`${count} rules`, rows);
}

/** Throws at the first call that two engines decide differently. */
async function agree(ours: Peer, peer: Peer, calls: readonly PeerCall[]): Promise<void> {
  for (const call of calls.slice(0, 200)) {
    const [mine, other] = [await ours.isAllowed(call), await peer.isAllowed(call)];
    if (mine !== other) throw new Error(`${peer.name} says ${other} of ${JSON.stringify(call)}`);
  }
}

interface Figures {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

/** Microseconds a call, each timed alone after the engine has seen some. */
async function measure(peer: Peer, calls: readonly PeerCall[]): Promise<Figures> {
  const until = performance.now() + budgetMs;
  const samples: number[] = [];
  for (let at = 0; at < calls.length * 4; at++) {
    if (at > callsMin && performance.now() > until) break;
    const call = calls[at % calls.length];
    if (call === undefined) break;
    const start = process.hrtime.bigint();
    const answer = peer.isAllowed(call);
    if (typeof answer !== 'boolean') await answer;
    samples.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  const warm = samples.slice(Math.floor(samples.length / 3));
  return { name: peer.name, p50: percentile(warm, 0.5), p99: percentile(warm, 0.99) };
}

function rowOf({ name, p50, p99 }: Figures, ours: Figures): BenchRow {
  const figures = {
    p50: `${p50.toFixed(1)} us`,
    p99: `${p99.toFixed(1)} us`,
    ours: `${Math.round(p50 / ours.p50)}x`,
  };
  return { name, figures };
}
