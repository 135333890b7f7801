import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { quote } from '../../../compiler/bundle/quote.ts';
import type { ServerTool } from '../../enforce/gate.ts';
import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import {
  type AnswerFacts,
  type RelayOptions,
  type ResponseSummary,
  unknownUsage,
} from '../dialect.ts';
import { rewriteFrame } from '../openai/frame-rewrite.ts';
import type { AnswerReader, Step } from '../answer-reader.ts';
import { relayAnswer } from '../relay.ts';
import { isGiven } from '../request-body.ts';
import type { Frame } from '../sse.ts';
import { writeEvent } from '../sse-write.ts';
import { readEvent, type StreamEvent, unreadable } from '../stream-event.ts';
import { itemRole } from './call-item.ts';
import { eventRole } from './event-role.ts';
import { failureEvent, refusalEvents } from './failure.ts';
import { HeldItem } from './held-item.ts';
import { ServedItems } from './served-items.ts';
import { readUsage } from './usage.ts';

/** Passes a streamed response on, holding its calls. */
export function relayStream(options: RelayOptions): Promise<ResponseSummary> {
  return relayAnswer(options, new ResponseReader(options.gate.serverTools ?? []));
}

/** An item that has begun and not ended. */
interface OpenItem {
  readonly type: string;
  /** Null for an item that is no call of the client's. */
  readonly held: HeldItem | null;
}

const nothing = Buffer.alloc(0);
const unknownFacts: AnswerFacts = {
  messageId: null,
  model: null,
  stopReason: null,
  usage: unknownUsage,
};

/**
 * Reads a streamed response. A call is told in up to five places (its beginning, its parts, their
 * end, its own end, the finished response), and each client acts on another one: all must agree, and
 * all are replaced together.
 */
class ResponseReader implements AnswerReader {
  /** `response` of the first event. */
  #created: JsonValue | null = null;
  #sequence = 0;
  #progress: 'going' | 'complete' | 'failed' = 'going';
  #facts = unknownFacts;
  readonly #open = new Map<number, OpenItem>();
  /** Output indexes that were used. */
  readonly #indexes = new Set<number>();
  readonly #calls = new Map<string, HeldItem>();
  readonly #served: ServedItems;

  constructor(serverTools: readonly ServerTool[]) {
    this.#served = new ServedItems(serverTools);
  }

  get isOver(): boolean {
    return this.#progress !== 'going';
  }

  get isComplete(): boolean {
    return this.#progress === 'complete';
  }

  get facts(): AnswerFacts {
    return this.#facts;
  }

  accept(frame: Frame): Step | null {
    const event = readEvent(frame);
    if (event === null) return null;
    this.#sequence = event.json.get('sequence_number')?.number ?? this.#sequence;
    switch (eventRole(event.type)) {
      case 'progress':
        return this.#begin(event);
      case 'item-begins':
        return this.#add(frame, event);
      case 'call-part':
        return this.#part(frame, event);
      case 'call-parts-end':
        return this.#endParts(frame, event);
      case 'item-ends':
        return this.#done(frame, event);
      case 'end':
        return this.#finish(frame, event);
      case 'error':
        this.#progress = 'failed';
        return { calls: [], complete: [], bytes: () => frame.bytes, isFailure: true };
      case 'passing':
        return this.#other(frame, event, true);
      default:
        return this.#other(frame, event, false);
    }
  }

  ping(): Buffer {
    if (this.#created === null) return nothing;
    const type = 'response.in_progress';
    const response = this.#created.json.replaceAll('\n', ' ');
    const json = `{"type":"${type}","sequence_number":${this.#sequence},"response":${response}}`;
    return Buffer.from(writeEvent(type, json));
  }

  failure(error: SentrelyError): Buffer {
    if (this.#created === null) return Buffer.from(refusalEvents(error, Date.now()));
    return failureEvent(error, this.#created, this.#sequence + 1);
  }

  #begin({ type, json }: StreamEvent): null {
    const response = json.get('response');
    const output = response?.get('output');
    if (response?.kind !== 'object') throw unreadable(`a \`${type}\` without its response`);
    if (isGiven(output) && !(output.kind === 'array' && output.isEmpty))
      throw unreadable(`a \`${type}\` with output`);
    this.#created ??= response;
    this.#facts = { ...this.#facts, ...factsOf(response) };
    return null;
  }

  #add(frame: Frame, { json }: StreamEvent): Step | null {
    const { index, item, type } = this.#itemOf(json);
    if (this.#indexes.has(index)) throw unreadable(`the item ${index} begins again`);
    this.#indexes.add(index);
    const open = this.#begun(index, type, item);
    this.#open.set(index, open);
    const { held } = open;
    if (held === null) return null;
    return {
      calls: [held],
      complete: [],
      bytes: () => rewriteFrame(frame, 'response.output_item.added', held.replaceBeginning()),
    };
  }

  #begun(index: number, type: string, item: JsonValue): OpenItem {
    const role = itemRole(type);
    if (role === 'served') this.#served.begin(index, item);
    return { type, held: role === 'call' ? this.#hold(type, item) : null };
  }

  #hold(type: string, item: JsonValue): HeldItem {
    const held = new HeldItem(type, item);
    const id = held.id ?? '';
    if (this.#calls.has(id)) throw unreadable('a call with the id of another');
    this.#calls.set(id, held);
    return held;
  }

  #part(frame: Frame, event: StreamEvent): Step {
    const held = this.#heldBy(event);
    const delta = event.json.get('delta');
    if (delta?.text === undefined) throw unreadable('a part of a call without its text');
    held.append(delta.text);
    return {
      calls: [held],
      complete: [],
      bytes: () => rewriteFrame(frame, event.type, held.replaceDelta(delta)),
      isOnlyPart: true,
    };
  }

  #endParts(frame: Frame, event: StreamEvent): Step {
    const held = this.#heldBy(event);
    const text = event.json.get(memberOf(event.type))?.text;
    if (text === undefined) throw unreadable('the end of the parts of a call without its text');
    held.state(text);
    return {
      calls: [held],
      complete: [],
      bytes: () => rewriteFrame(frame, event.type, held.replaceStatedText(event.json)),
      isOnlyPart: true,
    };
  }

