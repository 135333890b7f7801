import type { AgentLimits, PriceEntry } from '../../../compiler/bundle/rules.ts';
import type { AuditLog } from '../../audit/log.ts';
import { newEventId } from '../../audit/event-id.ts';
import type { BatchSpent, Worst } from '../../batches/limits.ts';
import { gatewayError } from '../../errors.ts';
import type { LoadedPolicy } from '../../loaded-policy.ts';
import type { HoldsUntil, Usage } from '../../providers/dialect.ts';
import type { AdmissionFacts, AnswerOutcome } from '../../services.ts';
import type { Amounts, Ledger, Reserved } from '../../state/ledger.ts';
import { type Conversation, ownSession } from '../conversation.ts';
import type { AlertTeller, BudgetAlert } from './alerts.ts';
import { boundOf } from './bound.ts';
import { readContent } from './content.ts';
import { alertOf, budgetEvent } from './events.ts';
import { costOf, type KnownUsage, priceOf, worstCostOf } from './price.ts';
import { amountText, type BudgetScope, budgetText, scopesOf } from './scopes.ts';

/** Holds agents to their budgets of money and tokens. */
export interface Budgets {
  /**
   * Reserves the most that a request can use in every budget of its agent, or in none, whichever
   * upstream serves it. Rejects with
   * SENTRELY_ERR_BUDGET_EXCEEDED, SENTRELY_ERR_MODEL_UNPRICED, SENTRELY_ERR_REQUEST_UNBOUNDED or
   * SENTRELY_ERR_STATE_UNAVAILABLE.
   */
  admit(conversation: Conversation, facts: AdmissionFacts): Promise<void>;
  /**
   * Reserves as much once more, and leaves what was reserved before as spent: the request goes to
   * another upstream although one may have billed it. Rejects with SENTRELY_ERR_BUDGET_EXCEEDED.
   */
  again(conversation: Conversation): Promise<void>;
  /**
   * Replaces the reservation by what was used, where that is known. An answer that broke off, or
   * whose client went, keeps its reservation: nobody knows what it cost. The price is that of
   * `model`, what the upstream that answered was told.
   */
  used(
    conversation: Conversation,
    usage: Usage,
    outcome: AnswerOutcome,
    model?: string,
  ): Promise<void>;
  /** See `BatchLimits.worst`. */
  worst(conversation: Conversation, facts: AdmissionFacts): Worst | null;
  /** Reserves what all requests of a batch can use together; rejects as {@link Budgets.admit}. */
  reserveBatch(conversation: Conversation, policy: LoadedPolicy, most: Amounts): Promise<void>;
  /** See `BatchLimits.settle`. */
  settleBatch(conversation: Conversation, policy: LoadedPolicy, spent: BatchSpent): Promise<void>;
}

/** What budgets need from the running gateway. */
export interface BudgetServices {
  readonly ledger: Ledger;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly alerts: Pick<AlertTeller, 'tell'>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** What is remembered of an answer that is under way. */
interface Reservation {
  /** The ledger's name for it. */
  readonly id: string;
  readonly scopes: readonly BudgetScope[];
  /** By what upstreams are told for the model. */
  readonly prices: ReadonlyMap<string, PriceEntry | undefined>;
  readonly most: Amounts;
  readonly limits: AgentLimits;
}

/** Thresholds that are remembered as told, so that the store is not asked at every answer. */
const toldMax = 10_000;

/** Makes the budgets of a gateway. */
export function createBudgets(services: BudgetServices): Budgets {
  return new LedgerBudgets(services);
}

class LedgerBudgets implements Budgets {
  readonly #services: BudgetServices;
  /** By the event of the request. One that is lost in a crash counts in full. */
  readonly #underWay = new Map<string, Reservation>();
  readonly #told = new Set<string>();

  constructor(services: BudgetServices) {
    this.#services = services;
  }

  async admit(conversation: Conversation, facts: AdmissionFacts): Promise<void> {
    const limits = limitsOf(conversation, facts);
    if (limits === undefined || limits.budgets.length === 0) return;
    const { agent } = conversation.caller;
    const nowMs = this.#services.now();
    const of = { agent, ownSession: ownSession(conversation) };
    const scopes = scopesOf(limits.budgets, of, nowMs);
    const { prices, most } = worstOf(conversation, facts, limits.budgets);
    const id = conversation.requestEvent;
    await this.#reserve(conversation, { id, scopes, prices, most, limits });
  }

  async again(conversation: Conversation): Promise<void> {
    const reservation = this.#underWay.get(conversation.requestEvent);
    if (reservation === undefined) return;
    await this.#reserve(conversation, { ...reservation, id: `${reservation.id} again` });
  }

  async #reserve(conversation: Conversation, reservation: Reservation): Promise<void> {
    const { id, scopes, most } = reservation;
    const { ledger, now } = this.#services;
    const reserved = await ledger.reserve(id, scopes, most, now());
    if (reserved.kind === 'refused')
      return await this.#refuse(conversation, scopes, reserved, most);
    this.#underWay.set(conversation.requestEvent, reservation);
  }

