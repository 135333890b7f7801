/** One event of an event stream, with the bytes it came in. */
export interface Frame {
  /** All bytes, the blank line that ends it and comments before it included. */
  readonly bytes: Buffer;
  /** The value of its `event:` line, one character per byte; null without one. */
  readonly event: string | null;
  /** Its `data:` lines joined by line feeds; null when they are absent or empty. */
  readonly data: Buffer | null;
  /** The same with one character for each byte; empty without it. */
  readonly text: string;
  /** Why clients may read it differently, else null. */
  readonly defect: string | null;
}

/** Far above any frame of a provider: one delta, or one message start. */
export const frameBytesMax: number = 16 * 1024 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const empty = Buffer.alloc(0);

/**
 * Cuts a byte stream into the frames of an event stream (HTML standard, "Server-sent events") and
 * keeps every byte: the frames put together are the stream. Lines end with LF, CRLF or CR. How the
 * bytes were chunked never shows in the frames.
 */
export class SseFramer {
  /** The frame that is not complete yet: the first `#restSize` bytes. */
  #rest = empty;
  #restSize = 0;
  #isFirst = true;
  #isLineEmpty = true;
  /** The last byte was a CR: a LF that follows belongs to the same line end. */
  #isAfterCr = false;
  /** The frame is complete, but for a LF that may follow its last CR. */
  #isEnding = false;
  #isRefused = false;

