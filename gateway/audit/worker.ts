import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assert } from '../../compiler/bundle/assert.ts';
import type { Row } from './columns.ts';
import { type StatedFailure, stateFailure } from './failure.ts';
import { Journal } from './journal.ts';
import { openSigner } from './keys.ts';
import { makeFolders } from './layout.ts';
import { resume } from './recover.ts';
import { realDisk } from './segment-file.ts';

/** What the worker is started with. */
export interface WorkerSettings {
  readonly folder: string;
  readonly origin: string;
  readonly heartbeatMs: number;
  readonly gatewayVersion: string | undefined;
}

/** What the main thread asks. Answers come in the order of the questions. */
export type WorkerRequest =
  | { readonly type: 'append'; readonly rows: readonly Row[] }
  | { readonly type: 'rotate' }
  | { readonly type: 'close' };

/** What the worker says. `acked` and `failed` are about the oldest rows not yet answered. */
export type WorkerReply =
  | { readonly type: 'ready'; readonly writerId: string; readonly publicKey: string }
  | { readonly type: 'refused'; readonly failure: StatedFailure }
  | { readonly type: 'acked'; readonly firstSeq: number; readonly count: number }
  | { readonly type: 'failed'; readonly message: string; readonly count: number }
  | { readonly type: 'trouble'; readonly message: string }
  | { readonly type: 'rotated' }
  | { readonly type: 'closed' };

/** How often the upkeep of the journal runs: a checkpoint is at most this old. */
const tickMs = 1000;

const port = parentPort;
assert(port !== null, 'the audit worker runs as a worker thread');

function reply(message: WorkerReply): void {
  port?.postMessage(message);
}

function open({ folder, origin, heartbeatMs, gatewayVersion }: WorkerSettings): Journal {
  makeFolders(folder);
  const signer = openSigner(folder, origin);
  const from = resume(folder, signer);
  const settings = { folder, signer, heartbeatMs, gatewayVersion };
  const journal = new Journal({ ...settings, disk: realDisk, clock: Date.now }, from);
  reply({ type: 'ready', writerId: from.writerId, publicKey: signer.publicKey });
  return journal;
}

/** Writes everything that has arrived by now as one group: while a sync runs, the next one fills. */
function serve(journal: Journal): void {
  port?.on('message', (first: WorkerRequest) => {
    let rows: Row[] = [];
    for (const request of arrived(first)) {
      if (request.type === 'append') {
        for (const row of request.rows) rows.push(row);
        continue;
      }
      write(journal, rows);
      rows = [];
      control(journal, request.type);
      if (request.type === 'close') return stop();
    }
    write(journal, rows);
  });
}

function* arrived(first: WorkerRequest): Generator<WorkerRequest> {
  let request: WorkerRequest | undefined = first;
  while (request !== undefined) {
    yield request;
    request = port === null ? undefined : receiveMessageOnPort(port)?.message;
  }
}

function write(journal: Journal, rows: readonly Row[]): void {
  if (rows.length === 0) return;
  try {
    reply({ type: 'acked', firstSeq: journal.append(rows), count: rows.length });
  } catch (error) {
    reply({ type: 'failed', message: (error as Error).message, count: rows.length });
  }
}

function control(journal: Journal, type: 'rotate' | 'close'): void {
  attempt(() => (type === 'rotate' ? journal.rotate() : journal.close()));
  reply({ type: type === 'rotate' ? 'rotated' : 'closed' });
}

function attempt(step: () => void): void {
  try {
    step();
  } catch (error) {
    reply({ type: 'trouble', message: (error as Error).message });
  }
}

function stop(): void {
  clearInterval(ticking);
  port?.close();
}

let ticking: NodeJS.Timeout | undefined;
try {
  const journal = open(workerData as WorkerSettings);
  serve(journal);
  ticking = setInterval(() => attempt(() => journal.tick()), tickMs);
} catch (error) {
  reply({ type: 'refused', failure: stateFailure(error) });
  stop();
}
