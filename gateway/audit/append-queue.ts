import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import { type GatewayErrorCode, gatewayError } from '../errors.ts';
import type { Row } from './columns.ts';
import { programUrl } from './entry.ts';
import { errorOf } from './failure.ts';
import type { Appended, AuditHealth } from './log.ts';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker.ts';

/** Rows that may wait for a disk that hangs: a bound on memory, far above real traffic. */
const waitingMax = 20_000;

/**
 * Room for young objects of the worker: rows live for a moment, and a worker left to itself takes
 * several times as much without being faster.
 */
const youngMb = 8;

/** How long closing waits for a disk that hangs. */
const closeWithinMs = 10_000;

const diskHangs = 'the disk does not answer';

/** What callers were told wrongly or refused while the disk did not keep up. */
export interface Degradation {
  /** Ids of events that reached the disk after their caller had been told that they failed. */
  readonly late: readonly string[];
  /** Events that were refused. */
  readonly refused: number;
}

export interface QueueOptions {
  readonly settings: WorkerSettings;
  readonly durableWithinMs: number;
  readonly onTrouble: (error: SentrelyError) => void;
  /** The row that records a degradation, once writing works again. */
  readonly degradedRow: (degradation: Degradation) => Row;
}

interface Waiter {
  readonly eventId: string;
  readonly sentAtMs: number;
  /** When it counts as failed; infinite where it may take as long as it likes. */
  readonly dueAtMs: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: SentrelyError) => void;
  isLate: boolean;
}

type Ready = Extract<WorkerReply, { type: 'ready' }>;

/** The main thread's half of the log: hands rows to the worker and keeps who waits, oldest first. */
export class AppendQueue {
  readonly writerId: string;
  readonly publicKey: string;
  readonly #options: QueueOptions;
  readonly #worker: Worker;
  readonly #waiters: Waiter[] = [];
  readonly #rotations: (() => void)[] = [];
  readonly #onAnswer: (() => void)[] = [];
  readonly #stopped = Promise.withResolvers<void>();
  #outbox: Row[] = [];
  /** Whether the outbox is sent at the end of this turn of the event loop. */
  #isSendDue = false;
  #late: string[] = [];
  #refused = 0;
  /** The last failure that was told: a disk that stays full is not news a thousand times a second. */
  #lastTrouble: string | undefined;
  #isClosing = false;
  /** One for all who wait: they wait equally long, so it stands for the oldest. */
  #timer: NodeJS.Timeout | undefined;
  /** Why the worker answers no more. */
  #ended: string | undefined;

