import type { JsonValue } from '../json/value.ts';
import type { Frame, KnownFrames } from './sse.ts';

/**
 * Knows frames that differ from an earlier one in nothing but the inside of one string, as the parts
 * of a text do: what was found of the earlier holds for them, and they need not be read. Whoever
 * asks sees to it that nothing came in between that would change what such a frame means.
 */
export class TextFrame implements KnownFrames {
  /** What stands before the inside of the string and after it; null while no frame is known. */
  #before: string | null = null;
  #after = '';

  /**
   * From now on frames like this one are known; `inside` is the string in which they may differ. Not
   * learnt where the frame is more than its lines \`event\` and \`data\` in their usual spelling.
   */
  learn({ event, text, bytes }: Frame, inside: JsonValue): void {
    const announced = event === null ? '' : `event: ${event}\n`;
    const whole = `${announced}data: ${text}\n\n`;
    if (bytes.toString('latin1') !== whole) return this.forget();
    const dataAt = whole.length - text.length - 2;
    this.#before = whole.slice(0, dataAt + inside.start + 1);
    this.#after = whole.slice(dataAt + inside.end - 1);
  }

  forget(): void {
    this.#before = null;
  }

  endOf(text: string, at: number): number {
    const before = this.#before;
    if (before === null || !text.startsWith(before, at)) return -1;
    const end = endOfPlain(text, at + before.length);
    return text.startsWith(this.#after, end) ? end + this.#after.length : -1;
  }
}

const quote = 0x22;
const backslash = 0x5c;
/** What follows a backslash where that stands for one character; a `\u` is left to the scanner. */
const simpleEscapes: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

/** Where the inside of a string of JSON ends that is ASCII: at its quote, or at what is none of it. */
function endOfPlain(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === backslash && simpleEscapes.has(text.charCodeAt(at + 1))) at += 2;
    else if (code >= 0x20 && code <= 0x7e && code !== quote && code !== backslash) at++;
    else return at;
  }
}