  /** An item may also come in this one event, without a beginning. */
  #done(frame: Frame, { json }: StreamEvent): Step | null {
    const { index, item, type } = this.#itemOf(json);
    const open = this.#open.get(index) ?? this.#openWhole(index, type, item);
    if (open.type !== type) throw unreadable(`an item ${quote(type)} that began as another`);
    this.#open.delete(index);
    const { held } = open;
    if (itemRole(type) === 'served') {
      const served = this.#served.end(index, item);
      return { calls: [], complete: [], bytes: () => frame.bytes, served };
    }
    if (held === null) return null;
    held.finish(item);
    return {
      calls: [held],
      complete: [held],
      bytes: () => rewriteFrame(frame, 'response.output_item.done', held.replaceEnd(item)),
    };
  }

  #openWhole(index: number, type: string, item: JsonValue): OpenItem {
    if (this.#indexes.has(index)) throw unreadable(`the item ${index} ends again`);
    this.#indexes.add(index);
    return this.#begun(index, type, item);
  }

  /** The end repeats every item: none may be in it that was not judged, or not as it is here. */
  #finish(frame: Frame, { type, json }: StreamEvent): Step {
    const response = json.get('response');
    const isWhole = type === 'response.completed';
    const openCalls = [...this.#open.values()].flatMap(({ held }) => held ?? []);
    if (response?.kind !== 'object') throw unreadable(`a \`${type}\` without its response`);
    if (isWhole && openCalls.length > 0) throw unreadable('an end inside a call');
    const output = response.get('output');
    const items = isGiven(output) ? this.#itemsAtEnd(output) : [];
    this.#progress = type === 'response.failed' ? 'failed' : 'complete';
    this.#facts = { ...this.#facts, ...factsOf(response), usage: readUsage(response.get('usage')) };
    const replaced = (): readonly Splice[] =>
      items.flatMap(({ held, item }) => held.replaceEnd(item));
    return {
      calls: openCalls,
      complete: openCalls,
      bytes: () => rewriteFrame(frame, type, replaced()),
      served: this.#served.unfinished(),
    };
  }

  #itemsAtEnd(output: JsonValue): readonly { readonly held: HeldItem; readonly item: JsonValue }[] {
    if (output.kind !== 'array') throw unreadable('an `output` that is not a list');
    return output.items.flatMap((item) => {
      const type = typeOf(item);
      if (itemRole(type) === 'served') this.#served.repeated(item);
      if (itemRole(type) !== 'call') return [];
      const held = this.#calls.get(item.get('call_id')?.text ?? '');
      if (held?.agreesWith(item) !== true)
        throw unreadable('a call at the end that is none of those before');
      return [{ held, item }];
    });
  }

  /** Any other event. Parts of calls without a name tell nothing that the end of the item does not. */
  #other(frame: Frame, event: StreamEvent, isKnown: boolean): Step | null {
    const { type, json } = event;
    const held = this.#open.get(json.get('output_index')?.number ?? -1)?.held ?? null;
    if (held !== null && held.hasParts) throw unreadable(`a ${quote(type)} inside a call`);
    if (held !== null)
      return {
        calls: [held],
        complete: [],
        bytes: () => (held.isReplaced ? nothing : frame.bytes),
        isOnlyPart: true,
      };
    if (this.#served.isPart(event)) return null;
    const carrier = isKnown ? undefined : carriers.find((key) => json.get(key) !== undefined);
    if (carrier === undefined) return null;
    throw unreadable(`an unknown event ${quote(type)} that carries \`${carrier}\``);
  }

  #heldBy({ type, json }: StreamEvent): HeldItem {
    const held = this.#open.get(json.get('output_index')?.number ?? -1)?.held;
    const isOwn = held?.textMember === memberOf(type) && held.hasItemId(json.get('item_id'));
    if (held === undefined || held === null || !isOwn)
      throw unreadable(`a ${quote(type)} of a call that is not open`);
    return held;
  }

  #itemOf(json: JsonValue): { index: number; item: JsonValue; type: string } {
    const item = json.get('item');
    const index = json.get('output_index')?.number;
    if (this.#created === null) throw unreadable('an item before the response');
    if (item === undefined || index === undefined || !Number.isSafeInteger(index) || index < 0)
      throw unreadable('an item without its place');
    return { index, item, type: typeOf(item) };
  }
}

/** Members in which an unknown event could carry a call or a part of one. */
const carriers = [
  'response',
  'output',
  'output_index',
  'item',
  'arguments',
  'input',
  'delta',
  'part',
] as const;

function typeOf(item: JsonValue): string {
  const type = item.get('type')?.text ?? '';
  if (itemRole(type) === 'unknown') throw unreadable(`an item of the type ${quote(type)}`);
  return type;
}

function memberOf(eventType: string): 'arguments' | 'input' {
  return eventType.startsWith('response.function_call_arguments.') ? 'arguments' : 'input';
}

/** What a response says of itself at its beginning and at its end. */
function factsOf(response: JsonValue): Omit<AnswerFacts, 'usage'> {
  const reason = response.get('incomplete_details')?.get('reason')?.text;
  return {
    messageId: response.get('id')?.text ?? null,
    model: response.get('model')?.text ?? null,
    stopReason: reason ?? response.get('status')?.text ?? null,
  };
}
