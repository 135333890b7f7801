import { Pool } from 'undici';
import type { Script } from '../../cli/demo/provider.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { type BenchRow, milliseconds, percentile } from './table.ts';

/** How one request went, in milliseconds from sending. */
interface Timing {
  readonly firstByteMs: number;
  readonly totalMs: number;
}

type Target = (body: Buffer) => Promise<Timing>;

const rules = `policy all for agent dev { allow read_file when .path under workspace }`;

/** A hundred deltas of text, with or without one tool block at the end. */
function longAnswer(withCall: boolean): Script {
  const text = { type: 'text' as const, text: 'abcdefghi'.repeat(100) };
  const call = {
    type: 'tool_use' as const,
    id: 'toolu_b',
    name: 'read_file',
    input: { path: 'a' },
  };
  return () => ({ content: withCall ? [text, call] : [text] });
}

function bodyOf(bytes: number, isStream: boolean): Buffer {
  const content = 'x'.repeat(Math.max(1, bytes - 200));
  const tools = [{ name: 'read_file', input_schema: { type: 'object' } }];
  return Buffer.from(
    JSON.stringify({
      model: 'claude-bench',
      max_tokens: 10,
      stream: isStream,
      tools,
      messages: [{ role: 'user', content }],
    }),
  );
}

function target(origin: string, key: string): { send: Target; close: () => Promise<void> } {
  const pool = new Pool(origin, { connections: 64, pipelining: 1 });
  return {
    send: async (body) => {
      const begun = performance.now();
      const answer = await pool.request({
        method: 'POST',
        path: '/v1/messages',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body,
      });
      let firstByteMs = Number.NaN;
      for await (const _chunk of answer.body)
        if (Number.isNaN(firstByteMs)) firstByteMs = performance.now() - begun;
      if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
      return { firstByteMs, totalMs: performance.now() - begun };
    },
    close: () => pool.close(),
  };
}

/**
 * Added latency of the gateway over the provider directly: the two in turn, one request at a time,
 * in one process each on loopback. The provider is the scripted one, so figures are of this machine.
 */
export async function benchGateway(rounds = 400): Promise<readonly BenchRow[]> {
  const cases = [
    { name: 'JSON reply, 1 KB request', bytes: 1000, isStream: false, withCall: false },
    { name: '100-delta stream, 50 KB request', bytes: 50_000, isStream: true, withCall: false },
    {
      name: '100-delta stream with one tool block, 50 KB',
      bytes: 50_000,
      isStream: true,
      withCall: true,
    },
    { name: '100-delta stream, 200 KB request', bytes: 200_000, isStream: true, withCall: false },
  ];
  const rows: BenchRow[] = [];
  for (const item of cases) {
    const script = longAnswer(item.withCall);
    const stage = await startStage({ script, rules });
    try {
      rows.push(...(await compare(stage, item.name, bodyOf(item.bytes, item.isStream), rounds)));
    } finally {
      await stage.close();
    }
  }
  return rows;
}

async function compare(
  stage: TestStage,
  name: string,
  body: Buffer,
  rounds: number,
): Promise<readonly BenchRow[]> {
  const direct = target(stage.provider.url, stage.agentKey);
  const through = target(stage.gateway.url, stage.agentKey);
  const samples: { direct: Timing[]; through: Timing[] } = { direct: [], through: [] };
  for (let round = 0; round < rounds; round++) {
    const timings = [await direct.send(body), await through.send(body)] as const;
    if (round < rounds / 5) continue;
    samples.direct.push(timings[0]);
    samples.through.push(timings[1]);
  }
  const parallel = {
    direct: await rate(direct.send, body),
    through: await rate(through.send, body),
  };
  await Promise.all([direct.close(), through.close()]);
  return [row(name, samples, parallel)];
}

/** Requests a second with 16 connections over a fixed number of requests. */
async function rate(send: Target, body: Buffer): Promise<number> {
  const total = 640;
  const begun = performance.now();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < total) {
      sent += 1;
      await send(body);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return (total / (performance.now() - begun)) * 1000;
}

function row(
  name: string,
  samples: { readonly direct: readonly Timing[]; readonly through: readonly Timing[] },
  parallel: { readonly direct: number; readonly through: number },
): BenchRow {
  const added = (pick: (timing: Timing) => number, share: number): string =>
    milliseconds(
      percentile(samples.through.map(pick), share) - percentile(samples.direct.map(pick), share),
    );
  return {
    name,
    figures: {
      'added p50': added(({ totalMs }) => totalMs, 0.5),
      p99: added(({ totalMs }) => totalMs, 0.99),
      'first byte p50': added(({ firstByteMs }) => firstByteMs, 0.5),
      'requests/s': `${parallel.through.toFixed(0)} of ${parallel.direct.toFixed(0)} direct`,
    },
  };
}
