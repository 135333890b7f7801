import type { ToolCall } from '../../enforce/gate.ts';
import type { Tombstone } from '../../enforce/tombstone.ts';
import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { ArgumentsText } from '../arguments-text.ts';
import type { HeldCall } from '../answer-reader.ts';
import { unreadable } from '../stream-event.ts';
import {
  readCall,
  refuseWithoutText,
  replaceItem,
  sealedCall,
  textMemberOf,
  toolNameOf,
} from './call-item.ts';

/** One call of a streamed answer: an item from its `added` event to its `done` event. */
export class HeldItem implements HeldCall {
  readonly type: string;
  readonly #added: JsonValue;
  readonly #deltas = new ArgumentsText();
  /** The text that its own end event states. */
  #statedText: string | null = null;
  #done: JsonValue | null = null;
  #tombstone: Tombstone | null = null;
  #hasReplacedDelta = false;

  constructor(type: string, added: JsonValue) {
    this.type = type;
    this.#added = added;
  }

  get id(): string | undefined {
    return this.#added.get('call_id')?.text;
  }

  get name(): string | undefined {
    return toolNameOf(this.#added);
  }

  get isReplaced(): boolean {
    return this.#tombstone !== null;
  }

  /** The member that holds its text, null where the item has no name. */
  get textMember(): 'arguments' | 'input' | null {
    return textMemberOf(this.type);
  }

  /** Whether its text comes in parts, before the item ends. */
  get hasParts(): boolean {
    return this.textMember !== null;
  }

  /** Whether an event that names an item names this one. */
  hasItemId(id: JsonValue | undefined): boolean {
    return id === undefined || id.text === this.#added.get('id')?.text;
  }

  append(part: string): void {
    this.#deltas.append(part);
  }

  /** Takes the whole text, as the event states it that ends the parts. */
  state(text: string): void {
    if (this.#statedText !== null) throw unreadable('a second end of the parts of a call');
    this.#statedText = text;
  }

  /** Takes the finished item. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE if it is another call's. */
  finish(item: JsonValue): void {
    if (item.get('type')?.text !== this.type || !this.#isSameCall(item))
      throw unreadable('an item that ends as another than it began');
    refuseWithoutText(item);
    this.#done = item;
  }

  /** Whether an item of the finished answer is the one that was judged. */
  agreesWith(item: JsonValue): boolean {
    if (item.get('type')?.text !== this.type || !this.#isSameCall(item)) return false;
    if (this.#done === null) return true;
    const [judged, stated] = [readCall(this.#done), readCall(item)];
    return judged.argumentsText === stated.argumentsText;
  }

  judged(defect: string | null): ToolCall {
    const call = readCall(this.#done ?? this.#added);
    const own = this.#defect();
    return { ...call, defect: defect ?? own ?? call.defect };
  }

  sealed(): ToolCall {
    return sealedCall(this.#done ?? this.#added);
  }

  settle(tombstone: Tombstone | null): void {
    this.#tombstone = tombstone;
  }

  giveUp(): void {
    this.#deltas.giveUp();
  }

  /** Splices for the item where it begins: its text is still to come. */
  replaceBeginning(): readonly Splice[] {
    return this.#tombstone === null ? [] : replaceItem(this.#added, this.#tombstone, '');
  }

  /** Splices for the item wherever it is finished. */
  replaceEnd(item: JsonValue): readonly Splice[] {
    const tombstone = this.#tombstone;
    return tombstone === null ? [] : replaceItem(item, tombstone, tombstone.input);
  }

  /** Splices for one part: the first carries the whole text of the tombstone, the others none. */
  replaceDelta(delta: JsonValue): readonly Splice[] {
    if (this.#tombstone === null) return [];
    const text = this.#hasReplacedDelta ? '' : this.#tombstone.input;
    this.#hasReplacedDelta = true;
    return [delta.replacedBy(JSON.stringify(text))];
  }

  /** Splices for the event that ends the parts; some providers repeat the name in it. */
  replaceStatedText(event: JsonValue): readonly Splice[] {
    const tombstone = this.#tombstone;
    const text = event.get(this.textMember ?? '');
    const name = event.get('name');
    if (tombstone === null || text === undefined) return [];
    return [
      text.replacedBy(JSON.stringify(tombstone.input)),
      ...(name === undefined ? [] : [name.replacedBy(JSON.stringify(tombstone.name))]),
    ];
  }

  #isSameCall(item: JsonValue): boolean {
    return item.get('call_id')?.text === this.id && toolNameOf(item) === this.name;
  }

  /** Clients read the text at different places: all of them must say the same. */
  #defect(): string | null {
    const text = this.#done?.get(this.textMember ?? '')?.text;
    if (this.#deltas.isTooLarge) return 'the call is too large to be judged';
    if (this.#done === null) return 'the call is not complete';
    const atStart = this.#added.get(this.textMember ?? '')?.text ?? '';
    const others = [this.#deltas.hasBegun ? this.#deltas.text : null, this.#statedText];
    const isTold = others.every((other) => other === null || other === text);
    if (isTold && (atStart === '' || atStart === text)) return null;
    return 'the arguments differ between the events of the call';
  }
}
