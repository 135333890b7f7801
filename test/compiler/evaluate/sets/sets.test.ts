import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Automaton } from '../../../../compiler/bundle/rules.ts';
import { loadAutomaton } from '../../../../compiler/evaluate/automaton.ts';
import { foldCase } from '../../../../compiler/evaluate/facts/fold.ts';
import { loosen } from '../../../../compiler/evaluate/sets/loosen.ts';
import { isMember } from '../../../../compiler/evaluate/sets/member.ts';
import {
  joinPieces,
  onlyText,
  type Piece,
  showPieces,
} from '../../../../compiler/evaluate/sets/piece.ts';
import { setAndMember } from './any-set.ts';

const alphabet = ['a', '.', 'é', '😀', '/'];
const fills = {
  character: fc.constantFrom('a', '.', 'é', '😀'),
  text: fc.array(fc.constantFrom(...alphabet), { maxLength: 3 }).map((some) => some.join('')),
};

/** All texts over the alphabet up to a number of characters. */
function textsUpTo(length: number): readonly string[] {
  let last = [''];
  const all = [''];
  for (let count = 0; count < length; count++) {
    last = last.flatMap((text) => alphabet.map((character) => text + character));
    all.push(...last);
  }
  return all;
}

const texts = textsUpTo(5);

/** Membership as the definition reads, by an expression of the host language. */
function asExpression(pieces: readonly Piece[]): RegExp {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const name = String.raw`(?!\.\.?(?:\/|$))[^/]+`;
  const shown = String.raw`(?!\.)[^/]+`;
  const source = pieces.map((piece, at) => {
    switch (piece.kind) {
      case 'text':
        return escape(piece.text);
      case 'run':
        return '[^/]*';
      case 'unit':
        return '[^/]';
      case 'any':
        return '.*';
      case 'few':
        return '[^/]{0,3}';
      case 'letter':
        return `(?:${escape(piece.text)}|[^\\0-\\x7f])`;
      case 'name':
        return name;
      case 'labels':
        return '[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*';
      default: {
        const one = piece.skipsHidden ? shown : name;
        return at === 0 ? `(?:${one}(?:\\/${one})*)?` : `(?:\\/${one})*`;
      }
    }
  });
  return new RegExp(`^(?:${source.join('')})$`, 'su');
}

const anyPiece: fc.Arbitrary<Piece> = fc.oneof(
  { arbitrary: fills.text.map((text): Piece => ({ kind: 'text', text })), weight: 3 },
  fc.constantFrom<Piece>(
    { kind: 'run' },
    { kind: 'unit' },
    { kind: 'any' },
    { kind: 'few' },
    { kind: 'letter', text: 'a' },
    { kind: 'labels' },
  ),
);

/** Names only where they are whole segments, which is what they are for. */
const anyPieces: fc.Arbitrary<readonly Piece[]> = fc
  .tuple(
    fc.array(anyPiece, { maxLength: 3 }),
    fc.constantFrom<readonly Piece[]>(
      [],
      [{ kind: 'below', skipsHidden: true }],
      [{ kind: 'below', skipsHidden: false }],
      [{ kind: 'text', text: '/' }, { kind: 'name' }],
      [{ kind: 'text', text: '/' }, { kind: 'name' }, { kind: 'text', text: '/a' }],
    ),
  )
  .map(([front, end]) => [...front, ...end]);

it('a text is a member exactly if the definition says so', () => {
  fc.assert(
    fc.property(anyPieces, (pieces) => {
      const expression = asExpression(pieces);
      for (const text of texts.slice(0, 800)) {
        expect(isMember(pieces, text), text).toBe(expression.test(text));
      }
    }),
    { numRuns: 200 },
  );
});

/** Few states, so that short members reach all that members reach. */
const smallAutomaton: fc.Arbitrary<Automaton> = fc
  .record({
    states: fc.integer({ min: 1, max: 3 }),
    classes: fc.constant(5),
  })
  .chain(({ states, classes }) =>
    fc.record({
      // Classes: others, `.`, `/`, `a`, and what is beyond 16 bits or ASCII.
      from: fc.constant([0, 0x2e, 0x2f, 0x30, 0x61, 0x62, 0x80]),
      class: fc.constantFrom([0, 1, 2, 0, 3, 0, 4], [3, 1, 2, 3, 3, 3, 4], [0, 1, 1, 0, 1, 0, 0]),
      classes: fc.constant(classes),
      next: fc.array(fc.nat(states - 1), {
        minLength: classes * states,
        maxLength: classes * states,
      }),
      accept: fc.subarray(Array.from({ length: states }, (_, at) => at)),
    }),
  );

