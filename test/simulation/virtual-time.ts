/** A timer that was set. */
interface Timer {
  readonly dueMs: number;
  readonly everyMs: number | undefined;
  readonly fire: () => void;
}

type Clock = Pick<
  typeof globalThis,
  'setTimeout' | 'setInterval' | 'clearTimeout' | 'clearInterval'
>;

/**
 * The timers of this process in the hands of a game: while it is installed, no timer fires but by
 * {@link pass}. `setImmediate` stays real: it says that nothing is left to do at this moment.
 */
export class VirtualTime {
  nowMs: number;
  readonly #timers = new Map<number, Timer>();
  #ordinal = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Takes the timers over. Returns how to give them back. */
  install(): () => void {
    const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const clear = (timer: unknown): void => void this.#timers.delete(Number(timer));
    Object.assign(globalThis, {
      setTimeout: (fire: () => void, ms = 0) => this.#set(fire, ms, undefined),
      setInterval: (fire: () => void, ms = 1) => this.#set(fire, ms, ms),
      clearTimeout: clear,
      clearInterval: clear,
    } as unknown as Clock);
    AbortSignal.timeout = (ms) => {
      const controller = new AbortController();
      this.#set(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
      return controller.signal;
    };
    return () => {
      Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
      AbortSignal.timeout = timeout;
    };
  }

  /** Lets time pass: fires what is due, in order. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const [id, timer] = this.#next(endMs);
      if (timer === undefined) break;
      this.#timers.delete(id);
      this.nowMs = Math.max(this.nowMs, timer.dueMs);
      if (timer.everyMs !== undefined)
        this.#timers.set(id, { ...timer, dueMs: timer.dueMs + Math.max(1, timer.everyMs) });
      timer.fire();
    }
    this.nowMs = endMs;
  }

  #set(fire: () => void, ms: number, everyMs?: number): unknown {
    this.#ordinal += 1;
    const id = this.#ordinal;
    this.#timers.set(id, { dueMs: this.nowMs + ms, everyMs, fire });
    const handle = { unref: () => handle, ref: () => handle, [Symbol.toPrimitive]: () => id };
    return handle;
  }

  #next(endMs: number): readonly [number, Timer | undefined] {
    let found: readonly [number, Timer | undefined] = [0, undefined];
    for (const entry of this.#timers)
      if (entry[1].dueMs <= endMs && entry[1].dueMs < (found[1]?.dueMs ?? Number.POSITIVE_INFINITY))
        found = entry;
    return found;
  }
}
