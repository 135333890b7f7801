import type { PriceEntry } from '../../compiler/bundle/rules.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import type { ServerTool } from '../enforce/gate.ts';
import type { Amounts } from '../state/ledger.ts';

/** What the calls of an answer are judged with beside their session, as its request stated it. */
export interface BatchContext {
  readonly model: string;
  readonly workspace: string | null;
  /** Name and hex SHA-256 of each tool that the request defines. */
  readonly tools: readonly (readonly [name: string, sha256: string])[];
  /** The tools that the provider may run itself, and the decision that let them go; null without. */
  readonly served: { readonly tools: readonly ServerTool[]; readonly outcome: Outcome } | null;
  /** What the answer costs, as it was when the batch was created; null where that is not known. */
  readonly price: PriceEntry | null;
}

/** What is remembered of the requests of a batch until their answers are fetched. */
export interface BatchPlan {
  /** By the custom_id of each request. */
  readonly contexts: ReadonlyMap<string, BatchContext>;
  /** What was reserved for all of them; null where their agent had no budget. */
  readonly most: Amounts | null;
}

/** The stored form: requests of one batch are much alike, so each context is kept once. */
interface StoredPlan {
  readonly most: Amounts | null;
  readonly contexts: readonly BatchContext[];
  readonly ids: readonly string[];
  /** For each id, which context it has. */
  readonly of: readonly number[];
}

/** Collects the contexts of a batch. */
export class PlanWriter {
  readonly #ids: string[] = [];
  readonly #of: number[] = [];
  /** By their JSON. */
  readonly #places = new Map<string, number>();

  add(customId: string, context: BatchContext): void {
    const json = JSON.stringify(context);
    const place = this.#places.get(json) ?? this.#places.size;
    this.#places.set(json, place);
    this.#ids.push(customId);
    this.#of.push(place);
  }

  /** The text to store. */
  text(most: Amounts | null): string {
    const parts = [
      `"most":${JSON.stringify(most)}`,
      `"contexts":[${[...this.#places.keys()].join(',')}]`,
      `"ids":${JSON.stringify(this.#ids)}`,
      `"of":${JSON.stringify(this.#of)}`,
    ];
    return `{${parts.join(',')}}`;
  }
}

/** Reads what {@link PlanWriter.text} wrote. */
export function readPlan(text: string): BatchPlan {
  const { most, contexts, ids, of } = JSON.parse(text) as StoredPlan;
  const found = ids.map((id, at) => [id, contexts[of[at] ?? -1] as BatchContext] as const);
  return { most, contexts: new Map(found) };
}