describe('how much of a set a pattern holds', () => {
  it('agrees with the members one by one', () => {
    fc.assert(
      fc.property(smallAutomaton, anyPieces, (automaton, pieces) => {
        const matcher = loadAutomaton(automaton);
        const members = texts.filter((text) => isMember(pieces, text));
        const accepted = members.filter((text) => matcher.matches(text)).length;
        const share = matcher.share(pieces);
        if (share === 'all') expect(accepted).toBe(members.length);
        if (share === 'none') expect(accepted).toBe(0);
        if (accepted > 0 && accepted < members.length) expect(share).toBe('some');
      }),
      { numRuns: 1500 },
    );
  });

  it('is exact where a gap reaches every state in few steps', () => {
    const oneGap = fc
      .tuple(fills.text, fc.constantFrom<Piece>({ kind: 'run' }, { kind: 'unit' }), fills.text)
      .map(([before, gap, after]): readonly Piece[] => [
        { kind: 'text', text: before },
        gap,
        { kind: 'text', text: after },
      ]);
    // A class for everything that the alphabet leaves out would be reached by members it cannot say.
    const said = smallAutomaton.map((one) => ({ ...one, class: [3, 1, 2, 3, 3, 3, 4] }));
    fc.assert(
      fc.property(said, oneGap, (automaton, pieces) => {
        const matcher = loadAutomaton(automaton);
        const [before, gap, after] = pieces;
        const fillings = gap?.kind === 'run' ? texts.slice(0, 156) : texts.slice(1, 6);
        const seen = new Set(
          fillings
            .filter((text) => !text.includes('/'))
            .map((text) => matcher.matches(`${textOf(before)}${text}${textOf(after)}`)),
        );
        const expected = seen.size === 2 ? 'some' : seen.has(true) ? 'all' : 'none';
        expect(matcher.share(pieces)).toBe(expected);
      }),
      { numRuns: 1500 },
    );
  });
});

function textOf(piece: Piece | undefined): string {
  return piece?.kind === 'text' ? piece.text : '';
}

/** Characters that fold, compose, vanish or multiply. */
const tricky = fc.constantFrom(
  'a',
  'E',
  'e',
  '.',
  'K',
  '\u212a',
  'ß',
  'ſ',
  'ﬃ',
  'İ',
  'ı',
  'é',
  'e\u0301',
  '\u0301',
  '\u0327',
  '\u200b',
  '\u200d',
  'Σ',
  'ς',
  '각',
  '\u1100',
  '\u1161',
  '\u11a8',
  'ΐ',
  '<',
  '=',
  '\u0338',
  '😀',
  '\ufb2c',
);
const trickyFills = {
  beneath: tricky.filter((text) => foldCase(text) !== ''),
  character: tricky.filter((text) => /^.$/su.test(text)),
  text: fc.array(fc.oneof(tricky, fc.constant('/')), { maxLength: 3 }).map((some) => some.join('')),
};

it('what a member folds to is in the loosened set', () => {
  fc.assert(
    fc.property(setAndMember(trickyFills), ({ pieces, member }) => {
      const joined = joinPieces(pieces);
      expect(isMember(joined, member)).toBe(true);
      for (const fold of [foldCase, (text: string) => text.normalize('NFC')]) {
        const loose = loosen(joined, fold);
        expect(isMember(loose, fold(member)), JSON.stringify([loose, fold(member)])).toBe(true);
      }
    }),
    { numRuns: 10_000 },
  );
});

it.each<[readonly Piece[], string, boolean]>([
  [[{ kind: 'text', text: 'foo' }, { kind: 'run' }], 'fox', false],
  [
    [{ kind: 'text', text: 'src/' }, { kind: 'run' }, { kind: 'text', text: '.env' }],
    'src/.pem',
    false,
  ],
  [[{ kind: 'text', text: 'Src/' }, { kind: 'run' }], 'src/x', true],
  [[{ kind: 'text', text: '1' }, { kind: 'run' }], '2', false],
])('loosening leaves %j and %s apart or not', (pieces, text, isIn) => {
  expect(isMember(loosen(pieces, foldCase), text)).toBe(isIn);
});

it('sets are joined, shown, and told from single texts', () => {
  const src = [
    { kind: 'text', text: 'src' },
    { kind: 'text', text: '/' },
  ] as const;
  expect(onlyText(src)).toBe('src/');
  expect(onlyText([...src, { kind: 'run' }])).toBeUndefined();
  expect(joinPieces([...src, { kind: 'text', text: '' }])).toEqual([
    { kind: 'text', text: 'src/' },
  ]);
  expect(
    showPieces([...src, { kind: 'run' }, { kind: 'unit' }, { kind: 'below', skipsHidden: true }]),
  ).toBe('src/*?/**');
});
