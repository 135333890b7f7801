import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadablePath, readPath } from '../../../../compiler/evaluate/facts/path.ts';
import { readPathSet } from '../../../../compiler/evaluate/facts/path-set.ts';
import type { SetPiece } from '../../../../compiler/evaluate/known.ts';
import { isMember } from '../../../../compiler/evaluate/sets/member.ts';
import { joinPieces, onlyText, type Piece } from '../../../../compiler/evaluate/sets/piece.ts';
import { setAndMember } from '../sets/any-set.ts';

/** `src/*.ts`, `a?`, `docs/**` for everything beneath, `docs/^^` for what is not hidden beneath. */
function set(shown: string): readonly SetPiece[] {
  const pieces: SetPiece[] = [];
  for (const part of shown.split(/(\/\*\*$|\/\^\^$|[*?])/)) {
    if (part === '*') pieces.push({ kind: 'run' });
    else if (part === '?') pieces.push({ kind: 'unit' });
    else if (part === '/**') pieces.push({ kind: 'below', skipsHidden: false });
    else if (part === '/^^') pieces.push({ kind: 'below', skipsHidden: true });
    else if (part !== '') pieces.push({ kind: 'text', text: part });
  }
  return pieces;
}

function show(pieces: readonly Piece[] | null): string | null {
  if (pieces === null) return null;
  const signs = {
    run: '*',
    unit: '?',
    any: '***',
    few: '?',
    letter: '?',
    name: '{}',
    labels: '{}',
  } as const;
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.kind !== 'below') return signs[piece.kind];
      return piece.skipsHidden ? '/^^' : '/**';
    })
    .join('');
}

describe('in a known workspace', () => {
  it.each([
    ['src/*.ts', '/app/src/*.ts', 'src/*.ts', 'yes'],
    ['./src//*', '/app/src/{}', 'src/{}', 'yes'],
    ['*', '/app/{}', '{}', 'yes'],
    ['**', '/app/{}', '{}', 'yes'],
    ['./**', '/app/**', '/**', 'yes'],
    ['src/^^', '/app/src/^^', 'src/^^', 'yes'],
    ['*/../x?', '/app/x?', 'x?', 'yes'],
    ['../*', '/{}', null, 'unknown'],

    ['../*/x', '/{}/x', null, 'unknown'],
    ['/etc/*', '/etc/{}', null, 'no'],
    ['/a*/x', '/a*/x', null, 'unknown'],
    ['/b*/x', '/b*/x', null, 'no'],
    ['/APP/*', '/APP/{}', null, 'unknown'],
    ['~/.ssh/*', '~/.ssh/{}', null, 'unknown'],
    ['~/**', '~/**', null, 'unknown'],
    ['/srv/**', '/srv/**', null, 'no'],
  ])('%s', (shown, absolute, relative, inside) => {
    const fact = readPathSet(set(shown), '/app', '.');
    expect(fact.isUnknown).toBe(false);
    expect([show(fact.absolute), show(fact.relative), fact.inside]).toEqual([
      absolute,
      relative,
      inside,
    ]);
  });

  it.each([
    ['could be dots', '.*'],
    ['could be the parent', 'a/.?'],
    ['ends in dots', 'a/*..'],
    ['the homes of others', '~*'],
    ['a backslash', 'a\\*'],
    ['a scheme', 'file:*'],
    ['a device namespace', '//?'],
    ['all of the root', '/**'],
    ['all of /proc', '/proc/**'],
    ['all of what may be /proc', '/p*/x/**'],
    ['open files', '/dev/**'],
    ['roots of processes', '/proc/*/root'],
    ['what may be one', '/proc/1/r*'],
    ['what may be an open file', '/dev/*/0'],
  ])('%s is unknown', (_, shown) => {
    expect(readPathSet(set(shown), '/app', '.').isUnknown).toBe(true);
  });

  it('a run that may hold slashes says nothing', () => {
    expect(
      readPathSet([{ kind: 'text', text: 'src/' }, { kind: 'any' }], '/app', '.').isUnknown,
    ).toBe(true);
  });
});

it('begins where it is said to begin', () => {
  expect(show(readPathSet(set('*.ts'), '/app', '/srv').absolute)).toBe('/srv/*.ts');
  expect(readPathSet(set('*.ts'), '/app', null).isUnknown).toBe(true);
  expect(show(readPathSet(set('*.ts'), null, './src').relative)).toBe('src/*.ts');
  expect(readPathSet(set('*.ts'), null, './src/../..').isUnknown).toBe(true);
  expect(show(readPathSet(set('*.ts'), '/app', '~/src').absolute)).toBe('~/src/*.ts');
});

const segment = fc.constantFrom(
  'a',
  'app',
  'A',
  '..',
  '.',
  '',
  '.a',
  'proc',
  'dev',
  'fd',
  'root',
  '~',
);
const slash = fc.constantFrom('', '/');
const fills = {
  character: fc.constantFrom('a', 'p', 'é', '.', 'A'),
  text: fc
    .tuple(slash, fc.array(segment, { maxLength: 3 }), slash)
    .map(([before, segments, after]) => before + segments.join('/') + after),
};

/** Whether a segment that is all wildcard came out as no name: no shell makes such a member. */
function isNoMember(pieces: readonly SetPiece[], member: string): boolean {
  const shown = pieces.map((piece) =>
    piece.kind === 'text' ? piece.text : piece.kind === 'below' ? '' : '*',
  );
  const own = shown.join('').split('/');
  const filled = member.split('/');
  return own.some((one, at) => {
    const name = filled[at] ?? '';
    return /^\*+$/.test(one) && (name === '' || name === '.' || name === '..');
  });
}

it('says of a set only what holds of each member', () => {
  const directory = fc.constantFrom('.', '/app', '/srv', './a', '..', '~/a', null);
  const workspace = fc.constantFrom('/app', '/app/a', '/', null);
  fc.assert(
    fc.property(
      setAndMember(fills),
      workspace,
      directory,
      ({ pieces: parts, member }, base, start) => {
        const pieces = joinPieces(parts);
        // A shell expands no `~` that a wildcard found.
        if (member.startsWith('~') && pieces[0]?.kind !== 'text') return;
        const fact = readPathSet(pieces, base, start);
        if (fact.isUnknown || onlyText(pieces) !== undefined) return;
        if (isNoMember(pieces, member)) return;
        const one = readPath(member, base, start);
        expect(one.isUnknown).toBe(false);
        if (fact.inside !== 'unknown') expect(one.inside).toBe(fact.inside);
        expect(fact.absolute === null).toBe(one.absolute === null);
        if (fact.absolute !== null) expect(isMember(fact.absolute, one.absolute ?? '')).toBe(true);
        if (fact.relative !== null) expect(isMember(fact.relative, one.relative ?? '')).toBe(true);
      },
    ),
    { numRuns: 20_000 },
  );
});

it('is total', () => {
  const wild = {
    character: fc.string({ unit: 'binary', maxLength: 1 }),
    text: fc.string({ unit: 'binary' }),
  };
  fc.assert(
    fc.property(setAndMember(wild), fc.string(), fc.string(), ({ pieces }, base, start) => {
      expect(readPathSet(pieces, base, start)).toBeDefined();
      for (const piece of pieces) {
        if (piece.kind === 'text' && piece.text.includes('\0')) {
          expect(readPathSet(pieces, base, start).isUnknown).toBe(true);
          expect(isReadablePath(piece.text)).toBe(false);
        }
      }
    }),
  );
});