  private constructor(options: QueueOptions, worker: Worker, ready: Ready) {
    this.writerId = ready.writerId;
    this.publicKey = ready.publicKey;
    this.#options = options;
    this.#worker = worker;
    worker.on('message', (reply: WorkerReply) => this.#take(reply));
    worker.on('error', (error: Error) => this.#end(error.message));
    worker.on('exit', () => this.#end('the audit worker has stopped'));
  }

  /** Starts the worker and waits until it has recovered the log. */
  static async start(options: QueueOptions): Promise<AppendQueue> {
    const worker = new Worker(programUrl('worker'), {
      workerData: options.settings,
      env: {},
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    return new AppendQueue(options, worker, await untilReady(worker));
  }

  /** Resolves once the row is as durable as it asks; rejects with SENTRELY_ERR_AUDIT_UNAVAILABLE. */
  append(row: Row): Promise<Appended> {
    const closed = this.#isClosing ? 'the audit log is closed' : this.#ended;
    if (closed !== undefined) return Promise.reject(unavailable(closed));
    if (this.#waiters.length >= waitingMax) return this.#refuse('too many events are waiting');
    return this.#enqueue(row, this.#options.durableWithinMs);
  }

  #enqueue(row: Row, withinMs: number): Promise<Appended> {
    this.#sendSoon(row.durability === 'os');
    this.#outbox.push(row);
    return new Promise((resolve, reject) => {
      const sentAtMs = performance.now();
      const dueAtMs = sentAtMs + withinMs;
      const eventId = row.event_id ?? '';
      this.#waiters.push({ eventId, sentAtMs, dueAtMs, resolve, reject, isLate: false });
      this.#watch();
    });
  }

  /** Sees to it that somebody looks when the oldest who waits is due. */
  #watch(): void {
    if (this.#timer !== undefined) return;
    const next = this.#waiters.find(({ isLate, dueAtMs }) => !isLate && dueAtMs < Infinity);
    if (next === undefined) return;
    const inMs = Math.max(0, next.dueAtMs - performance.now());
    this.#timer = setTimeout(() => this.#look(), inMs).unref();
  }

  #look(): void {
    this.#timer = undefined;
    const nowMs = performance.now();
    for (const waiter of this.#waiters)
      if (!waiter.isLate && waiter.dueAtMs <= nowMs) this.#giveUp(waiter);
    this.#watch();
  }

  /** What stands in the queue, and why the last rows were refused, until a row is taken again. */
  health(): AuditHealth {
    const oldest = this.#waiters[0]?.sentAtMs;
    return {
      waiting: this.#waiters.length,
      lagMs: oldest === undefined ? 0 : performance.now() - oldest,
      trouble: this.#ended ?? this.#lastTrouble ?? null,
      isOver: this.#ended !== undefined,
    };
  }

  /** Resolves once the open segment is closed. */
  rotate(): Promise<void> {
    if (this.#ended !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#rotations.push(resolve);
      this.#ask({ type: 'rotate' });
    });
  }

  /**
   * Writes what is queued, signs the last checkpoint, stops the worker. Rejects when the disk does
   * not let it: the worker then still holds the log, and only the end of the process frees it.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    const timer = setTimeout(() => this.#end(diskHangs), closeWithinMs);
    while (this.#waiters.length > 0) await this.#answered();
    if (this.#ended === undefined) this.#ask({ type: 'close' });
    await this.#stopped.promise;
    clearTimeout(timer);
    if (this.#ended === diskHangs) throw unavailable(diskHangs);
    await this.#worker.terminate();
  }

  /** Resolves with the next answer of the worker. */
  #answered(): Promise<void> {
    return new Promise((resolve) => this.#onAnswer.push(resolve));
  }

  /**
   * Rows that go together cost one crossing. What need not be synced waits for all that this turn of
   * the event loop brings; what somebody's call waits for goes at the end of the step, with the others.
   */
  #sendSoon(canWait: boolean): void {
    if (!canWait) return queueMicrotask(() => this.#send());
    if (this.#isSendDue) return;
    this.#isSendDue = true;
    setImmediate(() => {
      this.#isSendDue = false;
      this.#send();
    });
  }

  #send(): void {
    const rows = this.#outbox;
    this.#outbox = [];
    if (rows.length > 0) this.#post({ type: 'append', rows });
  }

  /** Questions keep their order: rows that still wait in the outbox go first. */
  #ask(request: WorkerRequest): void {
    this.#send();
    this.#post(request);
  }

  #post(request: WorkerRequest): void {
    this.#worker.postMessage(request, []);
  }

  #take(reply: WorkerReply): void {
    if (reply.type === 'acked') this.#acknowledge(reply.firstSeq, reply.count);
    if (reply.type === 'failed') this.#fail(reply.count, reply.message);
    if (reply.type === 'trouble') this.#tell('SENTRELY_ERR_AUDIT_UPKEEP', reply.message);
    if (reply.type === 'rotated') this.#rotations.shift()?.();
    if (reply.type === 'closed') this.#end('the audit log is closed');
    for (const resolve of this.#onAnswer.splice(0)) resolve();
  }

  #acknowledge(firstSeq: number, count: number): void {
    const nowMs = performance.now();
    for (const [index, waiter] of this.#waiters.splice(0, count).entries()) {
      const durableUs = Math.round((nowMs - waiter.sentAtMs) * 1000);
      if (waiter.isLate) this.#late.push(waiter.eventId);
      else waiter.resolve({ eventId: waiter.eventId, seq: firstSeq + index, durableUs });
    }
    this.#lastTrouble = undefined;
    this.#recordDegradation();
  }

  #fail(count: number, message: string): void {
    this.#tell('SENTRELY_ERR_AUDIT_UNAVAILABLE', message);
    for (const waiter of this.#waiters.splice(0, count)) this.#dismiss(waiter, message);
  }

  #dismiss(waiter: Waiter, message: string): void {
    this.#refused += 1;
    if (!waiter.isLate) waiter.reject(unavailable(message));
  }

  #giveUp(waiter: Waiter): void {
    waiter.isLate = true;
    const message = `not durable within ${this.#options.durableWithinMs} ms`;
    this.#tell('SENTRELY_ERR_AUDIT_UNAVAILABLE', message);
    waiter.reject(unavailable(message));
  }

  #tell(code: GatewayErrorCode, message: string): void {
    if (message !== this.#lastTrouble) this.#options.onTrouble(gatewayError(code, message));
    this.#lastTrouble = message;
  }

  #refuse(message: string): Promise<never> {
    this.#refused += 1;
    return Promise.reject(unavailable(message));
  }

  #recordDegradation(): void {
    if (this.#late.length === 0 && this.#refused === 0) return;
    const row = this.#options.degradedRow({ late: this.#late, refused: this.#refused });
    this.#late = [];
    this.#refused = 0;
    // Without a limit in time: being late itself, it would have to be reported by another.
    if (this.#ended === undefined) this.#enqueue(row, Infinity).catch(() => {});
  }

  #end(message: string): void {
    this.#ended ??= message;
    clearTimeout(this.#timer);
    for (const waiter of this.#waiters.splice(0)) this.#dismiss(waiter, this.#ended);
    for (const resolve of [...this.#rotations.splice(0), ...this.#onAnswer.splice(0)]) resolve();
    this.#stopped.resolve();
  }
}

function unavailable(message: string): SentrelyError {
  return gatewayError('SENTRELY_ERR_AUDIT_UNAVAILABLE', message);
}

/** Waits for the worker's first word. Throws what it refused with. */
async function untilReady(worker: Worker): Promise<Ready> {
  const exit = once(worker, 'exit').then(() => [{ type: 'closed' }]);
  const [reply] = (await Promise.race([once(worker, 'message'), exit])) as [WorkerReply];
  if (reply.type === 'ready') return reply;
  throw reply.type === 'refused'
    ? errorOf(reply.failure, 'SENTRELY_ERR_AUDIT_UNAVAILABLE')
    : unavailable('the audit worker did not start');
}
