import type { Piece } from './piece.ts';

/** What a reader may take for each other: case folding, or only Unicode's own normal form. */
export type Fold = (text: string) => string;

/** Letters of ASCII that compose with a mark that follows, and the three signs that do. */
const composing = /([A-Za-z<=>])?[^\0-\x7f]*$/;
const beyondAscii = /^[^\0-\x7f]+/;

/**
 * A set that holds what every member of a set folds to, and little else. Texts fold as they stand but
 * for their ends: beside a gap the last letter may compose with what the gap holds, and what is not
 * ASCII may be reordered or swallowed, so that it becomes part of the gap. A name beneath counts as it
 * is spelt: one that invisible characters keep from being hidden is not looked for under its fold.
 */
export function loosen(pieces: readonly Piece[], fold: Fold): readonly Piece[] {
  return pieces.flatMap((piece, at): readonly Piece[] => {
    if (piece.kind === 'text') {
      const loose = loosenText(fold(piece.text), isGap(pieces[at - 1]), isGap(pieces[at + 1]));
      // What lies beneath something must not come to stand first, where it would need no slash.
      return loose.length === 0 ? [{ kind: 'text', text: '' }] : loose;
    }
    if (piece.kind === 'name') return [{ kind: 'run' }];
    return [piece.kind === 'unit' ? { kind: 'few' } : piece];
  });
}

function isGap(piece: Piece | undefined): boolean {
  return piece !== undefined && piece.kind !== 'text' && piece.kind !== 'below';
}

/** What a gap takes of a text becomes a run of its own, which says no more than that. */
function loosenText(text: string, isAfterGap: boolean, isBeforeGap: boolean): readonly Piece[] {
  const head = isAfterGap ? (beyondAscii.exec(text)?.[0] ?? '') : '';
  const rest = text.slice(head.length);
  const tail = isBeforeGap ? tailOf(rest) : noTail;
  const middle = rest.slice(0, rest.length - tail.units);
  const kept: readonly Piece[] = middle === '' ? [] : [{ kind: 'text', text: middle }];
  return [...(head === '' ? [] : [run]), ...kept, ...tail.pieces];
}

interface Tail {
  readonly units: number;
  readonly pieces: readonly Piece[];
}

const noTail: Tail = { units: 0, pieces: [] };

/** The end that may compose: marks of the gap change the letter, or stay behind it. */
function tailOf(text: string): Tail {
  const [whole = '', letter] = composing.exec(text) ?? [];
  if (whole === '') return noTail;
  const pieces: readonly Piece[] = letter === undefined ? [] : [{ kind: 'letter', text: letter }];
  return { units: whole.length, pieces: [...pieces, run] };
}

const run: Piece = { kind: 'run' };
