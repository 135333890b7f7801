import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import type { JsonValue } from '../../json/value.ts';
import {
  type AnswerFacts,
  type RelayOptions,
  type ResponseSummary,
  unknownUsage,
} from '../dialect.ts';
import { errorBody } from '../openai/error-body.ts';
import { rewriteFrame } from '../openai/frame-rewrite.ts';
import type { AnswerReader, Step } from '../answer-reader.ts';
import { relayAnswer } from '../relay.ts';
import { isGiven } from '../request-body.ts';
import type { Frame } from '../sse.ts';
import { escapeLineEnds } from '../sse-write.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';
import { TextFrame } from '../text-frame.ts';
import { callsOf } from './choice.ts';
import { HeldToolCall } from './held-tool-call.ts';
import { readUsage } from './usage.ts';

/** Passes a streamed completion on, holding its calls. */
export function relayStream(options: RelayOptions): Promise<ResponseSummary> {
  return relayAnswer(options, new ChunkReader(options.isUsageWanted ?? true));
}

/** Where one choice stands. */
interface Choice {
  /** The call whose parts are coming. */
  open: HeldToolCall | null;
  lastIndex: number;
  isFinished: boolean;
}

/** A part of a call, and the call. */
interface Part {
  readonly held: HeldToolCall;
  readonly entry: JsonValue;
}

/** A comment: no chunk without a choice is safe with every client, and any byte keeps them waiting. */
const ping: Buffer = Buffer.from(': waiting\n\n');

const nothing = Buffer.alloc(0);

/**
 * Reads a streamed completion. The end of a call is not marked: it has come when the next call of its
 * choice begins, or the choice finishes, or the stream does.
 */
class ChunkReader implements AnswerReader {
  readonly known = new TextFrame();
  readonly #isUsageWanted: boolean;
  readonly #choices = new Map<number, Choice>();
  #progress: 'going' | 'complete' | 'failed' = 'going';
  #facts: AnswerFacts = { messageId: null, model: null, stopReason: null, usage: unknownUsage };

  constructor(isUsageWanted: boolean) {
    this.#isUsageWanted = isUsageWanted;
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
    this.known.forget();
    if (frame.defect !== null) throw unreadable(frame.defect);
    if (frame.data === null) return null;
    if (frame.event !== null && !chunkEvents.has(frame.event))
      throw unreadable('a chunk that is announced as another event');
    if (isDone(frame.text)) return this.#finish(frame);
    const chunk = scanAnswer(frame.data);
    const choices = chunk.get('choices');
    if (isGiven(chunk.get('error'))) return this.#fail(frame, choices);
    if (choices?.kind !== 'array') throw unreadable('a chunk without choices');
    this.#learn(chunk);
    if (choices.isEmpty) return this.#usageOnly(frame, chunk);
    return this.#take(frame, choices.items);
  }

  ping(): Buffer {
    return ping;
  }

  failure(error: SentrelyError): Buffer {
    return Buffer.from(`data: ${escapeLineEnds(errorBody(error))}\n\n`);
  }

  #learn(chunk: JsonValue): void {
    const usage = chunk.get('usage');
    this.#facts = {
      messageId: this.#facts.messageId ?? chunk.get('id')?.text ?? null,
      model: this.#facts.model ?? chunk.get('model')?.text ?? null,
      stopReason: this.#facts.stopReason,
      usage: isGiven(usage) ? readUsage(usage) : this.#facts.usage,
    };
  }

  /** The chunk that the gateway had the provider add for its own count. */
  #usageOnly(frame: Frame, chunk: JsonValue): Step | null {
    if (this.#isUsageWanted || !isGiven(chunk.get('usage'))) return null;
    return { calls: [], complete: [], bytes: () => nothing };
  }

  #take(frame: Frame, choices: readonly JsonValue[]): Step | null {
    const parts: Part[] = [];
    const complete: HeldToolCall[] = [];
    for (const choice of choices) this.#takeChoice(choice, parts, complete);
    if (parts.length === 0 && complete.length === 0) return this.#passes(frame, choices);
    return {
      calls: [...new Set([...parts.map(({ held }) => held), ...complete])],
      complete,
      bytes: () =>
        rewriteFrame(
          frame,
          null,
          parts.flatMap(({ held, entry }) => held.replacePart(entry)),
        ),
      isOnlyPart: complete.length === 0,
    };
  }

  /** A chunk without a call changes nothing when it comes again with another text. */
  #passes(frame: Frame, choices: readonly JsonValue[]): null {
    const text = choices[0]?.get('delta')?.get('content');
    if (text?.kind === 'string') this.known.learn(frame, text);
    return null;
  }

  #takeChoice(value: JsonValue, parts: Part[], complete: HeldToolCall[]): void {
    const choice = this.#choiceOf(value);
    for (const entry of callsOf(value, 'delta')) {
      if (choice.isFinished) throw unreadable('a call after the end of its choice');
      parts.push({ held: callOf(choice, entry, complete), entry });
    }
    const reason = value.get('finish_reason');
    if (!isGiven(reason)) return;
    if (reason.text === undefined) throw unreadable('a `finish_reason` that is no text');
    this.#facts = { ...this.#facts, stopReason: this.#facts.stopReason ?? reason.text };
    choice.isFinished = true;
    if (choice.open !== null) complete.push(choice.open);
    choice.open = null;
  }

  #choiceOf(value: JsonValue): Choice {
    const index = value.get('index')?.number;
    if (index === undefined || !Number.isSafeInteger(index) || index < 0)
      throw unreadable('a choice without its index');
    const choice = this.#choices.get(index) ?? { open: null, lastIndex: -1, isFinished: false };
    this.#choices.set(index, choice);
    return choice;
  }

  #finish(frame: Frame): Step {
    const open = [...this.#choices.values()].flatMap((choice) => choice.open ?? []);
    this.#progress = 'complete';
    return { calls: open, complete: open, bytes: () => frame.bytes };
  }

  #fail(frame: Frame, choices: JsonValue | undefined): Step {
    if (isGiven(choices) && !(choices.kind === 'array' && choices.isEmpty))
      throw unreadable('an error with choices');
    this.#progress = 'failed';
    return { calls: [], complete: [], bytes: () => frame.bytes, isFailure: true };
  }
}

/** What an `event:` line may say: clients pass over these, and treat others each in its own way. */
const chunkEvents: ReadonlySet<string> = new Set(['message', 'error', '']);

/** The end of the stream as clients see it: they look at the beginning of the data only. */
function isDone(text: string): boolean {
  return text.startsWith('[DONE]');
}

/** The call that an entry is a part of; begins it, and ends the one before. */
function callOf(choice: Choice, entry: JsonValue, complete: HeldToolCall[]): HeldToolCall {
  const index = entry.get('index')?.number;
  if (index === undefined || !Number.isSafeInteger(index))
    throw unreadable('a part of a call without its index');
  if (choice.open?.index === index) {
    choice.open.append(entry);
    return choice.open;
  }
  if (index <= choice.lastIndex) throw unreadable('a part of a call that has ended');
  if (choice.open !== null) complete.push(choice.open);
  choice.lastIndex = index;
  choice.open = new HeldToolCall(index, entry);
  return choice.open;
}
