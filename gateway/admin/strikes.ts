/** Wrong keys that an address may send in a minute before it is only told to wait. */
const strikesMax = 10;

const windowMs = 60_000;

/** Addresses that are counted at once; an attacker has many. */
const addressesMax = 1000;

/**
 * Counts wrong keys by address. A right key is never refused: the red button must work while
 * somebody on the same machine guesses keys, which are too long to be guessed anyway. What this
 * bounds is the noise in the log.
 */
export class Strikes {
  readonly #since = new Map<string, { readonly atMs: number; count: number }>();

  /** Counts one; true when the address has had its share. */
  add(address: string, nowMs: number): boolean {
    const known = this.#since.get(address);
    if (known !== undefined && nowMs - known.atMs < windowMs && nowMs >= known.atMs)
      return ++known.count > strikesMax;
    if (this.#since.size >= addressesMax) this.#since.clear();
    this.#since.set(address, { atMs: nowMs, count: 1 });
    return false;
  }
}
