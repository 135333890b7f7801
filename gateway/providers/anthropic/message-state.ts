import { quote } from '../../../compiler/bundle/quote.ts';
import type { ServedCall, ServerTool } from '../../enforce/gate.ts';
import type { JsonValue } from '../../json/value.ts';
import { deltasOf } from './content-block.ts';
import { madeFiles } from './made-files.ts';
import { type AnswerFacts, unknownUsage, type Usage } from '../dialect.ts';
import { type ServedBlock, servedBlock } from './served-block.ts';
import { type StreamEvent, unreadable } from '../stream-event.ts';
import { updateUsage } from './usage.ts';

/** What one event means for the relay. */
export type BlockStep =
  | { readonly kind: 'pass' }
  /** Part of a block in which nothing can act; null where its text is not known to be all of it. */
  | { readonly kind: 'text'; readonly text: JsonValue | null }
  | { readonly kind: 'call-start'; readonly index: number; readonly block: JsonValue }
  | { readonly kind: 'call-delta'; readonly part: string }
  | { readonly kind: 'call-stop' }
  /** A call that the provider ran itself has ended. */
  | { readonly kind: 'served'; readonly call: ServedCall }
  /** A block that names files which a tool of the provider made. */
  | { readonly kind: 'made'; readonly fileIds: readonly string[] }
  /** The provider reports a failure; nothing follows. */
  | { readonly kind: 'error' };

/** The block that has begun and not ended. */
interface OpenBlock {
  readonly index: number;
  readonly type: string;
  /** Null unless it is a call that the provider runs itself. */
  readonly served: ServedBlock | null;
}

/** Members in which an event could carry a block or a part of one. */
const carriers = ['message', 'content_block', 'content', 'delta', 'index'] as const;

const pass: BlockStep = { kind: 'pass' };

/**
 * Where a streamed message stands. Clients put blocks together by index and forgive disorder, each
 * in its own way; here any disorder is SENTRELY_ERR_UPSTREAM_UNREADABLE.
 */
export class MessageState {
  readonly #serverTools: readonly ServerTool[];
  #progress: 'ahead' | 'begun' | 'over' = 'ahead';
  #hasFailed = false;
  #open: OpenBlock | null = null;
  #nextIndex = 0;
  #id: string | null = null;
  #model: string | null = null;
  #stopReason: string | null = null;
  #usage: Usage = unknownUsage;

  /** `serverTools`: those of which calls pass that the provider runs itself. */
  constructor(serverTools: readonly ServerTool[] = []) {
    this.#serverTools = serverTools;
  }

  /** Nothing that follows belongs to the message. */
  get isOver(): boolean {
    return this.#progress === 'over';
  }

  /** Whether the message came to its end without a failure. */
  get isComplete(): boolean {
    return this.isOver && !this.#hasFailed;
  }

  /** What the provider has said about the message so far. */
  get facts(): AnswerFacts {
    return {
      messageId: this.#id,
      model: this.#model,
      stopReason: this.#stopReason,
      usage: this.#usage,
    };
  }

  /** Takes the next event. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
  accept({ type, json }: StreamEvent): BlockStep {
    switch (type) {
      case 'ping':
        return pass;
      case 'message_start':
        return this.#start(json);
      case 'content_block_start':
        return this.#startBlock(json);
      case 'content_block_delta':
        return this.#delta(json);
      case 'content_block_stop':
        return this.#stopBlock(json);
      case 'message_delta':
        return this.#change(json);
      case 'message_stop':
        return this.#stop();
      case 'error':
        this.#progress = 'over';
        this.#hasFailed = true;
        return { kind: 'error' };
      default:
        return unknownEvent(type, json);
    }
  }

  #start(json: JsonValue): BlockStep {
    const message = json.get('message');
    const content = message?.get('content');
    if (this.#progress !== 'ahead') throw unreadable('a second `message_start`');
    if (content !== undefined && !(content.kind === 'array' && content.isEmpty))
      throw unreadable('a `message_start` with content');
    this.#progress = 'begun';
    this.#id = message?.get('id')?.text ?? null;
    this.#model = message?.get('model')?.text ?? null;
    this.#usage = updateUsage(this.#usage, message?.get('usage'));
    return pass;
  }

  #startBlock(json: JsonValue): BlockStep {
    this.#expectBetweenBlocks('content_block_start');
    const block = json.get('content_block');
    const type = block?.get('type')?.text;
    const index = json.get('index')?.number;
    if (block === undefined || type === undefined) throw unreadable('a block without a `type`');
    if (this.#deltasOf(type) === undefined) throw unreadable(`a block of the type ${quote(type)}`);
    if (index !== this.#nextIndex)
      throw unreadable(`the block ${index} where ${this.#nextIndex} is due`);
    this.#open = { index, type, served: servedBlock(block, this.#serverTools) };
    this.#nextIndex++;
    if (type === 'tool_use') return { kind: 'call-start', index, block };
    const fileIds = madeFiles(block);
    return fileIds.length > 0 ? { kind: 'made', fileIds } : pass;
  }

  #delta(json: JsonValue): BlockStep {
    const open = this.#expectOpen(json);
    const delta = json.get('delta');
    const type = delta?.get('type')?.text;
    if (type === undefined || this.#deltasOf(open.type)?.includes(type) !== true)
      throw unreadable(`a delta ${quote(type ?? '')} in a block ${quote(open.type)}`);
    if (open.type !== 'tool_use' && open.served === null)
      return { kind: 'text', text: textOf(delta) };
    const part = delta?.get('partial_json')?.text;
    if (part === undefined) throw unreadable('an `input_json_delta` without its text');
    if (open.served !== null) {
      open.served.append(part);
      return pass;
    }
    return { kind: 'call-delta', part };
  }

  #stopBlock(json: JsonValue): BlockStep {
    const { type, served } = this.#expectOpen(json);
    this.#open = null;
    if (served !== null) return { kind: 'served', call: served.call };
    return type === 'tool_use' ? { kind: 'call-stop' } : pass;
  }

  #change(json: JsonValue): BlockStep {
    this.#expectBetweenBlocks('message_delta');
    this.#stopReason = json.get('delta')?.get('stop_reason')?.text ?? this.#stopReason;
    this.#usage = updateUsage(this.#usage, json.get('usage'));
    return pass;
  }

  #stop(): BlockStep {
    this.#expectBetweenBlocks('message_stop');
    this.#progress = 'over';
    return pass;
  }

  #deltasOf(type: string): readonly string[] | undefined {
    return deltasOf(type, this.#serverTools.length > 0);
  }

  #expectBetweenBlocks(type: string): void {
    if (this.#progress === 'ahead') throw unreadable(`a \`${type}\` before the message`);
    if (this.#open !== null) throw unreadable(`a \`${type}\` inside the block ${this.#open.index}`);
  }

  #expectOpen(json: JsonValue): OpenBlock {
    const index = json.get('index')?.number;
    if (this.#open === null || this.#open.index !== index)
      throw unreadable(`a part of the block ${index}, which is not open`);
    return this.#open;
  }
}

function textOf(delta: JsonValue | undefined): JsonValue | null {
  return delta?.get('text') ?? delta?.get('thinking') ?? null;
}

/** An event of a type that is not known passes if it cannot carry a block. */
function unknownEvent(type: string, json: JsonValue): BlockStep {
  const carrier = carriers.find((key) => json.get(key) !== undefined);
  if (carrier === undefined) return pass;
  throw unreadable(`an unknown event ${quote(type)} that carries \`${carrier}\``);
}
