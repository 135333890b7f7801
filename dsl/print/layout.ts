import type { Comment, File } from '../ast.ts';
import type { Span } from '../source.ts';

/** Widest line that the formatter makes where it has a choice. */
const lineColumnsMax = 100;

const indentUnit = '  ';

/** Columns for text at a level of indentation. */
export function columnsAt(level: number): number {
  return lineColumnsMax - level * indentUnit.length;
}

/** A range of offsets in the printed file's source. */
export type Range = Pick<Span, 'start' | 'end'>;

/** A stretch of the source that is printed as one piece; comments inside it move above the piece. */
export interface Piece {
  readonly text: string;
  /** Undefined where the tree does not say; no comment is looked for then. */
  readonly span: Range | undefined;
}

/** A piece whose place is known. */
export interface Placed extends Piece {
  readonly span: Range;
}

/**
 * Lines in the making. Pieces are given in the order of the source; each comment is put out when the
 * first piece behind it is: at the end of the line before if it stood at the end of a line, else on
 * a line of its own. So no comment is lost, wherever it stood, and a second run changes nothing.
 */
export class Layout {
  readonly #lines: string[] = [];
  readonly #comments: readonly Comment[];
  readonly #paragraphs: readonly number[];
  #nextComment = 0;
  #nextParagraph = 0;
  /** A comment may still be put behind the last line. */
  #isLineOpen = false;
  /** Nothing stands in the current block yet. */
  #isBlockStart = true;
  #wantsBlank = false;

  constructor({ comments, paragraphs }: Pick<File, 'comments' | 'paragraphs'>) {
    this.#comments = comments;
    this.#paragraphs = paragraphs;
  }

  /**
   * Puts out a piece if it fits on one line and no comment stands in it behind the end of its head.
   * False means that nothing was put out, and that the piece must be broken up.
   */
  tryLine(level: number, piece: Placed, headEnd: number): boolean {
    const isBroken =
      piece.text.length > columnsAt(level) || this.hasComment(headEnd, piece.span.end);
    if (!isBroken) this.line(level, piece);
    return !isBroken;
  }

  /** True if the author set two things apart: by a comment, or by an empty line. */
  isApart(start: number, end: number): boolean {
    return this.hasComment(start, end) || this.#paragraphs.some((at) => at > start && at <= end);
  }

  /** Asks for an empty line before whatever comes next. */
  blank(): void {
    this.#wantsBlank = true;
  }

  /** Puts out one piece as a line (or several, if its text says so) at a level of indentation. */
  line(level: number, { text, span }: Piece, commentLevel: number = level): void {
    if (span !== undefined) {
      this.#commentsBefore(span.start, commentLevel);
      this.#keepBlank(span.start);
    }
    if (/^[})\]]/.test(text)) this.#wantsBlank = false;
    if (span !== undefined) this.#commentsInside(span.end, commentLevel);
    this.#put(level, text);
    this.#isLineOpen = true;
    this.#isBlockStart = /[{([]$/.test(text);
  }

  /** The whole text, with the comments that are left. */
  finish(): string {
    this.#commentsBefore(Number.POSITIVE_INFINITY, 0);
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  #put(level: number, text: string): void {
    if (this.#wantsBlank && !this.#isBlockStart) this.#lines.push('');
    this.#wantsBlank = false;
    this.#isBlockStart = false;
    const indent = indentUnit.repeat(level);
    this.#lines.push(...text.split('\n').map((line) => `${indent}${line}`));
  }

  /** True if a comment that is not yet put out begins in the range. */
  hasComment(start: number, end: number): boolean {
    for (let index = this.#nextComment; index < this.#comments.length; index++) {
      const at = this.#comments[index]?.span.start ?? end;
      if (at >= start) return at < end;
    }
    return false;
  }

  /** Keeps the blank line of a paragraph that begins behind what was put out, up to an offset. */
  #keepBlank(offset: number): void {
    if (this.#skipParagraphs(offset)) this.#wantsBlank = true;
  }

  #skipParagraphs(offset: number): boolean {
    const first = this.#nextParagraph;
    while ((this.#paragraphs[this.#nextParagraph] ?? Number.POSITIVE_INFINITY) <= offset) {
      this.#nextParagraph++;
    }
    return this.#nextParagraph > first;
  }

  #commentsBefore(offset: number, level: number): void {
    for (const comment of this.#take(offset)) {
      const last = this.#lines.length - 1;
      if (comment.isTrailing && this.#isLineOpen) {
        this.#lines[last] = `${this.#lines[last] ?? ''} ${comment.text}`;
      } else {
        this.#keepBlank(comment.span.start);
        this.#put(level, comment.text);
      }
      this.#isLineOpen = false;
    }
  }

  #commentsInside(end: number, level: number): void {
    for (const comment of this.#take(end)) this.#put(level, comment.text);
    this.#skipParagraphs(end - 1);
  }

  *#take(offset: number): Generator<Comment> {
    for (;;) {
      const comment = this.#comments[this.#nextComment];
      if (comment === undefined || comment.span.start >= offset) return;
      this.#nextComment++;
      yield comment;
    }
  }
}
