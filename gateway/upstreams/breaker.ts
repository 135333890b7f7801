/** When an upstream is no longer asked, and when it is tried again. Times in milliseconds. */
export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long it stays open at first; twice as long after each probe that failed. */
  readonly openMs: number;
}

/**
 * `half-open`: its time is over, and one request of a client is let through as a probe. `paused`: the
 * upstream asked to be left alone for a while.
 */
export type BreakerState = 'closed' | 'open' | 'half-open' | 'paused';

/** Over how long the rate of failures is taken. */
const windowMs = 30_000;

/** Fewer answers than this say nothing about a rate. */
const answersMin = 20;

/** Longest time it stays open. */
const openMsMax = 120_000;

/** Longest time that an upstream is left alone because it asks for that. */
const pauseMsMax = 300_000;

/**
 * The health of one upstream, told by the answers to real requests only: a request that nobody made
 * costs money. It opens at so many failures in a row, or when half of at least 20 answers within 30
 * seconds were failures.
 */
export class Breaker {
  readonly #limits: BreakerLimits;
  readonly #now: () => number;
  #isUsed = false;
  #inRow = 0;
  #since = 0;
  #answers = 0;
  #failures = 0;
  /** Zero while closed. */
  #openUntil = 0;
  #openings = 0;
  #pausedUntil = 0;
  #isProbing = false;
  readonly #changed: () => void;

  /** `changed` is told when it opens, each time, and when it closes. */
  constructor(limits: BreakerLimits, now: () => number, changed: () => void = () => {}) {
    this.#limits = limits;
    this.#now = now;
    this.#changed = changed;
  }

  get state(): BreakerState {
    const now = this.#now();
    if (this.#openUntil > now) return 'open';
    if (this.#openUntil > 0) return 'half-open';
    return this.#pausedUntil > now ? 'paused' : 'closed';
  }

  /** Whether any request was ever sent there and had an end. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#inRow;
  }

  /** When a request may be sent again; null where one may be sent at any time. */
  get until(): number | null {
    const until = Math.max(this.#openUntil, this.#pausedUntil);
    return until > this.#now() ? until : null;
  }

  /** Whether it is known not to answer: open, or about to be known by a probe that is under way. */
  get isDown(): boolean {
    const { state } = this;
    return state === 'open' || (state === 'half-open' && this.#isProbing);
  }

  /** Whether a request that could go elsewhere should go here. */
  get isReady(): boolean {
    return !this.isDown && this.state !== 'paused';
  }

  /** Notes that a request is sent. Returns what to call when it is over, whatever came of it. */
  enter(): () => void {
    if (this.state !== 'half-open' || this.#isProbing) return () => {};
    this.#isProbing = true;
    return () => void (this.#isProbing = false);
  }

  /** The upstream answered, if only by saying that the request is wrong. */
  succeeded(): void {
    this.#count();
    this.#inRow = 0;
    if (this.#openUntil === 0 || this.state === 'open') return;
    this.#openUntil = 0;
    this.#openings = 0;
    this.#answers = 0;
    this.#failures = 0;
    this.#changed();
  }

  /** The upstream did not answer, answered that it cannot, or broke off. */
  failed(): void {
    this.#count();
    this.#inRow += 1;
    this.#failures += 1;
    const { state } = this;
    const isBad = this.#answers >= answersMin && this.#failures * 2 >= this.#answers;
    const opens = this.#inRow >= this.#limits.failures || isBad;
    if (state === 'half-open' || (state !== 'open' && opens)) this.#open();
  }

  /** The upstream asked for no requests for a while. */
  pause(ms: number): void {
    const until = this.#now() + Math.min(ms, pauseMsMax);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  #open(): void {
    const ms = Math.min(this.#limits.openMs * 2 ** this.#openings, openMsMax);
    this.#openUntil = this.#now() + ms;
    this.#openings += 1;
    this.#answers = 0;
    this.#failures = 0;
    this.#changed();
  }

  #count(): void {
    this.#isUsed = true;
    const now = this.#now();
    if (now - this.#since > windowMs) {
      this.#since = now;
      this.#answers = 0;
      this.#failures = 0;
    }
    this.#answers += 1;
  }
}
