/** The client of the bench, as a process of its own. */
import { Connection, type Timing } from './connection.ts';

/** A way to the provider, and what to send there. */
export interface Target {
  readonly name: string;
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the client is asked. */
export type Task =
  | {
      readonly kind: 'latency';
      readonly targets: readonly Target[];
      readonly body: string;
      readonly rounds: number;
    }
  | {
      readonly kind: 'load';
      readonly target: Target;
      readonly body: string;
      readonly connections: number;
      readonly ms: number;
    };

/** Samples by target, in order. */
export type Latencies = Readonly<Record<string, readonly Timing[]>>;
/** Answers a second. */
export interface Load {
  readonly perSecond: number;
}

function requestOf({ origin, headers }: Target, body: string): Buffer {
  const lines = {
    host: new URL(origin).host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST /v1/messages HTTP/1.1\r\n${head.join('')}\r\n${body}`);
}

/** One after the other, each target in its turn, beginning with another each round. */
async function latency({ targets, body, rounds }: Extract<Task, { kind: 'latency' }>) {
  const samples: Record<string, Timing[]> = {};
  const connections = await Promise.all(
    targets.map(async (target) => ({
      name: target.name,
      connection: await Connection.open(target.origin, requestOf(target, body)),
    })),
  );
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < connections.length; turn++) {
      const { name, connection } = connections[(round + turn) % connections.length] ?? {};
      if (name === undefined || connection === undefined) continue;
      const timing = await connection.send().catch((error: unknown) => {
        throw new Error(`${name}: ${String(error)}`);
      });
      if (round >= rounds / 5) (samples[name] ??= []).push(timing);
    }
  for (const { connection } of connections) connection.close();
  return samples;
}

async function load({ target, body, connections, ms }: Extract<Task, { kind: 'load' }>) {
  const request = requestOf(target, body);
  const open = await Promise.all(
    Array.from({ length: connections }, () => Connection.open(target.origin, request)),
  );
  const begun = performance.now();
  let answers = 0;
  await Promise.all(
    open.map(async (connection) => {
      while (performance.now() - begun < ms) {
        await connection.send();
        answers += 1;
      }
    }),
  );
  for (const connection of open) connection.close();
  return { perSecond: (answers / (performance.now() - begun)) * 1000 } satisfies Load;
}

process.on('message', (text: string) => {
  const task = JSON.parse(text) as Task;
  (task.kind === 'latency' ? latency(task) : load(task)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({});
