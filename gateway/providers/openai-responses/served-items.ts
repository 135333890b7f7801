import type { ServedCall, ServerTool } from '../../enforce/gate.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven } from '../request-body.ts';
import { type StreamEvent, unreadable } from '../stream-event.ts';
import { readServed } from './served-item.ts';

/**
 * What the provider ran itself in one streamed response. Every method throws
 * SENTRELY_ERR_UPSTREAM_UNREADABLE for an item of a tool that was not granted.
 */
export class ServedItems {
  readonly #granted: readonly ServerTool[];
  /** Types of the items, by their ids. */
  readonly #types = new Map<string, string>();
  /** Ids of the items, by their indexes. */
  readonly #ids = new Map<number, string>();
  /** As they began, by their ids. */
  readonly #open = new Map<string, ServedCall | null>();

  constructor(granted: readonly ServerTool[]) {
    this.#granted = granted;
  }

  begin(index: number, item: JsonValue): void {
    const served = readServed(item, this.#granted);
    const id = item.get('id')?.text ?? '';
    if (this.#types.has(id)) throw unreadable('an item with the id of another');
    this.#types.set(id, item.get('type')?.text ?? '');
    this.#ids.set(index, id);
    this.#open.set(id, served);
  }

  /** The call that an item tells, where it ends. */
  end(index: number, item: JsonValue): readonly ServedCall[] {
    const served = this.repeated(item);
    const id = item.get('id')?.text ?? '';
    if (this.#ids.get(index) !== id) throw unreadable('an item that ends as another than it began');
    this.#open.delete(id);
    return served === null ? [] : [served];
  }

  /** The call that an item tells which began before. */
  repeated(item: JsonValue): ServedCall | null {
    const served = readServed(item, this.#granted);
    if (this.#types.get(item.get('id')?.text ?? '') !== item.get('type')?.text)
      throw unreadable('an item that is none of those before');
    return served;
  }

  /** The calls of items that have not ended. */
  unfinished(): readonly ServedCall[] {
    return [...this.#open.values()].flatMap((served) => served ?? []);
  }

  /** Whether an event tells how such an item goes on, and can tell nothing else. */
  isPart({ type, json }: StreamEvent): boolean {
    const own = this.#ids.get(json.get('output_index')?.number ?? -1);
    if (own === undefined || !type.startsWith(`response.${this.#types.get(own)}`)) return false;
    const id = json.get('item_id');
    const isOwn = !isGiven(id) || id.text === own;
    return isOwn && ['response', 'output', 'item'].every((key) => json.get(key) === undefined);
  }
}
