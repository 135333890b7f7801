import type { SetPiece } from '../../evaluate/known.ts';
import { loosen } from '../sets/loosen.ts';
import { isMember } from '../sets/member.ts';
import { joinPieces, type Piece } from '../sets/piece.ts';
import { foldCase } from './fold.ts';
import {
  isDisputed,
  isInside,
  isMagicLink,
  type PathStart,
  processLinks,
  readWorkspace,
  startOf,
} from './path.ts';

/** What a condition may read of a set of paths: the forms of all its members at once. */
export interface PathSetFact {
  /** As of one path; null while only the workspace could tell. */
  readonly absolute: readonly Piece[] | null;
  /** Below the workspace; null unless every member is inside it. */
  readonly relative: readonly Piece[] | null;
  /** `unknown` where some members may be inside and some not. */
  readonly inside: 'yes' | 'no' | 'unknown';
  readonly isUnknown: boolean;
}

const unknown: PathSetFact = { absolute: null, relative: null, inside: 'unknown', isUnknown: true };

/** A segment of the paths of a set: a name, or pieces of which at least one is no text. */
type Segment = string | readonly Piece[];

type Below = Extract<SetPiece, { kind: 'below' }>;

/**
 * Reads a set of paths as `readPath` reads one. The set is that of a shell's glob or of a search: no
 * segment that is all wildcard is empty, `.` or `..`. Where a member could be read differently, or
 * could be a magic link, nothing is known of the set.
 */
export function readPathSet(
  pieces: readonly SetPiece[],
  workspace: string | null,
  directory: string | null,
): PathSetFact {
  const { segments, below } = splitSet(pieces);
  const first = segments[0];
  const isOpen = pieces.some((piece) => piece.kind === 'any');
  if (isOpen || !isReadableSet(pieces) || first === undefined) return unknown;
  const base = workspace === null ? null : readWorkspace(workspace);
  const opening = typeof first === 'string' ? first : leadingText(first);
  const isRoot = first === '' && segments.length > 1;
  const start = startOf(isRoot ? '/' : opening, base, directory);
  if (start === null) return unknown;
  const walked = walk(start, segments.slice(start.skip));
  if (walked === null || mayBeMagic(start, walked, below !== null)) return unknown;
  return toFact(start, walked, below, base);
}

/** Whether every text of a set could stand in a path that all readers take for the same. */
export function isReadableSet(pieces: readonly SetPiece[]): boolean {
  const [first, second] = pieces;
  const texts = pieces.flatMap((piece) => (piece.kind === 'text' ? piece.text : []));
  if (
    texts.some((text, at) => isDisputed(at === 0 && first?.kind === 'text' ? text : `_${text}`))
  ) {
    return false;
  }
  if (first?.kind === 'below' || first === undefined) return false;
  // `~*` names homes of others; `//?/` may be a device namespace.
  const isEnded = second === undefined || second.kind === 'below';
  return isEnded || first.kind !== 'text' || (first.text !== '~' && first.text !== '//');
}

/** Texts beside texts are one; a slash in a text ends a segment. */
function splitSet(pieces: readonly SetPiece[]): {
  readonly segments: readonly Segment[];
  readonly below: Below | null;
} {
  const segments: Piece[][] = [[]];
  let below: Below | null = null;
  for (const piece of pieces) {
    if (piece.kind === 'below') below = piece;
    else if (piece.kind === 'text') {
      const [head = '', ...more] = piece.text.split('/');
      segments.at(-1)?.push({ kind: 'text', text: head });
      for (const text of more) segments.push([{ kind: 'text', text }]);
    } else segments.at(-1)?.push(piece);
  }
  return { segments: segments.map(toSegment), below };
}

function toSegment(pieces: readonly Piece[]): Segment {
  const joined = joinPieces(pieces);
  const [first] = joined;
  if (first === undefined) return '';
  if (joined.length === 1 && first.kind === 'text') return first.text;
  return joined.every((piece) => piece.kind === 'run') ? [{ kind: 'name' }] : joined;
}

