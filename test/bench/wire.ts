import { readRequest } from '../../gateway/providers/anthropic/request.ts';
import { restoreRequest } from '../../gateway/providers/anthropic/restore.ts';
import { relayStream } from '../../gateway/providers/anthropic/stream.ts';
import { scanJson } from '../../gateway/json/scan.ts';
import {
  call,
  keys,
  message,
  patience,
  scriptedGate,
  seal,
  tenant,
  text,
} from '../gateway/providers/anthropic/harness.ts';
import { type BenchRow, percentile, printTable } from './table.ts';

const runs = 500;

const prose =
  'Reads a file from the local filesystem.\n- Use an "absolute" path, e.g. `/srv/app/a.ts`.\n';

/** A tool as coding agents define theirs: a long description and a schema of some depth. */
function toolOf(at: number): object {
  const property = { type: 'string', description: prose };
  const properties = {
    file_path: property,
    limit: { type: 'integer', minimum: 1 },
    pattern: property,
  };
  return {
    name: `Tool${at}`,
    description: prose.repeat(20),
    input_schema: { type: 'object', properties, required: ['file_path'] },
  };
}

/** One turn: some words, a call, and a file as its result. One call in four was denied. */
function turnOf(at: number): readonly object[] {
  const id = `toolu_${at}`;
  const argumentsText = `{"file_path":"/srv/app/src/module-${at}.ts","limit":200}`;
  const denied = seal({ id, name: 'Tool1', argumentsText, defect: null }, 'denied', 'Not run.');
  const use =
    at % 4 === 3
      ? { name: denied.name, input: JSON.parse(denied.input) }
      : { name: 'Tool1', input: JSON.parse(argumentsText) };
  const words = { type: 'text', text: `Let me look at module ${at}.\n` };
  const result = { type: 'tool_result', content: prose.repeat(15), is_error: at % 4 === 3 };
  return [
    { role: 'assistant', content: [words, { type: 'tool_use', id, ...use }] },
    { role: 'user', content: [{ tool_use_id: id, ...result }] },
  ];
}

/** A request of about `bytes` as a coding agent sends it. */
function bodyOf(bytes: number): Buffer {
  const messages: object[] = [{ role: 'user', content: 'go' }];
  const tools = Array.from({ length: 12 }, (_, at) => toolOf(at));
  const request = { model: 'claude', system: prose.repeat(100), tools, messages, stream: true };
  for (let at = 0, size = 0; size < bytes; at++) {
    messages.push(...turnOf(at));
    size = Buffer.byteLength(JSON.stringify(request));
  }
  return Buffer.from(JSON.stringify(request));
}

/** Times a step after warming it up; microseconds. */
async function time(step: () => unknown): Promise<{ p50: number; p99: number }> {
  const samples: number[] = [];
  for (let run = -runs; run < runs; run++) {
    const start = performance.now();
    await step();
    if (run >= 0) samples.push((performance.now() - start) * 1000);
  }
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}

async function rowOf(name: string, step: () => unknown, peerUs?: number): Promise<BenchRow> {
  const { p50, p99 } = await time(step);
  const figures = { p50: `${p50.toFixed(0)} us`, p99: `${p99.toFixed(0)} us` };
  if (peerUs === undefined) return { name, figures };
  return { name, figures: { ...figures, 'to JSON.parse': `${(p50 / peerUs).toFixed(1)}x` } };
}

async function benchRequest(bytes: number): Promise<readonly BenchRow[]> {
  const body = bodyOf(bytes);
  const size = `${Math.round(body.length / 1024)} KB`;
  const request = readRequest(body);
  const parse = (): unknown => JSON.parse(body.toString());
  const peer = await time(parse);
  return [
    await rowOf(`JSON.parse of a request of ${size}`, parse),
    await rowOf('  scan it strictly', () => scanJson(body), peer.p50),
    await rowOf('  scan and read it', () => readRequest(body), peer.p50),
    await rowOf(`  restore ${request.tombstones.length} calls in it`, () =>
      restoreRequest(body, request, keys, tenant),
    ),
  ];
}

async function benchStream(): Promise<readonly BenchRow[]> {
  const words = Array.from({ length: 100 }, (_, at) => `some words of the text ${at}`);
  const stream = Buffer.from(message(text(0, ...words), call(1, 'Allowed', '{"a":', '1}')));
  const frames = stream
    .toString()
    .split(/(?<=\n\n)/)
    .map((frame) => Buffer.from(frame));
  const relay = (chunks: readonly Buffer[]): Promise<unknown> =>
    relayStream({
      upstream: (async function* () {
        yield* chunks;
      })(),
      write: async () => {},
      gate: scriptedGate([]),
      seal,
      patience,
    });
  return [
    await rowOf(`relay ${frames.length} frames in one chunk`, () => relay([stream])),
    await rowOf(`relay ${frames.length} frames, a chunk each`, () => relay(frames)),
  ];
}

/** What the dialect costs by itself: no network, no policy, no disk. */
export async function benchWire(): Promise<readonly BenchRow[]> {
  return [
    ...(await benchRequest(50 * 1024)),
    ...(await benchRequest(200 * 1024)),
    ...(await benchStream()),
  ];
}

if (import.meta.main) printTable('The Messages dialect', await benchWire());
