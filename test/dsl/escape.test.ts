import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeHidden,
  hasRefused,
  quote,
  refusedCharacters,
  stringLiteral,
} from '../../dsl/escape.ts';
import { readString } from '../../dsl/string-literal.ts';

const refusedIn = (text: string) => [...refusedCharacters(text)].map(({ at }) => at);

describe('quote', () => {
  it.each([
    ['Bash', '`Bash`'],
    ['', '``'],
    ['a\nb\tc\r', '`a\\nb\\tc\\u{d}`'],
    ['\u202eevil\u202c', '`\\u{202e}evil\\u{202c}`'],
    ['`rm`', '`\\u{60}rm\\u{60}`'],
    ['\u001b[31m', '`\\u{1b}[31m`'],
    ['a\u00a0b\u3000', '`a\\u{a0}b\u3000`'],
    ['\ud800x', '`\\u{d800}x`'],
    ['日本 é 😀', '`日本 é 😀`'],
  ])('%j is %s', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('cuts at 60 characters, never within an escape', () => {
    expect(quote('a'.repeat(60))).toBe(`\`${'a'.repeat(60)}\``);
    expect(quote('a'.repeat(61))).toBe(`\`${'a'.repeat(60)}…\``);
    expect(quote(`${'a'.repeat(55)}\u202e`)).toBe(`\`${'a'.repeat(55)}…\``);
    expect(quote('\n'.repeat(1_000_000))).toHaveLength(63);
  });

  it('shows one line that nothing in the text can end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(quote(text)).toMatch(
          /^`[^`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]*`$/u,
        );
      }),
    );
  });
});

describe('stringLiteral', () => {
  it('reads back as the same text and holds nothing that is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed());
        const literal = stringLiteral(text);
        expect(readString(literal)).toBe(text);
        expect(hasRefused(literal)).toBe(false);
        expect(literal).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('refusedCharacters', () => {
  it('leaves alone what scripts and emoji need', () => {
    expect(refusedIn('\t日本語 فارسی\u200cها 👩\u200d👧 ⚠\ufe0f\r\n\n')).toEqual([]);
  });

  it.each([
    '\0',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u00ad',
    '\u061c',
    '\u115f',
    '\u180e',
    '\u200b',
    '\u200e',
    '\u200f',
    '\u2028',
    '\u2029',
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2060',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u3164',
    '\ufeff',
    '\ufff9',
    '\u{e0041}',
    '\u{e0100}',
    '\ud800',
    '\udfff',
    '\r',
    '\u00a0',
    '\u2003',
    '\u200d',
    '\ufe0f',
  ])('finds %j', (character) => {
    expect(refusedIn(`a${character}b`)).toEqual([1]);
    expect(hasRefused(character)).toBe(true);
  });

  it('allows a byte order mark at the start only', () => {
    expect(refusedIn('\ufeffa\ufeff')).toEqual([2]);
  });
});

it('escapeHidden keeps what can be seen', () => {
  expect(escapeHidden('a b\u200dc')).toBe('a b\\u{200d}c');
});
