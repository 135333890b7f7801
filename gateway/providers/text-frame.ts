import type { JsonValue } from '../json/value.ts';
import type { Frame } from './sse.ts';

/**
 * Knows frames that differ from an earlier one in nothing but the inside of one string, as the parts
 * of a text do: what was found of the earlier holds for them, and they need not be scanned. Whoever
 * asks sees to it that nothing came in between that would change what such a frame means.
 */
export class TextFrame {
  #event: string | null = null;
  /** What stands before the inside of the string and after it; null while no frame is known. */
  #before: string | null = null;
  #after = '';

  /** From now on frames like this one are known; `text` is the string in which they may differ. */
  learn({ event, text }: Frame, { start, end }: JsonValue): void {
    this.#event = event;
    this.#before = text.slice(0, start + 1);
    this.#after = text.slice(end - 1);
  }

  forget(): void {
    this.#before = null;
  }

  /** Whether a frame differs from the one that was learnt only inside the string. */
  isLike({ event, text, data, defect }: Frame): boolean {
    const before = this.#before;
    if (before === null || data === null || defect !== null || event !== this.#event) return false;
    const end = text.length - this.#after.length;
    return (
      end >= before.length &&
      text.startsWith(before) &&
      text.endsWith(this.#after) &&
      isPlainText(data, before.length, end)
    );
  }
}

const backslash = 0x5c;
/** What follows a backslash where that stands for one character; a `\u` is left to the scanner. */
const simpleEscapes = '"\\/bfnrt';

/** Whether the bytes are the inside of a string of JSON, and ASCII. */
function isPlainText(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const code = bytes[at] as number;
    if (code < 0x20 || code > 0x7e || code === 0x22) return false;
    if (code !== backslash) at++;
    else if (simpleEscapes.includes(String.fromCharCode(bytes[at + 1] as number))) at += 2;
    else return false;
  }
  return at === end;
}
