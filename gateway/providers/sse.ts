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

/** Frames that pass unread, because they differ from one that was read in nothing that counts. */
export interface KnownFrames {
  /** Where the frame ends that begins at `at` of a text with one character for each byte; else -1. */
  endOf(text: string, at: number): number;
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
    return [...this.read(chunk)].filter((frame): frame is Frame => !(frame instanceof Uint8Array));
  }

  /**
   * The same one by one, and the bytes of frames that are known by then, as many at once as come one
   * behind the other. Everything must be taken before the next chunk is read.
   */
  *read(chunk: Uint8Array, known: KnownFrames = none): Generator<Frame | Buffer> {
    if (this.#isRefused) return;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    if (this.#restSize > 0) {
      start = this.#findEnd(bytes, 0);
      if (start !== -1) yield this.#complete(bytes.subarray(0, start));
    }
    if (start === -1) start = 0;
    else if (bytes.includes(carriageReturn)) start = yield* this.#readAny(bytes, start);
    else start = yield* this.#readWhole(bytes, start, known);
    if (start < bytes.length) this.#keep(bytes.subarray(start));
    this.#isRefused = this.#restSize > frameBytesMax;
    if (this.#isRefused) yield tooLarge;
  }

  /** The frames from `start` on, whatever their lines end with. Where the rest begins. */
  *#readAny(bytes: Buffer, start: number): Generator<Frame, number> {
    for (let at = start; ; ) {
      const end = this.#findEnd(bytes, at);
      if (end === -1) return at;
      yield this.#complete(bytes.subarray(at, end));
      at = end;
    }
  }

  /**
   * The frames that lie whole in `bytes` from `start` on, where every line ends with LF: their ends
   * are sought natively. Where the rest begins.
   */
  *#readWhole(bytes: Buffer, start: number, known: KnownFrames): Generator<Frame | Buffer, number> {
    const text = bytes.toString('latin1');
    let at = start;
    for (;;) {
      const passed = endOfKnown(text, at, known);
      if (passed > at) yield bytes.subarray(at, passed);
      const end = endOfFrame(text, passed);
      at = passed;
      if (end === -1) break;
      const frame = readFrame(bytes.subarray(at, end), text.slice(at, end), this.#isFirst);
      this.#isFirst = false;
      at = end;
      yield frame;
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

/** Where the last of the known frames ends that follow each other from `from` on. */
function endOfKnown(text: string, from: number, known: KnownFrames): number {
  let end = from;
  for (let next = from; next !== -1; next = known.endOf(text, next)) end = next;
  return end;
}

/** Of lines that all end with LF; -1 where there is none. */
function endOfFrame(text: string, from: number): number {
  if (text.charCodeAt(from) === lineFeed) return from + 1;
  const end = text.indexOf('\n\n', from);
  return end === -1 ? -1 : end + 2;
}

const none: KnownFrames = { endOf: () => -1 };

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
