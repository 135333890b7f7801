import type { SetPiece } from '../../evaluate/known.ts';
import { type ExpandedWord, literalWord, unknownWord } from './expanded-word.ts';

/** A part of a word after expansion. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'run' | 'unit' }
  /** `**`: with some shells and options it goes down. */
  | { readonly kind: 'recursive' }
  /** The home directory, from `~` or `$HOME`. */
  | { readonly kind: 'home' }
  /** `isPlain`: it holds no expansion of its own, a number for instance. */
  | { readonly kind: 'unknown'; readonly maySplit: boolean; readonly isPlain: boolean };

/** One of which nothing is known. */
export function unknownSegment(maySplit: boolean, isPlain = false): Segment {
  return { kind: 'unknown', maySplit, isPlain };
}

/** A word of its parts; null when it becomes no word at all. */
export function assembleWord(segments: readonly Segment[]): ExpandedWord | null {
  const texts = mergeTexts(segments);
  if (texts.length === 0) return null;
  const isPlain = texts.every(
    (one) => one.kind === 'text' || (one.kind === 'unknown' && one.isPlain),
  );
  return { ...wordOf(texts), isPlain };
}

function wordOf(texts: readonly Segment[]): ExpandedWord {
  const start = startOf(texts);
  const split = texts.find((segment) => segment.kind === 'unknown' && segment.maySplit);
  if (split !== undefined) return { ...unknownWord(true), start };
  const hasUnknown = texts.some(({ kind }) => kind === 'unknown');
  if (hasUnknown && !texts.some(isCertain)) return { ...unknownWord(maySplit(texts)), start };
  return certainWord(texts, start);
}

/** Whether a part says something of the text that its word becomes. */
function isCertain(segment: Segment): boolean {
  return segment.kind === 'text' && segment.text !== '';
}

/** Joins neighbouring texts; an unquoted empty one is nothing. */
function mergeTexts(segments: readonly Segment[]): readonly Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (segment.kind === 'text' && last?.kind === 'text') {
      const isQuoted = last.isQuoted || segment.isQuoted;
      merged[merged.length - 1] = { kind: 'text', text: last.text + segment.text, isQuoted };
    } else if (segment.kind !== 'text' || segment.text !== '' || segment.isQuoted) {
      merged.push(segment);
    }
  }
  return merged;
}

function startOf([first]: readonly Segment[]): string {
  if (first?.kind === 'home') return '~';
  return first?.kind === 'text' ? first.text : '';
}

/** `~` and `~/x`; null where it stands before anything else but a path. */
function joinHome([first, second, ...rest]: readonly Segment[]): readonly Segment[] | null {
  if (first?.kind !== 'home') return null;
  if (second === undefined) return [{ kind: 'text', text: '~', isQuoted: false }];
  if (second.kind !== 'text' || !second.text.startsWith('/')) return null;
  return [{ ...second, text: `~${second.text}` }, ...rest];
}

/** A word of parts that say something. */
function certainWord(segments: readonly Segment[], start: string): ExpandedWord {
  const isHome = segments[0]?.kind === 'home';
  const joined = isHome ? joinHome(segments) : segments;
  // A folder whose name is a quoted tilde would be taken for the home directory.
  const isTilde = !isHome && (start === '~' || start.startsWith('~/'));
  const pieces = joined === null || isTilde ? null : piecesOf(joined);
  if (pieces === null) return { ...unknownWord(maySplit(segments)), start: isTilde ? '' : start };
  const [first, second] = pieces;
  if (first?.kind === 'text' && second === undefined) return literalWord(first.text);
  return { ...unknownWord(true), word: { kind: 'set', pieces }, start };
}

function piecesOf(segments: readonly Segment[]): readonly SetPiece[] | null {
  const recursive = segments.findIndex(({ kind }) => kind === 'recursive');
  return recursive < 0 ? flatPieces(segments) : deepPieces(segments.slice(0, recursive));
}

function flatPieces(segments: readonly Segment[]): readonly SetPiece[] | null {
  const pieces: SetPiece[] = [];
  for (const segment of segments) {
    if (segment.kind === 'text') pieces.push({ kind: 'text', text: segment.text });
    else if (segment.kind === 'run' || segment.kind === 'unit') pieces.push({ kind: segment.kind });
    else if (segment.kind === 'unknown') pieces.push({ kind: 'any' });
    else return null;
  }
  return pieces;
}

/** A pattern may become the names of several files. */
function maySplit(segments: readonly Segment[]): boolean {
  return segments.some(({ kind }) => kind === 'run' || kind === 'unit' || kind === 'recursive');
}

/** `src/**` and what follows it: everything below `src`, whatever the shell takes it for. */
function deepPieces(before: readonly Segment[]): readonly SetPiece[] | null {
  const last = before.at(-1);
  if (last?.kind !== 'text' || !last.text.endsWith('/') || last.text === '/') return null;
  const text = last.text.replace(/\/+$/, '');
  const pieces = flatPieces([...before.slice(0, -1), { ...last, text }]);
  return pieces === null ? null : [...pieces, { kind: 'below', skipsHidden: false }];
}
