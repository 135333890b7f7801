import type { KillOrder } from '../../gateway/state/kills.ts';
import { jsonIn, type MadeCall, mark, runnableIn } from './model-answer.ts';

/**
 * How long another gateway may take to know of an order, or to know that it does not know: a lost
 * word, a late look, a store that does not answer. Words of an answer may then still pass, no call.
 */
const elsewhereMsMax = 1000 + 2000 + 100;

/** An order that was answered. */
interface Acknowledged {
  readonly order: Pick<KillOrder, 'scope' | 'subject'>;
  /** The process that answered. */
  readonly by: object;
  readonly atMs: number;
  /** Its place among everything that happens; many things happen in one millisecond. */
  readonly atStep: number;
}

/** Whose bytes leave, and from which process. */
export interface Leaving {
  readonly ownSession: string;
  readonly agent: string;
  readonly credential: string;
  readonly from: object;
  /** When that process began, as {@link Acknowledged.atStep}. */
  readonly fromStep: number;
  readonly nowMs: number;
}

interface Decision {
  readonly disposition: string;
  readonly approval: string | undefined;
  readonly args: string | undefined;
}

/** What happened, so that a game in which nothing happens proves nothing. */
export interface Tally {
  releasedAllowed: number;
  releasedApproved: number;
  stopped: number;
  orders: number;
  /** Of these, the ones that found an order somebody was lifting. */
  ordersAgainstLift: number;
  cutShort: number;
  crashes: number;
  powerFailures: number;
  faults: number;
  diskFaults: number;
  votes: number;
}

/** The four laws. Each throws what was broken. */
export class Laws {
  readonly #tally: Tally;
  readonly #made = new Map<string, MadeCall>();
  /** By the id of the call, oldest first: only what can no longer be lost. */
  readonly #decided = new Map<string, Decision[]>();
  readonly #released = new Set<string>();
  readonly #usedGrants = new Map<string, string>();
  readonly #voted = new Set<string>();
  #orders: Acknowledged[] = [];

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Calls of which a client was given something to run. */
  get released(): ReadonlySet<string> {
    return this.#released;
  }

  made(call: MadeCall): void {
    this.#made.set(call.id, call);
  }

  /** One line of a log is past losing. */
  durable(line: string): void {
    const { row } = JSON.parse(line) as { readonly row: Record<string, string | undefined> };
    const id = row['tool_use_id'];
    if (row['kind'] !== 'tool.decision' || id === undefined) return;
    const decision = {
      disposition: row['disposition'] ?? '',
      approval: row['approval_id'],
      args: row['args'],
    };
    if (decision.disposition === 'stopped') this.#tally.stopped += 1;
    this.#decided.set(id, [...(this.#decided.get(id) ?? []), decision]);
  }

  /** Somebody who may say so is about to approve. */
  approving(approval: string): void {
    this.#voted.add(approval);
  }

  ordered(order: Acknowledged): void {
    this.#tally.orders += 1;
    this.#orders.push(order);
  }

  /** An operator begins to lift an order: from now on it need not hold. */
  lifting({ scope, subject }: Pick<KillOrder, 'scope' | 'subject'>): void {
    this.#orders = this.#orders.filter(
      ({ order }) => order.scope !== scope || order.subject !== subject,
    );
  }

  /** Bytes leave for a client. `piece` ends where a piece of JSON ends. */
  leaves(piece: string, leaving: Leaving): void {
    if (!piece.includes(mark)) return;
    const calls = jsonIn(piece).flatMap(runnableIn);
    this.#killWins(leaving, calls.length > 0);
    for (const { id, name } of calls) this.#runs(id, name);
  }

  /** No byte of a call leaves undecided, none that is denied, none that waits without its grant. */
  #runs(id: string, name: string): void {
    const made = this.#made.get(id);
    if (made === undefined || made.name !== name)
      throw new Error(`call ${id} leaves as ${name}, which the model did not make`);
    const last = this.#decided.get(id)?.at(-1);
    if (last === undefined) throw new Error(`call ${id} leaves without a decision on disk`);
    if (last.disposition !== 'released') throw new Error(`call ${id} was ${last.disposition}`);
    if (made.name === 'run_command') throw new Error(`call ${id} was denied by the policy`);
    if (last.args !== undefined && last.args !== made.argumentsText)
      throw new Error(`call ${id} was decided with other arguments`);
    const isFirst = !this.#released.has(id);
    this.#released.add(id);
    if (made.name === 'write_file') {
      this.#tally.releasedAllowed += isFirst ? 1 : 0;
      return;
    }
    this.#tally.releasedApproved += isFirst ? 1 : 0;
    this.#isGranted(id, last.approval);
  }

  #isGranted(id: string, approval: string | undefined): void {
    if (approval === undefined) throw new Error(`call ${id} leaves without an approval`);
    if (!this.#voted.has(approval)) throw new Error(`nobody gave approval ${approval}`);
    const usedBy = this.#usedGrants.get(approval) ?? id;
    if (usedBy !== id) throw new Error(`approval ${approval} lets ${usedBy} and ${id} pass`);
    this.#usedGrants.set(approval, id);
  }

  #killWins(
    { ownSession, agent, credential, from, fromStep, nowMs }: Leaving,
    isCall: boolean,
  ): void {
    const subjects = { session: ownSession, agent, credential, everything: '' };
    for (const { order, by, atMs, atStep } of this.#orders) {
      if (order.scope !== 'everything' && subjects[order.scope] !== order.subject) continue;
      const isLate = isCall && nowMs > atMs + elsewhereMsMax;
      const knows = by === from || fromStep > atStep || isLate;
      if (knows)
        throw new Error(
          `something of ${ownSession} passes ${nowMs - atMs} ms after its kill was answered`,
        );
    }
  }
}
