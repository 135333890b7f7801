import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePattern, patternLengthMax } from '../../../compiler/automata/pattern.ts';

describe('a pattern', () => {
  it('is a tree of literals, wildcards and choices', () => {
    expect(parsePattern('a\\{?*{b,c**}')).toEqual({
      ok: true,
      pattern: [
        { kind: 'text', text: 'a{' },
        { kind: 'one' },
        { kind: 'run' },
        {
          kind: 'choice',
          options: [[{ kind: 'text', text: 'b' }], [{ kind: 'text', text: 'c' }, { kind: 'deep' }]],
        },
      ],
    });
  });

  it('is read in NFC', () => {
    expect(parsePattern('e\u0301')).toEqual(parsePattern('\u00e9'));
  });

  it('keeps a comma outside braces', () => {
    expect(parsePattern('a,b')).toEqual({ ok: true, pattern: [{ kind: 'text', text: 'a,b' }] });
  });

  it.each([
    ['a***', 1, 'found `***`, expected `*` or `**`'],
    ['a{b', 1, 'found `{` without `}`, expected `\\{` for the brace itself'],
    ['{a,{b}', 3, 'found braces with one alternative, expected `{a,b}`'],
    ['{a,{b,c}', 0, 'found `{` without `}`, expected `\\{` for the brace itself'],
    ['a}', 1, 'found `}` without `{`, expected `\\}` for the brace itself'],
    ['{}', 0, 'found braces with one alternative, expected `{a,b}`'],
    ['a[bc]', 1, 'found `[`, expected `{a,b}` for alternatives or `\\[` for the bracket itself'],
    ['ab\\', 2, 'found `\\` at the end, expected a character after it'],
    ['!a', 0, 'found `!`, expected an exclusion as `and not` in the condition'],
    ['{a,{a,{a,{a,{a,b}}}}}', 12, 'found braces 5 deep, expected at most 4'],
    ['a'.repeat(1025), patternLengthMax, 'found 1025 characters, expected at most 1024'],
    ['a\ud800b', 1, 'found half of a surrogate pair, expected a whole character'],
  ])('%s is refused at %d', (text, offset, message) => {
    expect(parsePattern(text)).toEqual({ ok: false, fault: { offset, message } });
  });

  it('is read or refused, whatever the text', () => {
    const hostile = fc.string({ unit: fc.constantFrom('{', '}', ',', '*', '\\', 'a', '\ud800') });
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = parsePattern(text);
        if (!parsed.ok) expect(parsed.fault.offset).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
