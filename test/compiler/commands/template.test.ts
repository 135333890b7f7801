import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readTemplate } from '../../../compiler/commands/template.ts';

const read = (text: string) => {
  const found = readTemplate(text);
  if (!found.ok) throw new Error(found.fault.message);
  return found;
};

describe('a template', () => {
  it('is words, then placeholders', () => {
    expect(read('push|p {remote?} {refspec...?: Refspec}')).toEqual({
      ok: true,
      words: [['push', 'p']],
      positionals: [
        {
          pieces: [{ kind: 'variable', name: 'remote', type: 'String' }],
          optional: true,
          repeats: false,
        },
        {
          pieces: [{ kind: 'variable', name: 'refspec', type: 'Refspec' }],
          optional: true,
          repeats: true,
        },
      ],
      options: [],
    });
  });

  it('has pieces, and options that may stand anywhere', () => {
    expect(read('s3 rm s3://{bucket}/{key: Key}').positionals[0]?.pieces).toEqual([
      { kind: 'text', text: 's3://' },
      { kind: 'variable', name: 'bucket', type: 'String' },
      { kind: 'text', text: '/' },
      { kind: 'variable', name: 'key', type: 'Key' },
    ]);
    expect(read('rm --bucket {bucket} --key|-k {key: Key}').options).toMatchObject([
      { names: ['--bucket'], value: 'next', type: 'String', variable: 'bucket' },
      { names: ['--key', '-k'], value: 'next', type: 'Key', variable: 'key' },
    ]);
  });

  it('may begin with a dash, and may end the options', () => {
    expect(read('-c|--command {code} -- {args...?}')).toMatchObject({
      words: [['-c', '--command']],
      positionals: [{}, { pieces: [{ kind: 'text', text: '--' }] }, { repeats: true }],
    });
    expect(read('-- {args...?}').words).toEqual([['--']]);
    expect(read('').words).toEqual([]);
  });

  it.each([
    ['a {b', 2, 'no closing'],
    ['a b}', 3, 'without `{`'],
    ['a {b: Nothing}', 2, 'no type'],
    ['a {b: Shell}', 2, 'no type'],
    ['a {b: Json}', 2, 'no type'],
    ['a {}', 2, 'expected `{name}`'],
    ['a {b!}', 2, 'expected `{name}`'],
    ['a {b?} {c}', 7, 'only the last words'],
    ['a {b?} c', 7, 'only the last words'],
    ['a {b...} {c...}', 9, 'only one placeholder'],
    ['a {b...} {c?}', 9, 'which repeats'],
    ['a {b} {b}', 6, 'twice'],
    ['a {b}{c}', 2, 'nothing separates'],
    ['a {b: Path}/{c}', 2, 'may hold'],
    ['a {b: Key}/{c}', 2, 'may hold'],
    ['a {b: Url}:{c}', 2, 'may hold'],
    ['a {b}x', 2, 'may hold'],
    ['a --force', 2, 'expected a placeholder behind it'],
    ['a {b} c|d', 6, 'other spellings'],
    ['a|', 0, 'both sides'],
  ])('%s is wrong at %i', (text, offset, message) => {
    const found = readTemplate(text);
    expect(found.ok ? null : found.fault.offset).toBe(offset);
    expect(found.ok ? '' : found.fault.message).toContain(message);
  });

  it('is read or refused, whatever it is, at a place inside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab{}?.:|- /='.split('')) }), (text) => {
        const found = readTemplate(text);
        if (found.ok) return;
        expect(found.fault.offset).toBeGreaterThanOrEqual(0);
        expect(found.fault.offset + found.fault.length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });
});