  async used(
    conversation: Conversation,
    usage: Usage,
    outcome: AnswerOutcome,
    model?: string,
  ): Promise<void> {
    const reservation = this.#underWay.get(conversation.requestEvent);
    if (reservation === undefined) return;
    this.#underWay.delete(conversation.requestEvent);
    const amounts = amountsOf(reservation, { usage, outcome, model });
    if (amounts !== undefined) await this.#settle(conversation, reservation, amounts);
    await this.#tellThresholds(conversation, reservation);
  }

  worst(conversation: Conversation, facts: AdmissionFacts): Worst | null {
    const limits = limitsOf(conversation, facts);
    if (limits === undefined || limits.budgets.length === 0) return null;
    return worstOf(conversation, facts, limits.budgets);
  }

  async reserveBatch(
    conversation: Conversation,
    policy: LoadedPolicy,
    most: Amounts,
  ): Promise<void> {
    const reservation = this.#batchReservation(conversation, policy, most, this.#services.now());
    if (reservation === undefined) return;
    await this.#reserve(conversation, reservation);
    this.#underWay.delete(conversation.requestEvent);
    await this.#tellThresholds(conversation, reservation);
  }

  async settleBatch(
    conversation: Conversation,
    policy: LoadedPolicy,
    { most, used, createdMs }: BatchSpent,
  ): Promise<void> {
    const reservation = this.#batchReservation(conversation, policy, most, createdMs);
    if (reservation !== undefined) return await this.#settle(conversation, reservation, used);
    const { ledger, now } = this.#services;
    await ledger.settle(conversation.requestEvent, used, now());
  }

