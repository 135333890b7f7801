import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { Patience, Ruling, ToolCall } from '../enforce/gate.ts';
import type { Tombstone } from '../enforce/tombstone.ts';
import { eitherSignal } from '../either-signal.ts';
import { gatewayError } from '../errors.ts';
import type { AnswerReader, HeldCall, Step } from './answer-reader.ts';
import type { RelayOptions, ResponseSummary } from './dialect.ts';
import { Due } from './due.ts';
import { ReadAhead } from './read-ahead.ts';
import { type Frame, SseFramer } from './sse.ts';
import { unreadable } from './stream-event.ts';
import { UnsentCalls } from './unsent-calls.ts';

/**
 * Bytes kept while calls are held, with what each frame costs beside its bytes: room for the longest
 * answer of today's models, 128,000 tokens, in frames of one token.
 */
const heldBytesMax: number = 32 * 1024 * 1024;
const frameCostBytes = 64;

/** Clients give up on a stream that is silent for some minutes. */
const pingMsDefault = 10_000;

/**
 * Passes a streamed answer on. Everything but calls leaves as it came, as soon as a frame is
 * complete and nothing before it is held. A call is held from its first byte until the gate has
 * ruled: a client may start a tool when the call ends, and nothing sent later would stop it. Where
 * the gate holds messages, the calls of one are ruled on when it is whole, and then leave together. A
 * released call leaves byte for byte. What cannot be read ends the stream with the reader's failure.
 */
export function relayAnswer(options: RelayOptions, reader: AnswerReader): Promise<ResponseSummary> {
  return new Relay(options, reader).run();
}

interface QueuedStep extends Step {
  /** What it costs to keep. */
  readonly size: number;
}

class Relay {
  readonly #options: RelayOptions;
  readonly #reader: AnswerReader;
  /** Made for the first call: most answers have none. */
  #patience: Patience | undefined;
  readonly #source: ReadAhead;
  readonly #framer = new SseFramer();
  readonly #ids = new Set<string>();
  /** Calls that have begun and are not settled. */
  readonly #open = new Set<HeldCall>();
  /** Complete calls, in order, of a message that is decided as a whole. */
  #complete: HeldCall[] = [];
  /** Frames in order, from the first that waits for a call. */
  #queue: QueuedStep[] = [];
  #queueBytes = 0;
  /** Complete frames that are due. */
  readonly #due = new Due();
  #pings: NodeJS.Timeout | undefined;
  #isPinging = false;
  #hasLostClient = false;
  readonly #unsent = new UnsentCalls();
  #calls = 0;
  #bytesOut = 0;

  constructor(options: RelayOptions, reader: AnswerReader) {
    this.#options = options;
    this.#reader = reader;
    this.#source = new ReadAhead(options.upstream);
  }

