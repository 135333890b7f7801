import { SentrelyError } from '../../../compiler/bundle/errors.ts';
import type { Gate, Patience, Ruling, ToolCall } from '../../enforce/gate.ts';
import type { Sealer } from '../../enforce/tombstone.ts';
import { gatewayError } from '../../errors.ts';
import { failureEvent } from './failure.ts';
import { HeldCall } from './held-call.ts';
import { MessageState, type Step } from './message-state.ts';
import { ReadAhead } from './read-ahead.ts';
import { type Frame, SseFramer } from './sse.ts';
import { ping } from './sse-write.ts';
import { readEvent, unreadable } from './stream-event.ts';
import type { Usage } from './usage.ts';

/** What a relay works with. */
export interface RelayOptions {
  /** The provider's answer. It must break off when `patience.signal` aborts. */
  readonly upstream: AsyncIterable<Uint8Array>;
  /** Hands bytes to the client; resolves when it can take more, rejects when it is gone. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly gate: Gate;
  readonly seal: Sealer;
  readonly patience: Patience;
  /** Time between signs of life while a call is held. */
  readonly pingMs?: number;
}

/** How an answer went, for the record. */
export interface ResponseSummary {
  readonly messageId: string | null;
  readonly model: string | null;
  readonly stopReason: string | null;
  readonly usage: Usage;
  /** `cut`: the provider broke off or reported an error. `unreadable`: we broke off. */
  readonly outcome: 'complete' | 'cut' | 'unreadable' | 'client-gone';
  /** Calls that were judged. */
  readonly calls: number;
  readonly bytesOut: number;
}

/** Clients give up on a stream that is silent for some minutes. */
const pingMsDefault = 10_000;

/**
 * Passes a streamed answer on. Everything but calls leaves as it came, as soon as a frame is
 * complete. A call is held from its first byte until the gate has ruled: a client starts a tool when
 * its block ends, and nothing sent later would stop it. A released call leaves byte for byte; any
 * other is replaced at the same index. What cannot be read ends the stream with an `error` event.
 */
export function relayStream(options: RelayOptions): Promise<ResponseSummary> {
  return new Relay(options).run();
}

class Relay {
  readonly #options: RelayOptions;
  readonly #source: ReadAhead;
  readonly #framer = new SseFramer();
  readonly #message = new MessageState();
  readonly #ids = new Set<string>();
  #held: HeldCall | null = null;
  /** Complete frames that are due. */
  #due: Buffer[] = [];
  #pings: NodeJS.Timeout | undefined;
  #isPinging = false;
  #hasLostClient = false;
  #calls = 0;
  #bytesOut = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#source = new ReadAhead(options.upstream);
  }

  async run(): Promise<ResponseSummary> {
    try {
      const outcome = await this.#relay();
      const { messageId, model, stopReason, usage } = this.#message.facts;
      const [calls, bytesOut] = [this.#calls, this.#bytesOut];
      return { messageId, model, stopReason, usage, outcome, calls, bytesOut };
    } finally {
      clearInterval(this.#pings);
      this.#source.close();
    }
  }

  async #relay(): Promise<ResponseSummary['outcome']> {
    try {
      for (;;) {
        const chunk = await this.#source.next();
        if (this.#isClientGone) return 'client-gone';
        if (typeof chunk === 'string') return await this.#end(chunk);
        for (const frame of this.#framer.push(chunk)) await this.#take(frame);
        await this.#flush();
      }
    } catch (error) {
      if (!(error instanceof SentrelyError)) throw error;
      await this.#breakOff(error);
      return 'unreadable';
    }
  }

  get #isClientGone(): boolean {
    return this.#hasLostClient || this.#options.patience.signal.aborted;
  }

  async #end(how: 'end' | 'cut'): Promise<ResponseSummary['outcome']> {
    const rest = how === 'end' ? this.#framer.end() : null;
    if (rest !== null) await this.#take(rest);
    await this.#flush();
    if (this.#held !== null) await this.#breakOff(gatewayError('SENTRELY_ERR_UPSTREAM_CUT'));
    if (this.#isClientGone) return 'client-gone';
    return this.#message.isComplete ? 'complete' : 'cut';
  }

  async #take(frame: Frame): Promise<void> {
    if (this.#message.isOver || this.#isClientGone) return;
    const event = readEvent(frame);
    const step: Step = event === null ? { kind: 'pass' } : this.#message.accept(event);
    switch (step.kind) {
      case 'pass':
        return this.#pass(frame);
      case 'call-start':
        return this.#hold(new HeldCall(frame, step.index, step.block));
      case 'call-delta':
        this.#held?.keep(frame);
        return this.#held?.append(step.part);
      case 'call-stop':
        this.#held?.keep(frame);
        return await this.#decide();
      case 'error':
        await this.#abandon('the provider reported an error inside the call');
        return this.#pass(frame);
    }
  }

  #pass(frame: Frame): void {
    if (this.#held === null) this.#due.push(frame.bytes);
    else this.#held.keepOther(frame);
  }

  #hold(held: HeldCall): void {
    this.#held = held;
    this.#pings = setInterval(() => void this.#ping(), this.#options.pingMs ?? pingMsDefault);
    if (!held.id || !held.name) throw unreadable('a call without an id or a name');
  }

  /** At most one ping is under way, so that they never pile up before a client that does not read. */
  async #ping(): Promise<void> {
    if (this.#isPinging) return;
    this.#isPinging = true;
    await this.#write(ping);
    this.#isPinging = false;
  }

  async #decide(): Promise<void> {
    const held = this.#held;
    if (held === null) return;
    await this.#flush();
    const isRepeated = this.#ids.size === this.#ids.add(held.id ?? '').size;
    const call = held.call(isRepeated ? 'the id of the call was used before' : null);
    const ruling = await this.#source.during(this.#judge(call));
    this.#letGo();
    if (ruling.kind === 'release') return void this.#due.push(held.released());
    const kind = ruling.kind === 'deny' ? 'denied' : 'pending';
    this.#due.push(held.replaced(this.#options.seal(call, kind, ruling.reason)));
  }

  /** A call that will never be complete is judged too, so that it is on record; none of it leaves. */
  async #abandon(why: string): Promise<void> {
    if (this.#held === null) return;
    const call = this.#held.call(why);
    this.#letGo();
    await this.#judge(call);
  }

  async #breakOff(error: SentrelyError): Promise<void> {
    await this.#flush();
    await this.#abandon(error.message);
    await this.#write(failureEvent(error));
  }

  #judge(call: ToolCall): Promise<Ruling> {
    this.#calls++;
    return this.#options.gate.judge(call, this.#options.patience);
  }

  #letGo(): void {
    clearInterval(this.#pings);
    this.#held = null;
  }

  async #flush(): Promise<void> {
    if (this.#due.length === 0) return;
    const bytes = Buffer.concat(this.#due);
    this.#due = [];
    await this.#write(bytes);
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#isClientGone) return;
    try {
      await this.#options.write(bytes);
      this.#bytesOut += bytes.length;
    } catch {
      this.#hasLostClient = true;
    }
  }
}
