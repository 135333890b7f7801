import type { PieceEntry } from '../../bundle/rules.ts';
import type { SetPiece } from '../known.ts';
import type { ShellWord } from '../shell/reading.ts';

/** What each variable of a positional stands for in a word; `maybe` where the word may not fit. */
export type Fit = 'no' | 'maybe' | ReadonlyMap<string, ShellWord>;

const nothing: ReadonlyMap<string, ShellWord> = new Map();

/** Fits a word to the pieces of a positional: `s3://logs/a/b` to `s3://{bucket}/{key}`. */
export function fitPieces(pieces: readonly PieceEntry[], word: ShellWord): Fit {
  const [only] = pieces;
  if (only?.kind === 'variable' && pieces.length === 1) {
    return isOfType(only, word) ? new Map([[only.name, word]]) : 'no';
  }
  if (word.kind === 'unknown') return 'maybe';
  const parts: readonly SetPiece[] =
    word.kind === 'text' ? [{ kind: 'text', text: word.text }] : word.pieces;
  return fitParts(pieces, parts);
}

/** A number or truth value that is none is no such argument. */
function isOfType({ type }: Extract<PieceEntry, { kind: 'variable' }>, word: ShellWord): boolean {
  if (word.kind !== 'text') return true;
  if (type === 'Int') return /^[+-]?\d{1,15}$/.test(word.text);
  return type !== 'Bool' || word.text === 'true' || word.text === 'false';
}

function fitParts(pieces: readonly PieceEntry[], parts: readonly SetPiece[]): Fit {
  const values = new Map<string, ShellWord>();
  let rest = parts;
  for (const [at, piece] of pieces.entries()) {
    const next = pieces[at + 1];
    if (piece.kind === 'text') {
      const cut = cutText(rest, piece.text);
      if (typeof cut === 'string') return cut;
      rest = cut;
      continue;
    }
    const split =
      next?.kind === 'text' ? splitAt(rest, next.text.charAt(0)) : { head: rest, tail: [] };
    if (typeof split === 'string') return split;
    if (split.head.length === 0) return 'no';
    values.set(piece.name, wordOf(split.head));
    rest = split.tail;
  }
  if (rest.length === 0) return values.size === 0 ? nothing : values;
  return rest.some((part) => part.kind === 'text' || part.kind === 'unit') ? 'no' : 'maybe';
}

/** What follows a text that the parts begin with. */
function cutText(parts: readonly SetPiece[], text: string): readonly SetPiece[] | 'no' | 'maybe' {
  const [first, ...others] = parts;
  if (first === undefined) return 'no';
  if (first.kind !== 'text') return 'maybe';
  if (first.text.startsWith(text)) return withText(first.text.slice(text.length), others);
  // Only the start of the text is certain: what follows may be the rest of it.
  return text.startsWith(first.text) && others.length > 0 ? 'maybe' : 'no';
}

/** Splits before the first of a character. Only a slash is in no run. */
function splitAt(
  parts: readonly SetPiece[],
  character: string,
): { readonly head: readonly SetPiece[]; readonly tail: readonly SetPiece[] } | 'no' | 'maybe' {
  for (const [at, part] of parts.entries()) {
    if (part.kind !== 'text') {
      const isClear = character === '/' && (part.kind === 'run' || part.kind === 'unit');
      if (!isClear) return 'maybe';
      continue;
    }
    const found = part.text.indexOf(character);
    if (found < 0) continue;
    return {
      head: [...parts.slice(0, at), ...textPart(part.text.slice(0, found))],
      tail: withText(part.text.slice(found), parts.slice(at + 1)),
    };
  }
  return 'no';
}

function withText(text: string, parts: readonly SetPiece[]): readonly SetPiece[] {
  return [...textPart(text), ...parts];
}

function textPart(text: string): readonly SetPiece[] {
  return text === '' ? [] : [{ kind: 'text', text }];
}

function wordOf(parts: readonly SetPiece[]): ShellWord {
  const [first] = parts;
  return first?.kind === 'text' && parts.length === 1
    ? { kind: 'text', text: first.text }
    : { kind: 'set', pieces: parts };
}