function leadingText([first]: readonly Piece[]): string {
  // A wildcard in front never begins an absolute path or one of a home.
  return first?.kind === 'text' ? first.text : '_';
}

/** Folds `.`, `..` and empty segments; null when `..` leads where nobody knows. */
function walk({ kind, segments: before }: PathStart, own: readonly Segment[]): Segment[] | null {
  const walked: Segment[] = [];
  for (const segment of [...before, ...own]) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (walked.pop() === undefined && kind !== 'root') return null;
    } else if (mayBeDots(segment)) return null;
    else walked.push(segment);
    if (kind === 'root' && mayBeMagicHere(walked)) return null;
  }
  return walked;
}

/** Whether wildcards beside dots could make a segment `.` or `..`. */
function mayBeDots(segment: Segment): boolean {
  if (typeof segment === 'string' || segment.every((piece) => piece.kind !== 'text')) return false;
  return isMember(segment, '.') || isMember(segment, '..');
}

function couldBe(segment: Segment | undefined, name: string): boolean {
  if (segment === undefined) return false;
  return typeof segment === 'string' ? segment === name : isMember(segment, name);
}

function mayBeMagicHere(walked: readonly Segment[]): boolean {
  if (walked.every((segment) => typeof segment === 'string')) return isMagicLink(walked);
  if (couldBe(walked[0], 'dev') && couldBe(walked[1], 'fd')) return true;
  const last = walked.at(-1);
  return (
    walked.length > 2 &&
    couldBe(walked[0], 'proc') &&
    [...processLinks].some((link) => couldBe(last, link))
  );
}

/** Whether what lies beneath may be a magic link: beneath the root, /dev or /proc. */
function mayBeMagic({ kind }: PathStart, walked: readonly Segment[], isBelow: boolean): boolean {
  if (kind !== 'root' || !isBelow) return false;
  if (walked.length === 0 || couldBe(walked[0], 'proc')) return true;
  return walked.length === 1 && couldBe(walked[0], 'dev');
}

function toFact(
  { kind }: PathStart,
  walked: readonly Segment[],
  below: Below | null,
  base: readonly string[] | null,
): PathSetFact {
  const tail = below === null ? [] : [below];
  const from = (prefix: string, segments: readonly Segment[]) => [
    ...toPieces(prefix, segments),
    ...tail,
  ];
  if (kind === 'detached') {
    return { absolute: null, relative: from('', walked), inside: 'yes', isUnknown: false };
  }
  if (kind === 'home') {
    const absolute = from('', ['~', ...walked]);
    return { absolute, relative: null, inside: 'unknown', isUnknown: false };
  }
  const inside = base === null ? 'unknown' : insideOf(walked, base, below !== null);
  const relative = inside === 'yes' ? from('', walked.slice(base?.length)) : null;
  return { absolute: from('/', walked), relative, inside, isUnknown: false };
}

function toPieces(prefix: string, segments: readonly Segment[]): readonly Piece[] {
  const text = (value: string): Piece => ({ kind: 'text', text: value });
  return joinPieces([
    text(prefix),
    ...segments.flatMap((segment, at) => [
      text(at === 0 ? '' : '/'),
      ...(typeof segment === 'string' ? [text(segment)] : segment),
    ]),
  ]);
}

function insideOf(
  walked: readonly Segment[],
  base: readonly string[],
  isBelow: boolean,
): 'yes' | 'no' | 'unknown' {
  const start = walked.slice(0, base.length);
  const names = start.filter((segment) => typeof segment === 'string');
  const isPlain = names.length === start.length;
  if (isPlain && start.length === base.length) return isInside(names, base);
  return start.length < base.length && !isBelow ? 'no' : outside(start, base);
}

/** Of members that may lead into the workspace, or surely do not: never `yes`. */
function outside(start: readonly Segment[], base: readonly string[]): 'no' | 'unknown' {
  const mayLead = start.every((segment, at) => {
    const name = foldCase(base[at] ?? '');
    if (typeof segment === 'string') return foldCase(segment) === name;
    return isMember(loosen(segment, foldCase), name);
  });
  return mayLead ? 'unknown' : 'no';
}
