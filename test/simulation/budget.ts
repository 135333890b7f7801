/**
 * Budgets under a clock, a provider and a store that a seed plays: requests at once and over turns of
 * hours, days and months, answers that end, break off or are told twice, replicas that crash, a store
 * that fails before or after it did what it was asked. The ledger is the real one.
 *
 * The same seed plays the same game. After every step: in no period did the provider earn, or could
 * it still earn from answers under way, more than the limit; what the store counts is what it must.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BudgetEntry, PriceEntry, Rates } from '../../compiler/bundle/rules.ts';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { shippedPrices } from '../../compiler/prices/list.ts';
import type { BudgetAlert } from '../../gateway/enforce/budget/alerts.ts';
import { type Budgets, createBudgets } from '../../gateway/enforce/budget/budgets.ts';
import { scopesOf } from '../../gateway/enforce/budget/scopes.ts';
import type { Conversation } from '../../gateway/enforce/conversation.ts';
import { gatewayError } from '../../gateway/errors.ts';
import { unknownUsage } from '../../gateway/providers/dialect.ts';
import type { AdmissionFacts, AnswerOutcome } from '../../gateway/services.ts';
import type { Amounts, Ledger, Reserved } from '../../gateway/state/ledger.ts';
import { createLedger } from '../../gateway/state/sql/ledger.ts';
import { openDatabase } from '../../gateway/state/sqlite/database.ts';
import { type Chance, chanceOf } from './chance.ts';

/** What happened over all seeds: a simulation in which nothing is refused or charged proves nothing. */
export interface Tally {
  admitted: number;
  refused: number;
  unpriced: number;
  faults: number;
  crashes: number;
  alerts: number;
  settled: number;
  keptInFull: number;
}

/** Plays so many seeds. Throws with the seed when an invariant breaks. */
export async function simulate(seeds: number, from = 1): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-budget-'));
  const database = openDatabase(join(folder, 'state.db'), 'NORMAL');
  const tally: Tally = {
    admitted: 0,
    refused: 0,
    unpriced: 0,
    faults: 0,
    crashes: 0,
    alerts: 0,
    settled: 0,
    keptInFull: 0,
  };
  try {
    const ledger = createLedger(database, database);
    for (let seed = from; seed < from + seeds; seed++) {
      const game = new Game(seed, ledger, tally);
      try {
        await game.play();
      } catch (cause) {
        throw new Error(
          `seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}\nTo see it again: npm run simulate -- --game budget --seeds 1 --from ${seed}`,
          {
            cause,
          },
        );
      }
      await ledger.forget(game.nowMs + 70 * day);
    }
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return tally;
}

const hour = 3_600_000;
const day = 24 * hour;
const stepsPerGame = 24;

/** Seeds are months apart, so that one never meets the counts of another. */
const epoch = Date.UTC(2026, 0, 1);

const priced = [
  'claude-opus-4-5',
  'claude-sonnet-4-5-20250929',
  'gpt-5',
  'claude-haiku-4-5',
  'gpt-5.4',
];

/** A request that may be charged for. */
interface Asked {
  readonly conversation: Conversation;
  readonly replica: number;
  /** Keys of its periods, by unit. */
  readonly places: readonly { readonly key: string; readonly unit: 'microUSD' | 'tokens' }[];
  readonly most: Readonly<Record<'microUSD' | 'tokens', number>>;
  /** What the provider takes in the end, whether anybody hears of it or not. */
  readonly real: Readonly<Record<'microUSD' | 'tokens', number>>;
  readonly usage: { input: number; output: number; cacheRead: number; cacheWrite: number };
  isUnderWay: boolean;
  /** What the store must count of it. */
  counted: Readonly<Record<'microUSD' | 'tokens', number>>;
  /** What the provider did earn. */
  earned: Readonly<Record<'microUSD' | 'tokens', number>>;
}

const nothing = { microUSD: 0, tokens: 0 };

class Game {
  nowMs: number;
  readonly #chance: Chance;
  readonly #tally: Tally;
  readonly #ledger: Ledger;
  readonly #agent: string;
  readonly #budgets: readonly BudgetEntry[];
  readonly #alertsAt: readonly number[];
  readonly #replicas: Budgets[] = [];
  readonly #asked: Asked[] = [];
  readonly #told = new Map<string, number>();
  #ordinal = 0;
  readonly #faultsIn100: number;

