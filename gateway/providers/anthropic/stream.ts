import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import type { ServerTool } from '../../enforce/gate.ts';
import type { AnswerFacts, RelayOptions, ResponseSummary } from '../dialect.ts';
import type { AnswerReader, Step } from '../answer-reader.ts';
import { relayAnswer } from '../relay.ts';
import type { Frame } from '../sse.ts';
import { writeEvent } from '../sse-write.ts';
import { readEvent } from '../stream-event.ts';
import { TextFrame } from '../text-frame.ts';
import { failureEvent } from './failure.ts';
import { HeldBlock } from './held-block.ts';
import { type BlockStep, MessageState } from './message-state.ts';

/** Passes a streamed message on, holding its tool_use blocks. */
export function relayStream(options: RelayOptions): Promise<ResponseSummary> {
  return relayAnswer(options, new MessageReader(options.gate.serverTools ?? []));
}

/** Keeps a client waiting: clients count events, not comments. */
const ping: Buffer = Buffer.from(writeEvent('ping', '{"type": "ping"}'));

const nothing = Buffer.alloc(0);

class MessageReader implements AnswerReader {
  readonly #message: MessageState;
  /** The call that has begun and not ended. */
  #held: HeldBlock | null = null;
  readonly known = new TextFrame();

  constructor(serverTools: readonly ServerTool[]) {
    this.#message = new MessageState(serverTools);
  }

  get isOver(): boolean {
    return this.#message.isOver;
  }

  get isComplete(): boolean {
    return this.#message.isComplete;
  }

  get facts(): AnswerFacts {
    return this.#message.facts;
  }

  accept(frame: Frame): Step | null {
    this.known.forget();
    const event = readEvent(frame);
    const step: BlockStep = event === null ? { kind: 'pass' } : this.#message.accept(event);
    switch (step.kind) {
      case 'pass':
        return null;
      case 'text':
        if (step.text?.kind === 'string') this.known.learn(frame, step.text);
        return null;
      case 'call-start':
        this.#held = new HeldBlock(frame, step.index, step.block);
        return this.#part(frame, false);
      case 'call-delta':
        this.#held?.append(step.part);
        return this.#part(frame, false);
      case 'call-stop':
        return this.#part(frame, true);
      case 'served':
        return { calls: [], complete: [], bytes: () => frame.bytes, served: [step.call] };
      case 'made':
        return { calls: [], complete: [], bytes: () => frame.bytes, made: step.fileIds };
      default:
        return { calls: [], complete: [], bytes: () => frame.bytes, isFailure: true };
    }
  }

  ping(): Buffer {
    return ping;
  }

  failure(error: SentrelyError): Buffer {
    return failureEvent(error);
  }

  /** A frame of the held block. The first is where its replacement stands. */
  #part(frame: Frame, isEnd: boolean): Step | null {
    const held = this.#held;
    if (held === null) return null;
    if (isEnd) this.#held = null;
    return {
      calls: [held],
      complete: isEnd ? [held] : [],
      bytes: () => held.replacement(frame) ?? (held.isReplaced ? nothing : frame.bytes),
      isOnlyPart: true,
    };
  }
}
