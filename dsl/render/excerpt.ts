import { escapeHidden } from '../escape.ts';

/** Widest excerpt in columns: with the gutter it fits most terminals and every review page. */
const excerptColumnsMax = 100;

/** Columns kept before the marked text when a long line is cut. */
const leadColumns = 30;

/** UTF-16 units looked at on each side: a line may be a megabyte. */
const reach = 400;

const tabColumns = 4;

/** Code points that terminals draw two columns wide (Unicode East Asian Width W and F; emoji). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const combining = /\p{M}/u;

/** One character as shown. */
interface Cell {
  readonly text: string;
  readonly column: number;
  readonly width: number;
  /** UTF-16 offset in the line. */
  readonly at: number;
}

/** Part of a line, and where in it the marked text stands: columns from 0. */
export interface Excerpt {
  readonly text: string;
  readonly column: number;
  readonly width: number;
}

/**
 * A line made safe for a terminal: what cannot be seen is escaped, tabs become spaces, a long line
 * is cut around the marked text. `start` and `end` are UTF-16 offsets; at least one column is marked.
 */
export function excerpt(line: string, start: number, end: number): Excerpt {
  const cells = cellsOf(line, Math.max(0, start - reach), start + reach);
  const mark = columnAt(cells, start);
  const markEnd = Math.max(mark + 1, columnAt(cells, end));
  const from = mark > excerptColumnsMax - leadColumns ? mark - leadColumns : 0;
  const shown = cells.filter(
    ({ column, width }) => column >= from && column + width <= from + excerptColumnsMax,
  );
  const [first] = shown;
  const last = shown.at(-1);
  const isCutLeft = (first?.at ?? 0) > 0;
  const isCutRight = last !== undefined && last.at + 1 < line.length && last !== cells.at(-1);
  const text = shown.map((cell) => cell.text).join('');
  const shift = (isCutLeft ? 1 : 0) - (first?.column ?? 0);
  const visibleEnd = last === undefined ? mark + 1 : Math.max(mark + 1, last.column + last.width);
  return {
    text: `${isCutLeft ? '…' : ''}${text}${isCutRight ? '…' : ''}`,
    column: mark + shift,
    width: Math.min(markEnd, visibleEnd) - mark,
  };
}

function cellsOf(line: string, from: number, to: number): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let at = from;
  for (const character of line.slice(from, to)) {
    const text = shownAs(character, column);
    const width = widthOf(text);
    cells.push({ text, column, width, at });
    column += width;
    at += character.length;
  }
  return cells;
}

function shownAs(character: string, column: number): string {
  if (character === '\t') return ' '.repeat(tabColumns - (column % tabColumns));
  return escapeHidden(character);
}

function widthOf(text: string): number {
  if (combining.test(text)) return 0;
  return wide.test(text) ? 2 : text.length;
}

/** Column of a UTF-16 offset; behind the last cell when the offset is. */
function columnAt(cells: readonly Cell[], offset: number): number {
  const cell = cells.find(({ at }) => at >= offset) ?? cells.at(-1);
  if (cell === undefined) return 0;
  return cell.at >= offset ? cell.column : cell.column + cell.width;
}
