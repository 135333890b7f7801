import type { Span } from '../source.ts';
import type { Layout, Piece, Placed } from './layout.ts';

/** Something in brackets that stands on one line if it can, else with one element on each line. */
export interface Block {
  /** The whole on one line. */
  readonly flat: string;
  readonly span: Span;
  /** Up to the opening bracket. */
  readonly head: Placed;
  readonly elements: readonly Piece[];
  /** From the closing bracket. */
  readonly tail: string;
}

/** Puts out a block. A comment behind its head keeps it from standing on one line. */
export function putBlock(layout: Layout, level: number, block: Block): void {
  const { flat, span, head, elements, tail } = block;
  if (layout.tryLine(level, { text: flat, span }, head.span.end)) return;
  layout.line(level, head);
  for (const element of elements) {
    layout.line(level + 1, { ...element, text: `${element.text},` });
  }
  layout.line(level, { text: tail, span: endOf(span) }, level + 1);
}

/** The last character of a span: its closing bracket. */
export function endOf(span: Span): Span {
  return { ...span, start: span.end - 1 };
}

/**
 * Texts joined by commas after a prefix, on as many lines as they need; lines after the first are
 * indented twice, to stand apart from what follows.
 */
export function wrap(prefix: string, texts: readonly string[], columns: number): string {
  const lines: string[] = [];
  let line = prefix;
  for (const [index, text] of texts.entries()) {
    const piece = index < texts.length - 1 ? `${text},` : text;
    const isFirst = line === prefix;
    if (!isFirst && line.length + 1 + piece.length > columns) {
      lines.push(line);
      line = `    ${piece}`;
    } else {
      line = `${line} ${piece}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Texts in brackets, each on a line of its own. */
export function brokenText(open: string, elements: readonly string[], close: string): string {
  const lines = elements.flatMap((element) => `${element},`.split('\n'));
  return [open, ...lines.map((line) => `  ${line}`), close].join('\n');
}
