import type { Matcher } from './automaton.ts';
import type { CallFacts, Scalar } from './call-facts.ts';
import { foldCase } from './facts/fold.ts';
import { normalise } from './facts/normal.ts';
import { readText } from './facts/text.ts';
import type { FieldPlace } from './field.ts';
import { loosen } from './sets/loosen.ts';
import { isMember } from './sets/member.ts';
import type { Piece } from './sets/piece.ts';
import type { Truth } from './truth.ts';

/** Literals, and the same folded where only the receiver knows whether case counts. */
export interface Literals {
  readonly exact: ReadonlySet<Scalar>;
  readonly folded: ReadonlySet<string> | null;
}

/** Whether a known value is one of the literals. */
export function equalText({ exact, folded }: Literals, value: NonNullable<Scalar>): Truth {
  if (exact.has(value)) return 'yes';
  return folded?.has(foldCase(String(value))) === true ? 'unknown' : 'no';
}

/** Whether a known value is in the language of a pattern. */
export function matchText(
  value: NonNullable<Scalar>,
  exact: Matcher,
  loose: Matcher | null,
): Truth {
  if (typeof value !== 'string') return 'unknown';
  if (exact.matches(value)) return 'yes';
  return loose?.matches(foldCase(value)) === true ? 'unknown' : 'no';
}

/** Types that read a text as it stands, so that a set of texts can be read as well. */
const plainTypes: ReadonlySet<string> = new Set(['String', 'Key', 'Ref', 'Shell']);

/** The set that a value is in; undefined where the field is of another type or nothing is known. */
export function textSet(facts: CallFacts, place: FieldPlace): readonly Piece[] | undefined {
  if (place.words !== null || place.field !== null) return undefined;
  if (place.type === 'Host') return facts.hosts(place.param);
  if (!plainTypes.has(place.type)) return undefined;
  const pieces = facts.pieces(place.param);
  const isReadable = pieces?.every(
    (piece) => piece.kind !== 'text' || readText(piece.text) !== null,
  );
  return isReadable === true ? pieces : undefined;
}

/**
 * Whether the texts of a set are among the literals: never surely, because a set has more than one.
 * Members are taken unit by unit; one that only Unicode's normal form makes a literal is unknown.
 */
export function equalSet(pieces: readonly Piece[], values: readonly Scalar[]): Truth {
  const loose = loosen(pieces, toNormal);
  const texts = values.filter((value) => typeof value === 'string');
  const isPossible = texts.some((text) => isMember(pieces, text) || isMember(loose, text));
  return isPossible ? 'unknown' : 'no';
}

/** Whether the texts of a set are in the language of a pattern. */
export function matchSet(pieces: readonly Piece[], exact: Matcher, folded: Matcher | null): Truth {
  const share = exact.share(pieces);
  if (share !== 'none') return share === 'all' ? 'yes' : 'unknown';
  if (exact.share(loosen(pieces, toNormal)) !== 'none') return 'unknown';
  return folded === null || folded.share(loosen(pieces, foldCase)) === 'none' ? 'no' : 'unknown';
}

function toNormal(text: string): string {
  return normalise(text) ?? text;
}
