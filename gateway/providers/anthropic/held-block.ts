import type { ToolCall } from '../../enforce/gate.ts';
import type { Tombstone } from '../../enforce/tombstone.ts';
import { argumentsDefect } from '../../json/arguments.ts';
import { spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { ArgumentsText } from '../arguments-text.ts';
import type { HeldCall } from '../answer-reader.ts';
import type { Frame } from '../sse.ts';
import { writeEvent } from '../sse-write.ts';
import { callDefect, rewriteCall } from './call-block.ts';

/** One tool_use block of a streamed answer. */
export class HeldBlock implements HeldCall {
  readonly #index: number;
  readonly #block: JsonValue;
  /** The frame of the event that starts the block. */
  readonly #start: Frame;
  readonly #deltas = new ArgumentsText();
  #tombstone: Tombstone | null = null;

  /** `start` is the frame of the event that starts the block, and `block` its `content_block`. */
  constructor(start: Frame, index: number, block: JsonValue) {
    this.#index = index;
    this.#block = block;
    this.#start = start;
  }

  get id(): string | undefined {
    return this.#block.get('id')?.text;
  }

  get name(): string | undefined {
    return this.#block.get('name')?.text;
  }

  get isReplaced(): boolean {
    return this.#tombstone !== null;
  }

  /** Takes the `partial_json` of a delta. */
  append(part: string): void {
    this.#deltas.append(part);
  }

  judged(defect: string | null): ToolCall {
    const argumentsText = this.#argumentsText();
    return {
      id: this.id ?? '',
      name: this.name ?? '',
      argumentsText,
      defect: defect ?? this.#defect() ?? argumentsDefect(argumentsText),
    };
  }

  sealed(): ToolCall {
    return this.judged(null);
  }

  settle(tombstone: Tombstone | null): void {
    this.#tombstone = tombstone;
  }

  giveUp(): void {
    this.#deltas.giveUp();
  }

  /**
   * The block with another call in place of the one that the model wrote; undefined unless it is
   * replaced and `frame` is the one it starts with.
   */
  replacement(frame: Frame): Buffer | undefined {
    const tombstone = this.#tombstone;
    if (tombstone === null || frame !== this.#start) return undefined;
    const index = this.#index;
    const delta = { type: 'input_json_delta', partial_json: tombstone.input };
    const events = [
      writeEvent('content_block_start', this.#startOf(tombstone)),
      writeEvent(
        'content_block_delta',
        JSON.stringify({ type: 'content_block_delta', index, delta }),
      ),
      writeEvent('content_block_stop', JSON.stringify({ type: 'content_block_stop', index })),
    ];
    return Buffer.from(events.join(''));
  }

  /** Keeps every member but name and input: clients send them back, and the provider compares. */
  #startOf({ name }: Tombstone): string {
    const splices = rewriteCall(this.#block, { name, input: '{}' });
    // A line feed here is JSON space: it joined two `data` lines.
    return spliceBytes(this.#start.data ?? Buffer.alloc(0), splices)
      .toString()
      .replaceAll('\n', ' ');
  }

  #argumentsText(): string {
    if (this.#deltas.isTooLarge) return '{}';
    if (this.#deltas.text !== '') return this.#deltas.text;
    return this.#block.get('input')?.json ?? '{}';
  }

  #defect(): string | null {
    if (this.#deltas.isTooLarge) return 'the call is too large to be judged';
    const input = this.#block.get('input');
    if (this.#deltas.hasBegun && input !== undefined && !(input.kind === 'object' && input.isEmpty))
      return 'the arguments were sent twice, at the start and in parts';
    return callDefect(this.#block);
  }
}
