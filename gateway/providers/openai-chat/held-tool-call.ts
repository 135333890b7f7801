import type { ToolCall } from '../../enforce/gate.ts';
import type { Tombstone } from '../../enforce/tombstone.ts';
import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { ArgumentsText } from '../arguments-text.ts';
import type { HeldCall } from '../answer-reader.ts';
import { isGiven } from '../request-body.ts';
import { unreadable } from '../stream-event.ts';
import { bodyOf, type CallBody, judgedCall, rewriteBody, textMemberOf } from './tool-call.ts';

/** One call of a streamed answer. Its name and id come with its first part, its end is not marked. */
export class HeldToolCall implements HeldCall {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly #kind: CallBody['kind'];
  readonly #first: JsonValue;
  readonly #text = new ArgumentsText();
  #tombstone: Tombstone | null = null;

  /** `entry` is the first part. */
  constructor(index: number, entry: JsonValue) {
    const body = bodyOf(entry);
    this.index = index;
    this.id = entry.get('id')?.text;
    this.name = body?.value.get('name')?.text;
    this.#kind = body?.kind ?? 'function';
    this.#first = entry;
    this.#append(body);
  }

  /** Takes a further part. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE if it is of another call. */
  append(entry: JsonValue): void {
    const body = bodyOf(entry);
    const id = entry.get('id');
    if (isGiven(id) && id.text !== '' && id.text !== this.id)
      throw unreadable('a part of a call with another id');
    if (body !== undefined && body.kind !== this.#kind)
      throw unreadable('a part of a call of another kind');
    const name = body?.value.get('name');
    if (isGiven(name) && name.text !== '') throw unreadable('a call that is named twice');
    this.#append(body);
  }

  judged(defect: string | null): ToolCall {
    const { text, isTooLarge } = this.#text;
    const call = judgedCall(this.#kind, this.id ?? '', this.name ?? '', isTooLarge ? '{}' : text);
    const own = isTooLarge ? 'the call is too large to be judged' : call.defect;
    return { ...call, defect: defect ?? own };
  }

  sealed(): ToolCall {
    return { ...this.judged(null), argumentsText: this.#text.isTooLarge ? '{}' : this.#text.text };
  }

  settle(tombstone: Tombstone | null): void {
    this.#tombstone = tombstone;
  }

  giveUp(): void {
    this.#text.giveUp();
  }

  /** Splices for one part: the first carries the whole tombstone, the others none of it. */
  replacePart(entry: JsonValue): readonly Splice[] {
    const body = bodyOf(entry);
    if (this.#tombstone === null || body === undefined) return [];
    if (entry === this.#first) return rewriteBody(body, this.#tombstone);
    return rewriteBody(body, { name: undefined, input: '' });
  }

  #append(body: CallBody | undefined): void {
    const text = body?.value.get(textMemberOf(body.kind));
    if (!isGiven(text)) return;
    if (text.text === undefined) throw unreadable('a part of a call that is no text');
    this.#text.append(text.text);
  }
}