  constructor(seed: number, ledger: Ledger, tally: Tally) {
    const chance = chanceOf(seed);
    this.#chance = chance;
    this.#tally = tally;
    this.#ledger = ledger;
    this.#agent = `agent-${seed}`;
    const month = Date.UTC(2026, seed * 4);
    this.nowMs = (month > epoch ? month : epoch) + chance.below(40 * day);
    this.#budgets = this.#someBudgets();
    this.#alertsAt = chance.one([[], [50], [1, 50, 80, 100]]);
    this.#faultsIn100 = chance.one([0, 0, 5, 30]);
    for (let at = 0; at < 2; at++) this.#replicas.push(this.#replica(at));
  }

  async play(): Promise<void> {
    for (let step = 0; step < stepsPerGame; step++) {
      await this.#step();
      await this.#check();
    }
  }

  #someBudgets(): readonly BudgetEntry[] {
    const { one, below } = this.#chance;
    const periods = ['session', 'hour', 'day', 'month'] as const;
    return Array.from({ length: 1 + below(3) }, (_, at): BudgetEntry => {
      const unit = one(['microUSD', 'tokens'] as const);
      const amount = unit === 'microUSD' ? 1 + below(3_000_000) : 1 + below(300_000);
      return { unit, amount, period: periods[(at + below(2)) % 4] ?? 'day' };
    }).filter(
      ({ unit, period }, at, all) =>
        all.findIndex((each) => each.unit === unit && each.period === period) === at,
    );
  }

  #replica(at: number): Budgets {
    return createBudgets({
      ledger: this.#faulty(),
      audit: { append: async () => ({ eventId: 'e', seq: 0, durableUs: 0 }) },
      alerts: { tell: (alert) => this.#tell(alert) },
      now: () => this.#clock(at),
      report: () => {},
    });
  }

  /** The clocks of replicas differ by two seconds. */
  #clock(replica: number): number {
    return this.nowMs + replica * 2000;
  }

  #tell(alert: BudgetAlert): void {
    if (alert.text.startsWith('An answer used more'))
      throw new Error('an answer used more than was reserved');
    const key = `${alert.budget} ${alert.resetsAt ?? alert.session} ${alert.percent}`;
    this.#told.set(key, (this.#told.get(key) ?? 0) + 1);
    this.#tally.alerts += 1;
  }

  #faulty(): Ledger {
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      const isFault = this.#chance.below(100) < this.#faultsIn100;
      const isAfter = isFault && this.#chance.below(2) === 1;
      if (isFault) this.#tally.faults += 1;
      if (isFault && !isAfter) throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
      const result = await work();
      if (isAfter) throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
      return result;
    };
    const ledger = this.#ledger;
    return {
      reserve: (id, scopes, most, nowMs) =>
        call(async () => {
          const reserved = await ledger.reserve(id, scopes, most, nowMs);
          if (reserved.kind === 'reserved') this.#reservedIds.add(id);
          else this.#checkRefusal(reserved, most);
          return reserved;
        }),
      settle: (id, used, nowMs) =>
        call(async () => {
          const settled = await ledger.settle(id, used, nowMs);
          this.#settledIds.add(id);
          return settled;
        }),
      count: (key, unit) => call(() => ledger.count(key, unit)),
      forget: (nowMs) => ledger.forget(nowMs),
    };
  }

  /** That the store counts right is checked after every step; here, that there was no room. */
  #checkRefusal({ scope, spent }: Extract<Reserved, { kind: 'refused' }>, most: Amounts): void {
    if (spent + (most[scope.unit] ?? 0) <= scope.limit)
      throw new Error('a request was refused although there was room');
  }

  readonly #reservedIds = new Set<string>();
  readonly #settledIds = new Set<string>();

  async #step(): Promise<void> {
    const kind = this.#chance.below(10);
    if (kind < 5) return await this.#ask(1 + this.#chance.below(4));
    if (kind < 8) return await this.#end();
    if (kind === 8) {
      this.nowMs += this.#chance.one([1000, 60_000, hour, day, 9 * day]);
      return;
    }
    this.#tally.crashes += 1;
    const at = this.#chance.below(2);
    this.#replicas[at] = this.#replica(at);
    // Its clients are gone too: their answers run to their ends at the provider, and are charged.
    for (const asked of this.#asked) if (asked.replica === at) this.#close(asked, asked.counted);
  }

  async #ask(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#askOnce()));
  }

  async #askOnce(): Promise<void> {
    const asked = this.#someRequest();
    const { conversation, facts, price } = asked;
    asked.isUnderWay = await this.#admit(asked.replica, conversation, facts);
    if (asked.isUnderWay && price === undefined && this.#hasMoney)
      throw new Error('a model without a price was admitted under a budget of money');
    if (!this.#reservedIds.has(conversation.requestEvent)) {
      if (asked.isUnderWay) throw new Error('a request was admitted without a reservation');
      return;
    }
    // A reservation of which the answer got lost stays, and nothing is ever sent for it.
    asked.counted = asked.most;
    this.#asked.push(asked);
  }

  get #hasMoney(): boolean {
    return this.#budgets.some(({ unit }) => unit === 'microUSD');
  }

  async #admit(
    replica: number,
    conversation: Conversation,
    facts: AdmissionFacts,
  ): Promise<boolean> {
    try {
      await this.#replicas[replica]?.admit(conversation, facts);
      this.#tally.admitted += 1;
      return true;
    } catch (error) {
      if (!(error instanceof SentrelyError)) throw error;
      if (error.code === 'SENTRELY_ERR_MODEL_UNPRICED') this.#tally.unpriced += 1;
      if (error.code === 'SENTRELY_ERR_BUDGET_EXCEEDED') this.#tally.refused += 1;
      return false;
    }
  }

  #someRequest(): Asked & {
    readonly facts: AdmissionFacts;
    readonly price: PriceEntry | undefined;
  } {
    const { below, one } = this.#chance;
    const model = below(10) === 0 ? 'model-nobody-knows' : one(priced);
    const price = shippedPrices.find(({ model: name }) => isName(model, name));
    const images = below(8) === 0 ? 1 + below(2) : 0;
    const outputMax = below(30_000);
    const pictures = Array.from({ length: images }, () => ({ type: 'image', source: {} }));
    const content = ['x'.repeat(below(20_000)), ...pictures];
    const body = Buffer.from(JSON.stringify({ model, content }));
    const window = price?.windowTokens ?? Number.MAX_SAFE_INTEGER;
    const input = Math.min(body.length + 2048 + images * 8192, window);
    const usage = this.#usage(input, outputMax);
    const sent = usage.input + usage.cacheRead + usage.cacheWrite;
    const money = (of: (price: PriceEntry) => number): number =>
      price === undefined ? 0 : of(price);
    return {
      ...this.#someSender(model),
      facts: this.#facts(model, body, outputMax),
      price,
      most: {
        tokens: input + outputMax,
        microUSD: money((known) => dearest(known, input, outputMax)),
      },
      real: { tokens: sent + usage.output, microUSD: money((known) => bill(known, usage)) },
      usage,
      isUnderWay: false,
      counted: nothing,
      earned: nothing,
    };
  }

  #someSender(model: string): Pick<Asked, 'conversation' | 'replica' | 'places'> {
    const replica = this.#chance.below(2);
    const conversation = this.#conversation(model);
    const ownSession = `${this.#agent} ${conversation.session}`;
    const of = { agent: this.#agent, ownSession };
    const scopes = scopesOf(this.#budgets, of, this.#clock(replica));
    const places = scopes.map(({ key, budget: { unit } }) => ({ key, unit }));
    return { conversation, replica, places };
  }

  #countedAt(key: string, unit: string): number {
    return this.#sum(key, unit, ({ counted }) => counted);
  }

  #sum(key: string, unit: string, of: (asked: Asked) => Asked['counted']): number {
    return this.#asked
      .filter(({ places }) => places.some((place) => place.key === key && place.unit === unit))
      .reduce((sum, asked) => sum + of(asked)[unit as 'microUSD' | 'tokens'], 0);
  }

  /** The dearest kinds of tokens, all of them, are as likely as any others. */
  #usage(inputMax: number, outputMax: number): Asked['usage'] {
    const { below } = this.#chance;
    const total = below(3) === 0 ? inputMax : below(inputMax + 1);
    const cacheWrite = below(3) === 0 ? total : below(total + 1);
    const cacheRead = below(total - cacheWrite + 1);
    const output = below(3) === 0 ? outputMax : below(outputMax + 1);
    return { input: total - cacheWrite - cacheRead, output, cacheRead, cacheWrite };
  }

  async #end(): Promise<void> {
    const open = this.#asked.filter(({ isUnderWay }) => isUnderWay);
    if (open.length === 0) return;
    const asked = this.#chance.one(open);
    const outcome: AnswerOutcome = this.#chance.one([
      'complete',
      'complete',
      'complete',
      'complete',
      'client-gone',
      'cut',
      'stopped',
      'unreadable',
      'failed',
      'refused',
    ]);
    const isTold = outcome !== 'failed' && this.#chance.below(10) > 0;
    const usage = isTold ? asked.usage : unknownUsage;
    const real = outcome === 'refused' ? nothing : asked.real;
    const { requestEvent } = asked.conversation;
    for (let times = 1 + this.#chance.below(2); times > 0; times--)
      await this.#replicas[asked.replica]
        ?.used(asked.conversation, usage, outcome)
        .catch((error: unknown) => {
          if (!(error instanceof SentrelyError)) throw error;
        });
    const isSettled = this.#settledIds.has(requestEvent);
    const mayBe = outcome === 'refused' || (outcome === 'complete' && isTold);
    if (isSettled && !mayBe) throw new Error(`an answer that was ${outcome} was settled`);
    this.#tally[isSettled ? 'settled' : 'keptInFull'] += 1;
    this.#close(asked, isSettled ? real : asked.most);
    asked.earned = real;
  }

  #close(asked: Asked, counted: Asked['counted']): void {
    if (!asked.isUnderWay) return;
    asked.isUnderWay = false;
    asked.counted = counted;
    asked.earned = asked.real;
  }

  async #check(): Promise<void> {
    const places = new Map(
      this.#asked.flatMap(({ places }) =>
        places.map((place) => [`${place.unit} ${place.key}`, place]),
      ),
    );
    for (const { key, unit } of places.values()) {
      const limit = this.#limitOf(key, unit);
      const risk = this.#sum(key, unit, ({ isUnderWay, most, earned }) =>
        isUnderWay ? most : earned,
      );
      if (risk > limit) throw new Error(`${key}: ${risk} ${unit} of ${limit} may be spent`);
      const counted = this.#countedAt(key, unit);
      const stored = await this.#ledger.count(key, unit);
      if (stored !== counted)
        throw new Error(`${key}: ${stored} ${unit} are counted, not ${counted}`);
    }
    for (const [key, times] of this.#told)
      if (times > 1) throw new Error(`told ${times} times: ${key}`);
  }

  #limitOf(key: string, unit: string): number {
    const [budget] = this.#budgets.filter(
      (each) =>
        each.unit === unit &&
        key.startsWith(
          each.period === 'session' ? 'session ' : `agent ${this.#agent} ${each.period} `,
        ),
    );
    if (budget === undefined) throw new Error(`no budget is counted at ${key}`);
    return budget.amount;
  }

  #conversation(model: string): Conversation {
    this.#ordinal += 1;
    return {
      caller: { agent: this.#agent, credential: 'sha256:0', keyHeader: 'x-sentrely-key' },
      session: `s${this.#chance.below(2)}`,
      gateway: 'g',
      provider: 'anthropic',
      model,
      workspace: null,
      toolHashes: new Map(),
      requestEvent: `${this.#agent} request ${this.#ordinal}`,
    } as unknown as Conversation;
  }

  #facts(model: string, body: Buffer, outputMax: number): AdmissionFacts {
    const limits = { budgets: this.#budgets, alerts: this.#alertsAt, rates: [], loop: null };
    const rules = { agents: [{ name: this.#agent, limits }], prices: shippedPrices };
    return {
      policy: { content: { rules } },
      request: { model, outputMax },
      models: [model],
      requestBytes: body.length,
      body,
      headers: {},
    } as unknown as AdmissionFacts;
  }
}

/** By the rule of the guide: exactly, or with the date of a snapshot behind. */
function isName(model: string, name: string): boolean {
  return model.startsWith(name) && /^(?:-20\d{6})?$/.test(model.slice(name.length));
}

/** The provider's own bill, in whole numbers without rounding errors. */
function bill(price: PriceEntry, usage: Asked['usage']): number {
  const sent = usage.input + usage.cacheRead + usage.cacheWrite;
  const rates = price.long !== null && sent > price.long.above ? price.long.rates : price.rates;
  const sum = (['input', 'output', 'cacheRead', 'cacheWrite'] as const).reduce(
    (total, key) => total + BigInt(usage[key]) * BigInt(rates[key]),
    0n,
  );
  return Number((sum + 999_999n) / 1_000_000n);
}

/** The dearest that a request can be, found by trying every kind of input and both prices. */
function dearest(price: PriceEntry, input: number, output: number): number {
  const kinds = ['input', 'cacheRead', 'cacheWrite'] as const;
  const of = (rates: Rates): number =>
    Math.max(
      ...kinds.map((kind) => {
        const sum = BigInt(input) * BigInt(rates[kind]) + BigInt(output) * BigInt(rates.output);
        return Number((sum + 999_999n) / 1_000_000n);
      }),
    );
  const isLong = price.long !== null && input > price.long.above;
  return Math.max(of(price.rates), isLong && price.long !== null ? of(price.long.rates) : 0);
}
