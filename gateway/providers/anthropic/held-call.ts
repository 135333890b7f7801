import type { ToolCall } from '../../enforce/gate.ts';
import type { Tombstone } from '../../enforce/tombstone.ts';
import { argumentsDefect } from '../../json/arguments.ts';
import { spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { callDefect, rewriteCall } from './call-block.ts';
import type { Frame } from './sse.ts';
import { writeEvent } from './sse-write.ts';

/** Far above what a model writes as the arguments of one call, in UTF-16 units. */
const argumentsUnitsMax: number = 8 * 1024 * 1024;

/**
 * Bytes kept of one call, with what each frame costs beside its bytes: room for the longest answer
 * of today's models, 128,000 tokens, in frames of one token.
 */
const heldBytesMax: number = 32 * 1024 * 1024;
const frameCostBytes = 64;

/** One tool_use block of a streamed answer, held from its first byte until it has been judged. */
export class HeldCall {
  readonly index: number;
  readonly #block: JsonValue;
  /** Of the event that starts the block. */
  readonly #startData: Buffer;
  #frames: Buffer[] = [];
  /** Frames among them that do not belong to the block: pings, comments, unknown events. */
  #others: Buffer[] = [];
  #heldBytes = 0;
  #deltas = '';
  #hasDeltas = false;
  #isTooLarge = false;

  /** `start` is the frame of the event that starts the block, and `block` its `content_block`. */
  constructor(start: Frame, index: number, block: JsonValue) {
    this.index = index;
    this.#block = block;
    this.#startData = start.data ?? Buffer.alloc(0);
    this.keep(start);
  }

  get id(): string | undefined {
    return this.#block.get('id')?.text;
  }

  get name(): string | undefined {
    return this.#block.get('name')?.text;
  }

  /** Keeps a frame of the block. */
  keep({ bytes }: Frame): void {
    this.#heldBytes += bytes.length + frameCostBytes;
    if (this.#heldBytes > heldBytesMax) this.#giveUp();
    else this.#frames.push(bytes);
  }

  /** Keeps a frame that came in between. */
  keepOther(frame: Frame): void {
    this.keep(frame);
    if (!this.#isTooLarge) this.#others.push(frame.bytes);
  }

  /** Takes the `partial_json` of a delta. */
  append(part: string): void {
    this.#hasDeltas = true;
    if (this.#deltas.length + part.length > argumentsUnitsMax) this.#giveUp();
    else if (!this.#isTooLarge) this.#deltas += part;
  }

  /** The call as it is now. `defect` is one that the block alone does not show. */
  call(defect: string | null): ToolCall {
    const argumentsText = this.#argumentsText();
    return {
      id: this.id ?? '',
      name: this.name ?? '',
      argumentsText,
      defect: defect ?? this.#defect() ?? argumentsDefect(argumentsText),
    };
  }

  /** The block exactly as it came. */
  released(): Buffer {
    return Buffer.concat(this.#frames);
  }

  /** The block with another call in place of the one that the model wrote. */
  replaced(tombstone: Tombstone): Buffer {
    const { index } = this;
    const delta = { type: 'input_json_delta', partial_json: tombstone.input };
    const events = [
      writeEvent('content_block_start', this.#startOf(tombstone)),
      writeEvent(
        'content_block_delta',
        JSON.stringify({ type: 'content_block_delta', index, delta }),
      ),
      writeEvent('content_block_stop', JSON.stringify({ type: 'content_block_stop', index })),
    ];
    return Buffer.concat([Buffer.from(events.join('')), ...this.#others]);
  }

  /** Keeps every member but name and input: clients send them back, and the provider compares. */
  #startOf({ name }: Tombstone): string {
    const splices = rewriteCall(this.#block, { name, input: '{}' });
    // A line feed here is JSON space: it joined two `data` lines.
    return spliceBytes(this.#startData, splices).toString().replaceAll('\n', ' ');
  }

  #argumentsText(): string {
    const input = this.#block.get('input');
    if (this.#isTooLarge) return '{}';
    if (this.#deltas !== '') return this.#deltas;
    return input?.json ?? '{}';
  }

  #defect(): string | null {
    if (this.#isTooLarge) return 'the call is too large to be judged';
    const input = this.#block.get('input');
    if (this.#hasDeltas && input !== undefined && !(input.kind === 'object' && input.isEmpty))
      return 'the arguments were sent twice, at the start and in parts';
    return callDefect(this.#block);
  }

  #giveUp(): void {
    this.#isTooLarge = true;
    this.#frames = [];
    this.#others = [];
    this.#deltas = '';
  }
}
