import type { Matcher } from './automaton.ts';
import type { CallFacts, Slot } from './call-facts.ts';
import { type FieldPlace, slotIndex, textAt } from './field.ts';
import { foldCase } from './facts/fold.ts';
import { readPath } from './facts/path.ts';
import { readPathSet } from './facts/path-set.ts';
import { loosen } from './sets/loosen.ts';
import { isMember } from './sets/member.ts';
import type { SetPiece } from './known.ts';
import type { Piece } from './sets/piece.ts';
import type { Truth } from './truth.ts';

/** Texts that a path is compared with, exact and as the most tolerant disk would. */
export interface ComparedTexts {
  readonly exact: ReadonlySet<string>;
  /** In folded case, a usual home written as `~`. */
  readonly loose: ReadonlySet<string>;
}

/** One form of a path, or of all paths of a set: absolute, or below the workspace. */
export interface PathForm {
  /** The path; null where it is a set of them. */
  readonly text: string | null;
  /** Of a pattern, and the same in folded case: where only that matches, nobody can say. */
  match(exact: Matcher, folded: Matcher | null): Truth;
  /** Whether it is one of some texts. */
  equal(texts: ComparedTexts): Truth;
}

/** What atoms read of an argument that begins at one directory. */
export interface PathView {
  readonly absolute: PathForm | null;
  readonly relative: PathForm | null;
  readonly inside: Truth;
  readonly isUnknown: boolean;
}

class TextForm implements PathForm {
  readonly text: string;
  #folded: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  match(exact: Matcher, folded: Matcher | null): Truth {
    if (exact.matches(this.text)) return 'yes';
    return folded?.matches(this.#fold()) === true ? 'unknown' : 'no';
  }

  equal({ exact, loose }: ComparedTexts): Truth {
    if (exact.has(this.text)) return 'yes';
    return loose.has(looseHome(this.#fold())) ? 'unknown' : 'no';
  }

  #fold(): string {
    return (this.#folded ??= foldCase(this.text));
  }
}

class SetForm implements PathForm {
  readonly text = null;
  readonly #pieces: readonly Piece[];
  #loose: readonly Piece[] | undefined;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  match(exact: Matcher, folded: Matcher | null): Truth {
    const share = exact.share(this.#pieces);
    if (share !== 'none') return share === 'all' ? 'yes' : 'unknown';
    return folded === null || folded.share(this.#loosen()) === 'none' ? 'no' : 'unknown';
  }

  /** A set has more than one member, so that it never equals a text. */
  equal({ exact, loose }: ComparedTexts): Truth {
    if ([...exact].some((text) => isMember(this.#pieces, text))) return 'unknown';
    const pieces = this.#loosen();
    const atHome = homeForm(pieces);
    const isAtHome = (text: string): boolean =>
      atHome === null ? mayBeHome(pieces) : isMember(atHome, text);
    const mayBe = (text: string): boolean =>
      isMember(pieces, text) || (text.startsWith('~') && isAtHome(text));
    return [...loose].some(mayBe) ? 'unknown' : 'no';
  }

  #loosen(): readonly Piece[] {
    return (this.#loose ??= loosen(this.#pieces, foldCase));
  }
}

/** Usual homes in folded case; which of them is `~` only the client's machine knows. */
const usualHome = /^\/(?:root|(?:home|users)\/[^/]+)(?=\/|$)/;
const homeBeginnings = ['/root', '/home/', '/users/'];

/** A folded absolute path with a usual home written as `~`. */
export function looseHome(folded: string): string {
  return folded.replace(usualHome, '~');
}

/** The set with the whole usual home that it begins with written as `~`; null where it has none. */
function homeForm([first, ...rest]: readonly Piece[]): readonly Piece[] | null {
  const lead = first?.kind === 'text' ? looseHome(first.text) : '';
  return lead.startsWith('~/') ? [{ kind: 'text', text: lead }, ...rest] : null;
}

function mayBeHome([first]: readonly Piece[]): boolean {
  const lead = first?.kind === 'text' ? first.text : '';
  return homeBeginnings.some((home) => home.startsWith(lead) || lead.startsWith(home));
}

const unknown: PathView = { absolute: null, relative: null, inside: 'unknown', isUnknown: true };

/** Where the views of a path are kept: one for each directory that it may begin at. */
export function pathSlot(place: FieldPlace): Slot<readonly PathView[]> {
  return { index: slotIndex(place), read: (facts) => readViews(facts, place) };
}

function readViews(facts: CallFacts, place: FieldPlace): readonly PathView[] {
  const text = textAt(facts, place);
  const pieces = text === '' && place.field === null ? facts.pieces(place.param) : undefined;
  if (pieces !== undefined) return readSet(pieces, facts);
  const view = (directory: string | null): PathView =>
    toView(readPath(text, facts.workspace, directory), textForm);
  return isFixed(text) ? [view(null)] : startsOf(facts).map(view);
}

function readSet(pieces: readonly SetPiece[], facts: CallFacts): readonly PathView[] {
  const [first] = pieces;
  const view = (directory: string | null): PathView =>
    toView(readPathSet(pieces, facts.workspace, directory), setForm);
  return first?.kind === 'text' && isFixed(first.text) ? [view(null)] : startsOf(facts).map(view);
}

const textForm = (text: string): PathForm => new TextForm(text);
const setForm = (pieces: readonly Piece[]): PathForm => new SetForm(pieces);

/** Whether a path begins at one place wherever the call is made. */
function isFixed(text: string): boolean {
  return text.startsWith('/') || text.startsWith('~');
}

/** The directories that other paths may begin at; null is anywhere. */
function startsOf({ directories }: CallFacts): readonly (string | null)[] {
  return directories === null || directories.length === 0 ? [null] : directories;
}

function toView<F>(
  fact: {
    readonly absolute: F | null;
    readonly relative: F | null;
    readonly inside: Truth;
    readonly isUnknown: boolean;
  },
  toForm: (form: F) => PathForm,
): PathView {
  const { absolute, relative, inside, isUnknown } = fact;
  if (isUnknown) return unknown;
  return {
    absolute: absolute === null ? null : toForm(absolute),
    relative: relative === null ? null : toForm(relative),
    inside,
    isUnknown,
  };
}