  /** The frames that `chunk` completes. None after a frame that is too large. */
  push(chunk: Uint8Array): Frame[] {
    if (this.#isRefused) return [];
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const frames: Frame[] = [];
    const start = this.#takeAll(bytes, frames);
    if (start < bytes.length) this.#keep(bytes.subarray(start));
    this.#isRefused = this.#restSize > frameBytesMax;
    return this.#isRefused ? [...frames, tooLarge] : frames;
  }

  /** Takes every frame that ends in `bytes`; where the rest begins. */
  #takeAll(bytes: Buffer, frames: Frame[]): number {
    let start = 0;
    if (this.#restSize > 0) {
      start = this.#takeOne(bytes, 0, frames);
      if (start === -1) return 0;
    }
    if (!bytes.includes(carriageReturn)) return this.#takeWhole(bytes, start, frames);
    for (let at = start; at !== -1; at = this.#takeOne(bytes, at, frames)) start = at;
    return start;
  }

  /** Takes the frame that goes on in `bytes` from `start` on; where it ends, or -1. */
  #takeOne(bytes: Buffer, start: number, frames: Frame[]): number {
    const end = this.#findEnd(bytes, start);
    if (end !== -1) frames.push(this.#complete(bytes.subarray(start, end)));
    return end;
  }

  /**
   * Takes the frames that lie whole in `bytes` from `start` on, where every line ends with LF: their
   * ends are sought natively. Where the rest begins.
   */
  #takeWhole(bytes: Buffer, start: number, frames: Frame[]): number {
    const text = bytes.toString('latin1');
    let at = start;
    for (let end = endOfFrame(text, at); end !== -1; end = endOfFrame(text, at)) {
      const frame = readFrame(bytes.subarray(at, end), text.slice(at, end), this.#isFirst);
      this.#isFirst = false;
      frames.push(frame);
      at = end;
    }
    this.#isLineEmpty = at === text.length || text.charCodeAt(text.length - 1) === lineFeed;
    return at;
  }

  /** The frame that the end of the stream left without its blank line, if any. */
  end(): Frame | null {
    return this.#restSize === 0 || this.#isRefused ? null : this.#complete(empty);
  }

  /** Where the frame ends, or -1 when it goes on after `bytes`. */
  #findEnd(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#isEnding) return byte === lineFeed ? at + 1 : at;
      if (byte !== lineFeed && byte !== carriageReturn) {
        at = lastOfLine(bytes, at);
        this.#isLineEmpty = this.#isAfterCr = false;
      } else if (byte === lineFeed && this.#isAfterCr) this.#isAfterCr = false;
      else if (byte === lineFeed && this.#isLineEmpty) return at + 1;
      else {
        this.#isEnding = this.#isLineEmpty;
        this.#isLineEmpty = true;
        this.#isAfterCr = byte === carriageReturn;
      }
    }
    return -1;
  }

  #complete(last: Buffer): Frame {
    const bytes =
      this.#restSize === 0 ? last : Buffer.concat([this.#rest.subarray(0, this.#restSize), last]);
    const frame = readFrame(bytes, bytes.toString('latin1'), this.#isFirst);
    this.#rest = empty;
    this.#restSize = 0;
    this.#isFirst = this.#isEnding = this.#isAfterCr = false;
    this.#isLineEmpty = true;
    return frame;
  }

  /** Doubles its room, so that a frame in many small chunks is not copied once per chunk. */
  #keep(bytes: Buffer): void {
    const size = this.#restSize + bytes.length;
    if (size > this.#rest.length) {
      const rest = Buffer.allocUnsafe(Math.max(size, 2 * this.#rest.length));
      this.#rest.copy(rest, 0, 0, this.#restSize);
      this.#rest = rest;
    }
    bytes.copy(this.#rest, this.#restSize);
    this.#restSize = size;
  }
}

function lastOfLine(bytes: Buffer, from: number): number {
  let at = from;
  for (let next = bytes[at]; at < bytes.length; next = bytes[++at])
    if (next === lineFeed || next === carriageReturn) break;
  return at - 1;
}

/** Of lines that all end with LF; -1 where there is none. */
function endOfFrame(text: string, from: number): number {
  if (text.charCodeAt(from) === lineFeed) return from + 1;
  const end = text.indexOf('\n\n', from);
  return end === -1 ? -1 : end + 2;
}

const tooLarge: Frame = {
  bytes: empty,
  event: null,
  data: null,
  text: '',
  defect: `an event of more than ${frameBytesMax} bytes`,
};

/** As one-byte characters: what the bytes of a leading byte order mark look like. */
const byteOrderMark = '\u00ef\u00bb\u00bf';

function readFrame(bytes: Buffer, text: string, isFirst: boolean): Frame {
  return readUsual(bytes, text) ?? readLines(bytes, text, isFirst);
}

const eventField = 'event: ';
const dataField = 'data: ';

/** Nearly every frame: at most one line `event: x`, one line `data: y`, a blank line. Else null. */
function readUsual(bytes: Buffer, text: string): Frame | null {
  let at = 0;
  let event: string | null = null;
  if (text.startsWith(eventField)) {
    const end = text.indexOf('\n');
    event = text.slice(eventField.length, end);
    at = end + 1;
  }
  const start = at + dataField.length;
  const end = text.length - 2;
  if (start >= end || !text.startsWith(dataField, at)) return null;
  if (bytes.length > frameBytesMax || text.indexOf('\n', start) !== end || text.includes('\r'))
    return null;
  const data = bytes.subarray(start, end);
  return { bytes, event, data, text: text.slice(start, end), defect: null };
}

function readLines(bytes: Buffer, text: string, isFirst: boolean): Frame {
  const lines = (isFirst && text.startsWith(byteOrderMark) ? text.slice(3) : text).split(
    /\r\n|\r|\n/,
  );
  let event: string | null = null;
  let defect: string | null = bytes.length > frameBytesMax ? tooLarge.defect : null;
  const data: string[] = [];
  for (const line of lines) {
    const [field, value] = readLine(line);
    if (field === 'data') data.push(value);
    else if (field === 'event' && event === null) event = value;
    else if (!ignoredFields.has(field)) defect = `a line that clients read differently`;
  }
  const joined = data.join('\n');
  const isEmpty = joined === '';
  return {
    bytes,
    event,
    data: isEmpty ? null : Buffer.from(joined, 'latin1'),
    text: joined,
    defect,
  };
}

/**
 * Fields without a meaning here; the empty one is a comment or an empty line. Any other field, and
 * a second `event`, is a defect, although the standard passes over it: one SDK strips a byte order
 * mark from every line and would see a `data` line where we saw none.
 */
const ignoredFields: ReadonlySet<string> = new Set(['', 'id', 'retry']);

function readLine(line: string): readonly [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const start = line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1;
  return [line.slice(0, colon), line.slice(start)];
}
