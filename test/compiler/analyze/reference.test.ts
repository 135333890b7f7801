import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../compiler/analyze/reference/glob.ts';
import {
  coversPath,
  isPath,
  isUnder,
  placePath,
} from '../../../compiler/analyze/reference/path.ts';
import { allOf, loosely, opposite, someOf } from '../../../compiler/analyze/reference/truth.ts';
import {
  readAddress,
  readHostname,
  readMailbox,
} from '../../../compiler/analyze/reference/value.ts';

describe('logic', () => {
  it('is strong Kleene', () => {
    expect([allOf([true, undefined]), allOf([false, undefined]), allOf([])]).toEqual([
      undefined,
      false,
      true,
    ]);
    expect([someOf([false, undefined]), someOf([true, undefined]), someOf([])]).toEqual([
      undefined,
      true,
      false,
    ]);
    expect([opposite(undefined), opposite(true)]).toEqual([undefined, false]);
    expect([loosely(true, true), loosely(false, true), loosely(false, false)]).toEqual([
      true,
      undefined,
      false,
    ]);
  });
});

describe('paths', () => {
  it.each([
    ['src/../a', null, { absolute: undefined, below: 'a', isInside: true }],
    ['/ws/a', '/ws', { absolute: '/ws/a', below: 'a', isInside: true }],
    ['/ws', '/ws/', { absolute: '/ws', below: '', isInside: true }],
    ['/wsx', '/ws', { absolute: '/wsx', below: undefined, isInside: false }],
    ['/WS/a', '/ws', { absolute: '/WS/a', below: undefined, isInside: undefined }],
    ['..', '/ws', { absolute: '/', below: undefined, isInside: false }],
    ['~/a/..', '/ws', { absolute: '~', below: undefined, isInside: undefined }],
  ])('%s in %s', (text, workspace, place) => {
    expect(placePath(text, workspace)).toEqual(place);
  });

  it.each([
    '',
    '..',
    '~/..',
    '~maria',
    'a\0',
    'a\\b',
    'C:/x',
    '//./x',
    '/proc/1/cwd/x',
    '/dev/fd/3',
    '\ud800',
  ])('%j is unknown', (text) => {
    expect(placePath(text, null)).toBeUndefined();
  });

  it('patterns, directories and literals', () => {
    const place = placePath('/home/m/.ssh/a', '/ws');
    expect([coversPath('~/.ssh/*', place), coversPath('~/.SSH/*', place)]).toEqual([
      true,
      undefined,
    ]);
    expect([isUnder('~/.ssh', place), isUnder('/home/m/.s', place)]).toEqual([true, false]);
    expect([isPath('/home/m/.ssh/a', place), isPath('~/.ssh/a', place)]).toEqual([true, undefined]);
    expect(isUnder('.', placePath('/ws', '/ws'))).toBe(true);
  });
});

describe('values', () => {
  it('hosts', () => {
    expect(['X.com.', '0x7f.1', '::1', '[::ffff:7f00:1]'].map(readHostname)).toEqual([
      'x.com',
      '127.0.0.1',
      '[::1]',
      '127.0.0.1',
    ]);
    expect(['', 'a..b', 'a:80', 'a/b', 'u@a'].map(readHostname)).toEqual(Array(5).fill(undefined));
  });

  it('URLs', () => {
    expect(readAddress('HTTPS://X.com/a/../%7eb?c#d')).toEqual({
      scheme: 'https',
      host: 'x.com',
      port: 443,
      path: '/~b',
      whole: 'https://x.com/~b?c',
    });
    expect(readAddress('https://u@x.com/')).toEqual({});
    expect(readAddress('mailto:a@x.com')).toEqual({ scheme: 'mailto' });
    expect(readAddress('https://x.com/a%2fb').path).toBeUndefined();
  });

  it('mail addresses', () => {
    expect(readMailbox('A.b@X.com')).toEqual({ local: 'A.b', domain: 'x.com', whole: 'A.b@x.com' });
    expect(
      ['a@b@c', '.a@x.com', 'a@[127.0.0.1]', '"a"@x.com'].map((text) => readMailbox(text)),
    ).toEqual([{}, {}, {}, {}]);
  });
});

it('the glob search survives the longest patterns', () => {
  expect(globMatches('segments', '?'.repeat(1024), 'a'.repeat(1024))).toBe(true);
  expect(globMatches('segments', '{a,b}'.repeat(200), 'ab'.repeat(100))).toBe(true);
  expect(globMatches('text', '*a'.repeat(300), 'a'.repeat(299))).toBe(false);
});
