import type { Piece } from './piece.ts';

/** Whether a text is a member of a set. Takes time in the text times the pieces. */
export function isMember(pieces: readonly Piece[], text: string): boolean {
  let ends: ReadonlySet<number> = new Set([0]);
  for (const [at, piece] of pieces.entries()) {
    ends = new Set([...ends].flatMap((start) => endsAfter(piece, text, start, at === 0)));
    if (ends.size === 0) return false;
  }
  return ends.has(text.length);
}

/** Where a piece may end that begins at a place in the text. */
function endsAfter(piece: Piece, text: string, start: number, isFirst: boolean): readonly number[] {
  switch (piece.kind) {
    case 'text':
      return text.startsWith(piece.text, start) ? [start + piece.text.length] : [];
    case 'letter': {
      const end = nextEnd(text, start);
      const isOpen = end !== null && (text.charCodeAt(start) > 0x7f || text[start] === piece.text);
      return isOpen ? [end] : [];
    }
    case 'labels':
      return labelEnds(text, start);
    case 'any':
      return Array.from({ length: text.length - start + 1 }, (_, at) => start + at);
    case 'below':
      return isBelow(text.slice(start), piece.skipsHidden, isFirst) ? [text.length] : [];
    default:
      return endsOfGap(piece.kind, text, start);
  }
}

const label = /[a-z0-9_-]/;

/** The ends of one or more labels with dots between them. */
function labelEnds(text: string, start: number): readonly number[] {
  const ends: number[] = [];
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (label.test(character)) ends.push(at + 1);
    else if (character !== '.' || ends.at(-1) !== at) break;
  }
  return ends;
}

function endsOfGap(
  kind: 'run' | 'unit' | 'few' | 'name',
  text: string,
  start: number,
): readonly number[] {
  const most = kind === 'unit' ? 1 : kind === 'few' ? 3 : Number.POSITIVE_INFINITY;
  const ends = [start];
  let end = nextEnd(text, start);
  while (end !== null && ends.length <= most) {
    ends.push(end);
    end = nextEnd(text, end);
  }
  if (kind === 'unit') return ends.slice(1);
  return kind === 'name' ? ends.filter((one) => isName(text.slice(start, one))) : ends;
}

/** The end of the character at a place, which is no `/`; null when there is none. */
function nextEnd(text: string, at: number): number | null {
  const code = text.codePointAt(at);
  if (code === undefined || code === 0x2f) return null;
  return at + (code > 0xffff ? 2 : 1);
}

function isName(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..';
}

/** Nothing, or names with a `/` before each; where nothing comes before, the first needs none. */
function isBelow(text: string, skipsHidden: boolean, isFirst: boolean): boolean {
  if (text === '') return true;
  if (!isFirst && !text.startsWith('/')) return false;
  const names = (isFirst ? text : text.slice(1)).split('/');
  return names.every((name) => isName(name) && !(skipsHidden && name.startsWith('.')));
}