  async run(): Promise<ResponseSummary> {
    const { stop } = this.#options;
    const end = (): void => void this.#endNow();
    stop?.addEventListener('abort', end);
    try {
      if (this.#isStopped) end();
      const outcome = await this.#relay();
      await this.#tellWithheld(this.#unsent.takeAll(), this.#endReason);
      const [calls, bytesOut] = [this.#calls, this.#bytesOut];
      return { ...this.#reader.facts, outcome, calls, bytesOut };
    } finally {
      stop?.removeEventListener('abort', end);
      clearInterval(this.#pings);
      this.#source.close();
    }
  }

  async #relay(): Promise<ResponseSummary['outcome']> {
    try {
      for (;;) {
        const chunk = await this.#source.next();
        if (this.#isOver) return await this.#leave();
        if (chunk instanceof SentrelyError) throw chunk;
        if (typeof chunk === 'string') return await this.#end(chunk);
        for (const frame of this.#framer.read(chunk, this.#reader.known)) {
          if (frame instanceof Uint8Array) this.#pass(frame);
          else {
            const step = this.#read(frame);
            if (step !== null) await this.#take(step, frame);
          }
        }
        await this.#flush();
      }
    } catch (error) {
      if (!(error instanceof SentrelyError)) throw error;
      await this.#breakOff(error);
      return this.#isStopped ? 'stopped' : 'unreadable';
    }
  }

  get #isStopped(): boolean {
    return this.#options.stop?.aborted === true;
  }

  /** Nothing more can or may be written. */
  get #isOver(): boolean {
    return this.#hasLostClient || this.#options.patience.signal.aborted || this.#isStopped;
  }

  /** A call that was held when the answer ended is judged, so that it is on record. */
  async #leave(): Promise<'stopped' | 'client-gone'> {
    if (this.#isStopped) await this.#abandon('the answer was stopped');
    else if (this.#complete.length > 0) await this.#abandon('the client went away');
    return this.#isStopped ? 'stopped' : 'client-gone';
  }

  async #end(how: 'end' | 'cut'): Promise<ResponseSummary['outcome']> {
    const rest = how === 'end' ? this.#framer.end() : null;
    const step = rest === null ? null : this.#read(rest);
    if (rest !== null && step !== null) await this.#take(step, rest);
    await this.#flush();
    if (this.#open.size > 0) await this.#breakOff(gatewayError('SENTRELY_ERR_UPSTREAM_CUT'));
    if (this.#isStopped) return 'stopped';
    if (this.#isOver) return 'client-gone';
    return this.#reader.isComplete ? 'complete' : 'cut';
  }

  /** Frames that need not be read take their turn like others. */
  #pass(bytes: Buffer): void {
    if (!this.#reader.isOver && !this.#isOver) this.#keep(passed(bytes), bytes.length);
  }

  /** Null for a frame with which nothing more is to be done, as nearly all are: it is in its place. */
  #read(frame: Frame): Step | null {
    if (this.#reader.isOver || this.#isOver) return null;
    const step = this.#reader.accept(frame);
    if (step !== null || this.#queue.length > 0) return step ?? passed(frame.bytes);
    this.#due.push(frame.bytes);
    return null;
  }

  async #take(step: Step, frame: Frame): Promise<void> {
    if (step.isFailure === true)
      await this.#abandon('the provider reported an error inside the call');
    for (const call of step.served ?? []) await this.#options.gate.served?.(call);
    if (step.made !== undefined) await this.#options.gate.made?.(step.made);
    this.#keep(step, frame.bytes.length);
    if (this.#options.gate.holdsMessage === true) await this.#decideMessage(step.complete);
    else for (const call of step.complete) await this.#decide([call]);
  }

  #keep(step: Step, bytes: number): void {
    if (this.#queue.length === 0 && step.calls.length === 0) {
      this.#due.push(step.bytes());
      return;
    }
    const size = bytes + frameCostBytes;
    this.#queue.push({ ...step, size });
    this.#queueBytes += size;
    for (const call of step.calls) this.#hold(call);
    if (this.#queueBytes > heldBytesMax) this.#shrink();
  }

  #hold(call: HeldCall): void {
    if (this.#open.has(call)) return;
    if (this.#open.size === 0)
      this.#pings = setInterval(() => void this.#ping(), this.#options.pingMs ?? pingMsDefault);
    this.#open.add(call);
    if (!call.id || !call.name) throw unreadable('a call without an id or a name');
  }

  /**
   * Gives the calls up that are held, and forgets what need not be remembered: their parts, but for
   * the frames in which they begin, and whatever came in between.
   */
  #shrink(): void {
    // Calls that are complete still stand between texts that must come out in order.
    if (this.#complete.length > 0) throw unreadable('a message that is more than can be kept');
    for (const call of this.#open) call.giveUp();
    const begun = new Set<HeldCall>();
    this.#queue = this.#queue.filter(({ calls, isOnlyPart }) => {
      const isFirst = calls.some((call) => !begun.has(call));
      for (const call of calls) begun.add(call);
      return isFirst || (calls.length > 0 && isOnlyPart !== true);
    });
    this.#queueBytes = this.#queue.reduce((sum, { size }) => sum + size, 0);
    if (this.#queueBytes > heldBytesMax) throw unreadable('more calls than can be kept');
  }

  /** At most one ping is under way, so that they never pile up before a client that does not read. */
  async #ping(): Promise<void> {
    if (this.#isPinging) return;
    this.#isPinging = true;
    await this.#write(this.#reader.ping());
    this.#isPinging = false;
  }

  /** A message that is never whole lets none of its calls go: its end breaks them off. */
  async #decideMessage(calls: readonly HeldCall[]): Promise<void> {
    this.#complete.push(...calls);
    if (!this.#reader.isComplete || this.#complete.length === 0) return;
    await this.#decide(this.#complete);
    this.#complete = [];
  }

  /** Rules on calls in order. None of them leaves before the last is ruled on. */
  async #decide(calls: readonly HeldCall[]): Promise<void> {
    for (const call of calls) {
      await this.#flush();
      const isRepeated = this.#ids.size === this.#ids.add(call.id ?? '').size;
      const judged = call.judged(isRepeated ? 'the id of the call was used before' : null);
      const ruling = await this.#source.during(this.#judge(judged));
      call.settle(this.#tombstoneOf(call, ruling));
      if (ruling.kind === 'release') this.#unsent.add(call, judged.id);
    }
    for (const call of calls) this.#letGo(call);
    this.#advance();
  }

  #tombstoneOf(call: HeldCall, ruling: Ruling): Tombstone | null {
    if (ruling.kind === 'release') return null;
    const kind = ruling.kind === 'deny' ? 'denied' : 'pending';
    return this.#options.seal(call.sealed(), kind, ruling.reason);
  }

  /** Makes due what no longer waits for anything. */
  #advance(): void {
    const waiting = this.#queue.findIndex(({ calls }) =>
      calls.some((call) => this.#open.has(call)),
    );
    const ready = waiting === -1 ? this.#queue : this.#queue.slice(0, waiting);
    for (const step of ready) {
      this.#due.push(step.bytes());
      for (const call of step.calls) this.#unsent.markDue(call);
    }
    this.#queue = waiting === -1 ? [] : this.#queue.slice(waiting);
    for (const { size } of ready) this.#queueBytes -= size;
  }

  /** Calls that will never be complete are judged too, so that they are on record; nothing leaves. */
  async #abandon(why: string): Promise<void> {
    const lost = [...this.#open].map((call) => call.judged(why));
    for (const call of this.#open) this.#letGo(call);
    this.#complete = [];
    const withheld = this.#unsent.takeHeld();
    this.#queue = [];
    for (const call of lost) await this.#judge(call);
    await this.#tellWithheld(withheld, why);
  }

  async #breakOff(error: SentrelyError): Promise<void> {
    await this.#flush();
    await this.#abandon(error.message);
    await this.#write(this.#reader.failure(error));
  }

  /** Ends an answer that was stopped from outside. Whatever is held or due stays behind. */
  async #endNow(): Promise<void> {
    const error: unknown = this.#options.stop?.reason;
    if (this.#hasLostClient || !(error instanceof SentrelyError)) return;
    await this.#send(this.#reader.failure(error));
  }

  #judge(call: ToolCall): Promise<Ruling> {
    this.#calls++;
    const { patience, stop } = this.#options;
    this.#patience ??=
      stop === undefined ? patience : { ...patience, signal: eitherSignal(patience.signal, stop) };
    return this.#options.gate.judge(call, this.#patience);
  }

  #letGo(call: HeldCall): void {
    this.#open.delete(call);
    if (this.#open.size === 0) clearInterval(this.#pings);
  }

  async #flush(): Promise<void> {
    const bytes = this.#due.take();
    if (bytes === null) return;
    // What of a call has left may run, though the rest of it is still waited for.
    if (!this.#isOver) this.#unsent.takeDue();
    await this.#write(bytes);
  }

  async #write(bytes: Buffer): Promise<void> {
    if (!this.#isOver) await this.#send(bytes);
  }

  /** What was released into an answer that ends before it could leave is on record as that. */
  async #tellWithheld(ids: readonly string[], why: string): Promise<void> {
    if (ids.length > 0) await this.#options.gate.withheld?.(why, ids);
  }

  get #endReason(): string {
    if (!this.#isStopped) return 'the client went away before the call left';
    const reason: unknown = this.#options.stop?.reason;
    return reason instanceof SentrelyError ? reason.message : 'the answer was stopped';
  }

  async #send(bytes: Buffer): Promise<void> {
    try {
      await this.#options.write(bytes);
      this.#bytesOut += bytes.length;
    } catch {
      this.#hasLostClient = true;
    }
  }
}

function passed(bytes: Buffer): Step {
  return { calls: [], complete: [], bytes: () => bytes };
}
