import { describe, expect, it } from 'vitest';
import { findLoop, type SeenCall } from '../../../gateway/enforce/loop.ts';

const minute = 60_000;
const rule = { repeats: 5, withinMs: 10 * minute };
const long = { hash: 'r', bytes: 500, isError: false };

/** Calls a second apart, one for each letter; equal letters are equal calls. */
function calls(
  letters: string,
  of: (letter: string, at: number) => Partial<SeenCall> = () => ({}),
): SeenCall[] {
  return letters.split('').map((letter, at) => ({
    id: String(at),
    same: letter,
    tool: letter,
    atMs: at * 1000,
    isDenied: false,
    result: null,
    ...of(letter, at),
  }));
}

const found = (seen: readonly SeenCall[], repeats = rule.repeats): string | undefined =>
  findLoop(seen, { ...rule, repeats }, seen.at(-1)?.atMs ?? 0)?.kind;

describe('the loop guard', () => {
  it.each([
    ['', undefined],
    ['aaaa', undefined],
    ['aaaaa', 'equal-calls'],
    ['axaxyayaza', 'equal-calls'],
    ['axayaza', undefined],
    ['abab', undefined],
    ['ababa', undefined],
    ['xyababab', 'cycle'],
    ['abcabc', undefined],
    ['xabcabcabc', 'cycle'],
    ['abcabcabd', undefined],
    ['abcdefghij', undefined],
  ])('sees in %j: %s', (letters, kind) => {
    expect(found(calls(letters))).toBe(kind);
  });

  it('looks back no further than the time of the rule', () => {
    const slow = calls('aaaaa', (_, at) => ({ atMs: at * 3 * minute }));
    expect(found(slow)).toBeUndefined();
    expect(found(calls('aaaaa', (_, at) => ({ atMs: at * 2 * minute })))).toBe('equal-calls');
  });

  it('needs more rounds where more repeats are allowed', () => {
    expect(found(calls('abababababab'), 12)).toBe('cycle');
    expect(found(calls('ababababab'), 12)).toBeUndefined();
  });

  it('sees denials in a row', () => {
    expect(found(calls('abcde', () => ({ isDenied: true })))).toBe('denial-streak');
    expect(found(calls('abcde', (letter) => ({ isDenied: letter !== 'c' })))).toBeUndefined();
  });

  it('sees failures in a row, whatever was denied in between or has not come back', () => {
    const failed = { hash: 'e', bytes: 3, isError: true };
    const between = calls('abXcdYef', (letter) => ({
      isDenied: letter === 'X',
      result: 'XY'.includes(letter) ? null : failed,
    }));
    expect(found(between)).toBe('failure-streak');
    expect(
      found(calls('abcde', (letter) => ({ result: { ...failed, isError: letter !== 'b' } }))),
    ).toBeUndefined();
  });

  it('sees one long result of one tool under other arguments', () => {
    const same = (result: SeenCall['result']) => calls('abcde', () => ({ tool: 't', result }));
    expect(found(same(long))).toBe('equal-results');
    expect(found(same({ ...long, bytes: 2 }))).toBeUndefined();
    expect(found(calls('abcde', () => ({ result: long })))).toBeUndefined();
    const news = calls('abcde', (letter) => ({ tool: 't', result: { ...long, hash: letter } }));
    expect(found(news)).toBeUndefined();
  });
});
