import * as fc from 'fast-check';
import type { SetPiece } from '../../../../compiler/evaluate/known.ts';
import { joinPieces, type Piece } from '../../../../compiler/evaluate/sets/piece.ts';

/** A set and some text of it, made by filling each gap as its definition says. */
export interface SetAndMember<P extends Piece = SetPiece> {
  readonly pieces: readonly P[];
  readonly member: string;
}

/** Fills for gaps, over an alphabet of characters without `/`. */
export interface Fills {
  readonly character: fc.Arbitrary<string>;
  readonly text: fc.Arbitrary<string>;
  /** For what lies beneath; else it is `character`. */
  readonly beneath?: fc.Arbitrary<string>;
}

const below = (fills: Fills, skipsHidden: boolean): fc.Arbitrary<string> => {
  const name = fc
    .array(fills.beneath ?? fills.character, { minLength: 1, maxLength: 3 })
    .map((characters) => characters.join(''))
    .filter((text) => text !== '.' && text !== '..' && !(skipsHidden && text.startsWith('.')));
  return fc.array(name, { maxLength: 3 }).map((names) => names.map((one) => `/${one}`).join(''));
};

const oneOf = (fills: Fills): fc.Arbitrary<readonly [SetPiece, string]> => {
  const run = fc.array(fills.character, { maxLength: 3 }).map((characters) => characters.join(''));
  return fc.oneof(
    fills.text.map((text) => [{ kind: 'text', text }, text] as const),
    run.map((text) => [{ kind: 'run' }, text] as const),
    fills.character.map((text) => [{ kind: 'unit' }, text] as const),
  );
};

/** Random sets, each with a member; `ends` lets them end in everything beneath. */
export function setAndMember(fills: Fills, ends = true): fc.Arbitrary<SetAndMember> {
  const tail = (skipsHidden: boolean): fc.Arbitrary<readonly [SetPiece, string]> =>
    below(fills, skipsHidden).map((text) => [{ kind: 'below', skipsHidden }, text] as const);
  const end = ends ? fc.option(fc.oneof(tail(true), tail(false)), { freq: 2 }) : fc.constant(null);
  return fc
    .tuple(fc.array(oneOf(fills), { minLength: 1, maxLength: 4 }), end)
    .map(([parts, last]) => {
      const all = last === null ? parts : [...parts, last];
      return { pieces: all.map(([piece]) => piece), member: all.map(([, text]) => text).join('') };
    })
    .filter(({ pieces }) => joinPieces(pieces)[0]?.kind !== 'below');
}
