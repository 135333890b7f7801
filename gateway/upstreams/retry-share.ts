/** Retries that may be made at once, before any share of the traffic counts. */
const reserve = 10;

/** One is earned back after this long even without traffic, so that a quiet gateway can move too. */
const earnMs = 1000;

/**
 * Bounds how much of the traffic may be second tries: during an outage every request would otherwise
 * be sent twice, to upstreams that have enough to do.
 */
export class RetryShare {
  readonly #share: number;
  readonly #now: () => number;
  #left = reserve;
  #at: number;

  /** `percent` of the requests, beside the small reserve; 0 allows none at all. */
  constructor(percent: number, now: () => number) {
    this.#share = percent / 100;
    this.#now = now;
    this.#at = now();
  }

  /** A request came: it earns its share. */
  earn(): void {
    this.#left = Math.min(reserve, this.#left + this.#share);
  }

  /** Takes one retry; false where none is left. */
  take(): boolean {
    if (this.#share === 0) return false;
    const now = this.#now();
    this.#left = Math.min(reserve, this.#left + (now - this.#at) / earnMs);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
