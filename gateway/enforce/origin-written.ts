import { echoMin, isEcho } from '../../compiler/evaluate/origin/echo.ts';

/**
 * What the model wrote into its calls, so that it is known again when it comes back as a prompt. The
 * texts themselves up to a bound; of what is dropped then, a filter (B. H. Bloom, 1970) of its
 * pieces, which finds every echo and now and then takes a text for one that is none.
 */
export interface Written {
  readonly texts: readonly string[];
  /** Bits in base64; null as long as nothing was dropped. */
  readonly dropped: string | null;
}

/** Nothing was written yet. */
export const emptyWritten: Written = { texts: [], dropped: null };

/** UTF-16 units of the texts that are kept whole. */
const unitsMax = 96 * 1024;

/** Longest text that is kept whole. */
const wholeMax = 16 * 1024;

const filterBytes = 32 * 1024;

/** Pieces of dropped texts, one at each eighth unit: any 16 units of a text hold one of them whole. */
const pieceUnits = 9;
const pieceStep = 8;

/** Adds texts; the same object where all of them are there already. */
export function write(written: Written, texts: readonly string[]): Written {
  const kept = new Set(written.texts);
  const added = texts.map((text) => text.trim()).filter((text) => text !== '' && !kept.has(text));
  if (added.length === 0) return written;
  for (const text of added) kept.add(text);
  return shrink({ texts: [...kept], dropped: written.dropped });
}

/** Drops the longest texts, or the oldest of the short ones, until the bound holds. */
function shrink({ texts, dropped }: Written): Written {
  let units = texts.reduce((sum, text) => sum + text.length, 0);
  if (units <= unitsMax && texts.every((text) => text.length <= wholeMax))
    return { texts, dropped };
  const filter = Filter.read(dropped);
  const gone = new Set<string>();
  // A stable sort: of equal length the oldest goes first. Half is freed, so that it is rarely done.
  for (const text of texts.toSorted((left, right) => right.length - left.length)) {
    if (text.length <= wholeMax && units <= unitsMax / 2) break;
    filter.drop(text);
    gone.add(text);
    units -= text.length;
  }
  return { texts: texts.filter((text) => !gone.has(text)), dropped: filter.write() };
}

/** Keeps nothing whole. */
export function dropAll({ texts, dropped }: Written): Written {
  const filter = Filter.read(dropped);
  for (const text of texts) filter.drop(text);
  return { texts: [], dropped: filter.write() };
}

/** Whether a text is an echo of something that was written, or may be. */
export function isWritten(written: Written, text: string): boolean {
  if (isEcho(text, written.texts)) return true;
  return written.dropped !== null && Filter.read(written.dropped).hasEcho(text.trim());
}

class Filter {
  readonly #bits: Buffer;

  constructor(bits: Buffer) {
    this.#bits = bits;
  }

  static read(text: string | null): Filter {
    const bits = Buffer.alloc(filterBytes);
    if (text !== null) bits.write(text, 'base64');
    return new Filter(bits);
  }

  write(): string {
    return this.#bits.toString('base64');
  }

  drop(text: string): void {
    this.#set('whole', text);
    if (text.length >= echoMin) this.#set('start', text.slice(0, echoMin));
    for (let at = 0; at + pieceUnits <= text.length; at += pieceStep)
      this.#set('piece', text.slice(at, at + pieceUnits));
  }

  hasEcho(text: string): boolean {
    if (this.#has('whole', text)) return true;
    if (text.length < echoMin) return false;
    for (let at = 0; at + echoMin <= text.length; at++)
      if (this.#has('start', text.slice(at, at + echoMin))) return true;
    return Array.from({ length: pieceStep }, (_, at) => at).some((at) => this.#isInside(text, at));
  }

  /** Whether the text may stand inside a dropped one whose pieces begin so far into it. */
  #isInside(text: string, from: number): boolean {
    for (let at = from; at + pieceUnits <= text.length; at += pieceStep)
      if (!this.#has('piece', text.slice(at, at + pieceUnits))) return false;
    return from + pieceUnits <= text.length;
  }

  #set(kind: string, text: string): void {
    for (const bit of bitsOf(kind, text)) {
      const at = bit >>> 3;
      this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (bit & 7));
    }
  }

  #has(kind: string, text: string): boolean {
    return bitsOf(kind, text).every(
      (bit) => ((this.#bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0,
    );
  }
}

/** Three bits for a text, from two sums of FNV-1a. Chosen collisions only make more echoes. */
function bitsOf(kind: string, text: string): readonly number[] {
  let one = 0x81_1c_9d_c5;
  let other = 0x01_00_01_93 ^ kind.length;
  for (const part of [kind, text]) {
    for (let at = 0; at < part.length; at++) {
      one = Math.imul(one ^ part.charCodeAt(at), 0x01_00_01_93);
      other = Math.imul(other ^ part.charCodeAt(at), 0x5b_d1_e9_95) ^ (other >>> 15);
    }
  }
  const bits = filterBytes * 8;
  return [0, 1, 2].map((at) => ((one >>> 0) + at * (other >>> 0)) % bits);
}
