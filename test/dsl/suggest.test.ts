import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggest } from '../../dsl/suggest.ts';

describe('suggest', () => {
  it.each([
    ['wehn', 'when'],
    ['polcy', 'policy'],
    ['ALLOW', 'allow'],
    ['denny', 'deny'],
    ['undr', 'under'],
  ])('%s is meant as %s', (word, meant) => {
    expect(suggest(word, ['allow', 'ask', 'deny', 'when', 'under', 'policy'])).toBe(meant);
  });

  it.each(['xyz', 'completely-different', '', 'allow'])('%s is near to nothing', (word) => {
    expect(suggest(word, ['allow', 'deny'])).toBeUndefined();
  });

  it('takes the nearest, and the first of equals', () => {
    expect(suggest('reed', ['weed', 'read', 'reads'])).toBe('weed');
    expect(suggest('claud-code', ['cloud-node', 'claude-code'])).toBe('claude-code');
  });

  it('gives up on long words at once', () => {
    const long = 'a'.repeat(1_000_000);
    expect(suggest(long, [`${long}b`])).toBeUndefined();
    expect(suggest('abc', [long])).toBeUndefined();
  });

  it('finds a word again after any one edit', () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('q', ''), (original, at, inserted) => {
        const place = at % original.length;
        const edited = original.slice(0, place) + inserted + original.slice(place + 1);
        fc.pre(edited !== original);
        expect(suggest(edited, [original])).toBe(original);
      }),
    );
  });
});