  /** Undefined where the agent has no budget, or has none any more. */
  #batchReservation(
    conversation: Conversation,
    policy: LoadedPolicy,
    most: Amounts,
    atMs: number,
  ): Reservation | undefined {
    const limits = limitsOf(conversation, { policy });
    if (limits === undefined || limits.budgets.length === 0) return undefined;
    const { agent } = conversation.caller;
    const of = { agent, ownSession: ownSession(conversation) };
    const scopes = scopesOf(limits.budgets, of, atMs);
    return { id: conversation.requestEvent, scopes, prices: new Map(), most, limits };
  }

  async #settle(
    conversation: Conversation,
    { id, most, scopes }: Reservation,
    amounts: Amounts,
  ): Promise<void> {
    const { ledger, now, audit } = this.#services;
    const settled = await ledger.settle(id, amounts, now());
    const [scope] = scopes;
    if (settled !== 'exceeded' || scope === undefined) return;
    const alert = alertOf(conversation, scope, amounts[scope.unit] ?? 0, null);
    const text = 'An answer used more than the most that was reckoned with; all of it is counted.';
    await audit.append(budgetEvent(conversation, { ...alert, text }, { most, used: amounts }));
    this.#services.alerts.tell({ ...alert, text });
  }

  async #refuse(
    conversation: Conversation,
    scopes: readonly BudgetScope[],
    refused: Extract<Reserved, { kind: 'refused' }>,
    most: Amounts,
  ): Promise<never> {
    const { key, unit } = refused.scope;
    const scope = scopes.find((each) => each.key === key && each.unit === unit) ?? scopes[0];
    if (scope === undefined) throw gatewayError('SENTRELY_ERR_INTERNAL');
    const alert = alertOf(conversation, scope, refused.spent, null);
    await this.#record(conversation, alert, { most });
    await this.#tellOnce(scope, 'exceeded', alert);
    throw exceeded(scope, refused.spent, most[scope.unit] ?? 0);
  }

  async #tellThresholds(
    conversation: Conversation,
    { scopes, limits }: Reservation,
  ): Promise<void> {
    for (const scope of scopes) {
      const open = limits.alerts.filter((percent) => !this.#told.has(toldKey(scope, percent)));
      if (open.length === 0) continue;
      const count = await this.#services.ledger.count(scope.key, scope.unit);
      for (const percent of open.filter((each) => count * 100 >= scope.limit * each)) {
        const alert = alertOf(conversation, scope, count, percent);
        if (await this.#tellOnce(scope, percent, alert)) await this.#record(conversation, alert);
      }
    }
  }

  /** Once over all replicas and restarts: the telling itself is a thing of which there is one. */
  async #tellOnce(
    scope: BudgetScope,
    what: number | 'exceeded',
    alert: BudgetAlert,
  ): Promise<boolean> {
    const key = toldKey(scope, what);
    if (this.#told.has(key)) return false;
    const { ledger, now } = this.#services;
    const place = { key, unit: 'calls', limit: 1, resetsAtMs: scope.resetsAtMs } as const;
    const first = await ledger.reserve(`told ${newEventId(now())}`, [place], { calls: 1 }, now());
    if (this.#told.size >= toldMax) this.#told.clear();
    this.#told.add(key);
    if (first.kind === 'refused') return false;
    this.#services.alerts.tell(alert);
    return true;
  }

  /** That a refusal could not be recorded changes nothing about it. */
  async #record(conversation: Conversation, alert: BudgetAlert, detail?: object): Promise<void> {
    try {
      await this.#services.audit.append(budgetEvent(conversation, alert, detail));
    } catch (error) {
      this.#services.report(error);
    }
  }
}

/** A limit that was changed has thresholds of its own. */
function toldKey({ key, unit, limit }: BudgetScope, what: number | 'exceeded'): string {
  return `told ${key} ${unit} ${limit} ${what}`;
}

function limitsOf(
  { caller }: Conversation,
  { policy }: Pick<AdmissionFacts, 'policy'>,
): AgentLimits | undefined {
  return policy.content.rules.agents.find(({ name }) => name === caller.agent)?.limits;
}

function worstOf(
  { provider }: Conversation,
  { policy, request, models, body }: AdmissionFacts,
  budgets: AgentLimits['budgets'],
): Worst {
  const { model } = request;
  const list = policy.content.rules.prices;
  const prices = new Map(
    models.map((name) => [name, priceOf(list, name) ?? priceOf(list, model)] as const),
  );
  const needsPrice = budgets.some(({ unit }) => unit === 'microUSD');
  if (needsPrice && [...prices.values()].includes(undefined))
    throw gatewayError('SENTRELY_ERR_MODEL_UNPRICED', `\`${model.slice(0, 100)}\``);
  const content = readContent(body);
  if (needsPrice && content.dearer !== null)
    throw gatewayError(
      'SENTRELY_ERR_MODEL_UNPRICED',
      `with \`${content.dearer}\` as the request states it`,
    );
  const most = [...prices.values()].map((price) => {
    const { input, output } = boundOf({ request, bytes: body.length, content, provider, price });
    const tokens = Math.min(input + output, Number.MAX_SAFE_INTEGER);
    return { tokens, microUSD: price === undefined ? 0 : worstCostOf(price, input, output) };
  });
  const tokens = Math.max(...most.map((each) => each.tokens));
  if (!needsPrice) return { prices, most: { tokens } };
  return { prices, most: { tokens, microUSD: Math.max(...most.map((each) => each.microUSD)) } };
}

/** What an answer used; undefined where that is not known, and it counts in full. */
function amountsOf(
  { prices, most }: Reservation,
  {
    usage,
    outcome,
    model,
  }: {
    readonly usage: Usage;
    readonly outcome: AnswerOutcome;
    readonly model: string | undefined;
  },
): Amounts | undefined {
  // An answer of the provider that is an error is not charged for, nor is what never reached one.
  if (outcome === 'refused' || outcome === 'unasked') return {};
  const known = outcome === 'complete' ? knownUsage(usage) : undefined;
  if (known === undefined) return undefined;
  const { input, output, cacheRead, cacheWrite } = known;
  const tokens = input + output + cacheRead + cacheWrite;
  if (most.microUSD === undefined) return { tokens };
  return {
    tokens,
    microUSD: Math.max(...pricesOf(prices, model).map((price) => costOf(price, known))),
  };
}

/** The price of the upstream that answered; of all that might have, where that is not known. */
function pricesOf(prices: Reservation['prices'], model: string | undefined): readonly PriceEntry[] {
  const price = model === undefined ? undefined : prices.get(model);
  return price === undefined ? [...prices.values()].filter((each) => each !== undefined) : [price];
}

/**
 * Usage of which nothing is open: input and output must be stated, and every number be one that tokens
 * can have. Undefined for any other.
 */
export function knownUsage({
  input,
  output,
  cacheRead = 0,
  cacheWrite = 0,
}: Usage): KnownUsage | undefined {
  if (input === undefined || output === undefined) return undefined;
  const known = { input, output, cacheRead, cacheWrite };
  return Object.values(known).every(isTokens) ? known : undefined;
}

/** Far above every model, and far below where sums and prices of them lose their last digits. */
const tokensMax = 1_000_000_000;

function isTokens(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0 && count <= tokensMax;
}

function exceeded({ budget, resetsAtMs }: BudgetScope, spent: number, most: number): Error {
  const anew =
    resetsAtMs === null
      ? 'begins anew with a new session'
      : `begins anew at ${new Date(resetsAtMs).toISOString()}`;
  const used = amountText(budget.unit, spent);
  const asked = amountText(budget.unit, most);
  const detail = `of ${budgetText(budget)}, ${used} are used or reserved and this request may need ${asked}; it ${anew}`;
  const cause: HoldsUntil | undefined = resetsAtMs === null ? undefined : { resetsAtMs };
  return gatewayError('SENTRELY_ERR_BUDGET_EXCEEDED', detail, cause);
}
