import type { SetPiece } from '../../evaluate/known.ts';

/**
 * A piece of a set of texts, with those that only reading one makes. `name` is a whole segment of a
 * path: anything without `/` but nothing, `.` and `..`; `labels` is one or more labels of a host with
 * dots between them. The others stand in folded sets: `few` is up
 * to three characters, which is what one character may fold to; `letter` is this character or any
 * one beyond ASCII, which is what it may compose to with the marks that follow.
 */
export type Piece =
  | SetPiece
  | { readonly kind: 'name' }
  | { readonly kind: 'labels' }
  | { readonly kind: 'few' }
  | { readonly kind: 'letter'; readonly text: string };

type TextPiece = { readonly kind: 'text'; readonly text: string };

/** The only text of a set that has just one; undefined for all others. */
export function onlyText(pieces: readonly SetPiece[]): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind !== 'text') return undefined;
    text += piece.text;
  }
  return text;
}

/** Pieces one after another, texts that meet made one. */
export function joinPieces<P extends Piece>(pieces: readonly P[]): readonly (P | TextPiece)[] {
  const joined: (P | TextPiece)[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.kind === 'text' && piece.text === '') continue;
    if (piece.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + piece.text };
    } else joined.push(piece);
  }
  return joined;
}

/** A set for people: `src/*.ts`, `docs/**`. */
export function showPieces(pieces: readonly SetPiece[]): string {
  return pieces.map(showPiece).join('');
}

function showPiece(piece: SetPiece): string {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'below') return '/**';
  return piece.kind === 'unit' ? '?' : '*';
}
