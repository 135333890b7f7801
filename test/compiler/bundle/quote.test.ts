import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { quote } from '../../../compiler/bundle/quote.ts';

it.each([
  ['Bash', '`Bash`'],
  ['', '``'],
  ['a`b', '`a\\u{60}b`'],
  ['a\u0000\u001b[2J\n', '`a\\u{0}\\u{1b}[2J\\u{a}`'],
  ['a\u202eb\u200b\ufeff', '`a\\u{202e}b\\u{200b}\\u{feff}`'],
  ['\u2028', '`\\u{2028}`'],
  ['\ud800', '`\\u{d800}`'],
  ['a\ufffe\uffff', '`a\\u{fffe}\\u{ffff}`'],
  ['\u{1ffff}\ufdd0', '`\\u{1ffff}\\u{fdd0}`'],
  ['é😀', '`é😀`'],
  ['x'.repeat(60), `\`${'x'.repeat(60)}\``],
  ['x'.repeat(61), `\`${'x'.repeat(60)}…\``],
])('%j', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

it('shows nothing that a terminal would obey, and stays short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const quoted = quote(text);
      expect(quoted.slice(1, -1)).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}`]/u,
      );
      expect(quoted.length).toBeLessThanOrEqual(60 * 8 + 3);
    }),
  );
});
