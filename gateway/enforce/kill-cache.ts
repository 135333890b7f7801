import { gatewayError } from '../errors.ts';
import type { KillOrder, KillQuestion, KillScope, KillStore } from '../state/kills.ts';

/** The orders to kill as this process knows them: asked of every request and every call. */
export interface Kills {
  /**
   * The widest order that holds. Throws SENTRELY_ERR_STATE_UNAVAILABLE while the store cannot be
   * read: an order that was not seen could be in it.
   */
  orderFor(question: KillQuestion): KillOrder | undefined;
  /** Every order in force. Throws as {@link orderFor}. */
  list(): readonly KillOrder[];
  /**
   * Lets an order hold here before it is stored: no disk stands between the button and its effect.
   * Returns how to end that. One that was stored goes on until it was read back.
   */
  announce(order: KillOrder): (end: 'stored' | 'failed') => void;
  /** Resolves once what the store held at the call is known here, or is known to be unreadable. */
  refresh(): Promise<void>;
  /** Tells of every reading and announcement. Returns how to stop listening. */
  onRead(listener: () => void): () => void;
  close(): void;
}

/** What the cache needs. Times are in milliseconds. */
export interface KillCacheOptions {
  readonly store: KillStore;
  readonly report: (error: unknown) => void;
  /** How often the orders are read although nobody told of a change. */
  readonly everyMs?: number;
  /** A reading that takes longer has failed. */
  readonly readMsMax?: number;
}

const everyMsDefault = 1000;
const readMsMaxDefault = 2000;

/** Reads the orders for the first time, then whenever they change. Never rejects. */
export async function openKills(options: KillCacheOptions): Promise<Kills> {
  const cache = new KillCache(options);
  await cache.refresh();
  return cache;
}

class KillCache implements Kills {
  readonly #options: KillCacheOptions;
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #unwatch: () => void;
  /** By scope and subject; undefined while they are not known. */
  #orders: ReadonlyMap<string, KillOrder> | undefined;
  /** With the reading that was the last to begin before the order was stored; null until then. */
  readonly #announced = new Map<KillOrder, number | null>();
  #begun = 0;
  #applied = 0;

  constructor(options: KillCacheOptions) {
    this.#options = options;
    this.#unwatch = options.store.watch(() => void this.refresh());
    this.#timer = setInterval(() => void this.refresh(), options.everyMs ?? everyMsDefault);
    this.#timer.unref();
  }

  orderFor({ agent, credential, ownSession }: KillQuestion): KillOrder | undefined {
    if (this.#announced.size + (this.#orders?.size ?? 1) === 0) return undefined;
    const keys = [
      keyOf('everything', ''),
      keyOf('agent', agent),
      keyOf('credential', credential),
      keyOf('session', ownSession),
    ];
    // What was ordered here holds also while the store cannot be read.
    for (const order of this.#announced.keys())
      if (keys.includes(keyOf(order.scope, order.subject))) return order;
    const orders = this.#known();
    for (const key of keys) {
      const order = orders.get(key);
      if (order !== undefined) return order;
    }
    return undefined;
  }

  list(): readonly KillOrder[] {
    return [...this.#known().values()];
  }

  announce(order: KillOrder): (end: 'stored' | 'failed') => void {
    this.#announced.set(order, null);
    this.#tell();
    return (end) => {
      if (end === 'failed') this.#announced.delete(order);
      else this.#announced.set(order, this.#begun);
    };
  }

  async refresh(): Promise<void> {
    const turn = ++this.#begun;
    try {
      const orders = await inTime(
        this.#options.store.list(),
        this.#options.readMsMax ?? readMsMaxDefault,
      );
      this.#apply(turn, new Map(orders.map((order) => [keyOf(order.scope, order.subject), order])));
    } catch (error) {
      if (this.#apply(turn, undefined)) this.#options.report(error);
    }
  }

  onRead(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unwatch();
    this.#listeners.clear();
  }

  #known(): ReadonlyMap<string, KillOrder> {
    if (this.#orders === undefined)
      throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the orders to kill cannot be read');
    return this.#orders;
  }

  /** False when a later reading came first: an old one must not bring back what was lifted. */
  #apply(turn: number, orders: ReadonlyMap<string, KillOrder> | undefined): boolean {
    if (turn < this.#applied) return false;
    this.#applied = turn;
    this.#orders = orders;
    if (orders !== undefined)
      for (const [order, storedAt] of this.#announced)
        if (storedAt !== null && turn > storedAt) this.#announced.delete(order);
    this.#tell();
    return true;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** No scope holds a space, so no two pairs share a key. */
function keyOf(scope: KillScope, subject: string): string {
  return `${scope} ${subject}`;
}

async function inTime<T>(work: Promise<T>, msMax: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the orders to kill took too long'),
      ),
    msMax,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
