import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../compiler/automata/glob.ts';
import { loadAutomaton } from '../../compiler/evaluate/automaton.ts';
import { readDirectory } from '../../compiler/patterns/path.ts';
import type { Reading } from '../../compiler/patterns/pattern-terms.ts';
import { readPattern } from '../../compiler/patterns/read.ts';
import type { ValueType } from '../../compiler/value-type.ts';

function termsOf(reading: Reading) {
  if (!reading.ok) throw new Error(reading.fault.message);
  return reading.alternatives.flat();
}

/** The forms that a reading matches a text in. */
function formsMatching(reading: Reading, text: string): readonly (string | null)[] {
  return termsOf(reading).flatMap((term) => {
    if (term.kind !== 'match') return [];
    const automaton = compilePattern(term.glob, term.pattern);
    return automaton !== undefined && loadAutomaton(automaton).matches(text) ? [term.form] : [];
  });
}

function faultOf(type: ValueType, text: string) {
  const reading = readPattern(type, null, text);
  return reading.ok ? undefined : reading.fault;
}

describe('path patterns', () => {
  it.each([
    ['/etc/**', '/etc/passwd', 'absolute'],
    ['~/.ssh/**', '~/.ssh', 'absolute'],
    ['~/.ssh/**', '/root/.ssh/id', 'absolute'],
    ['~/.ssh/**', '/home/maria/.ssh/id', 'absolute'],
    ['~/.ssh/**', '/Users/maria/.ssh/id', 'absolute'],
    ['~', '/home/maria', 'absolute'],
    ['**/.env', 'a/.env', 'either'],
    ['src/*', 'src/a', 'relative'],
    ['*/a', 'b/a', 'relative'],
    ['\\~x', '~x', undefined],
    ['{/a,b}/c', '/a/c', 'absolute'],
    ['{/a,b}/c', 'b/c', 'relative'],
    ['{{~,/x}/y,z}', '/home/m/y', 'absolute'],
  ])('%s reads %s in its %s form', (pattern, text, form) => {
    const reading = readPattern('Path', null, pattern);
    expect(reading.ok ? formsMatching(reading, text) : [undefined]).toEqual([form]);
  });

  it('a home is one directory, not a deeper one or none', () => {
    const reading = readPattern('Path', null, '~/a');
    for (const text of ['/home/a', '/home/m/n/a', '/home//a', '/rootx/a', 'a']) {
      expect([text, formsMatching(reading, text)]).toEqual([text, []]);
    }
  });

  it('too many anchors are refused before they multiply', () => {
    const startMs = performance.now();
    expect(faultOf('Path', '{,,,}'.repeat(200))?.message).toContain('over 64 alternatives');
    expect(performance.now() - startMs).toBeLessThan(200);
  });
});

describe('directories', () => {
  it.each([
    ['src', 'src', 'relative'],
    ['./src/', 'src/a', 'relative'],
    ['.', 'anything', 'relative'],
    ['.', '', 'relative'],
    ['/', '/etc', 'absolute'],
    ['/a/../b', '/b/c', 'absolute'],
    ['~', '/root/x', 'absolute'],
    ['~/x', '~/x', 'absolute'],
    ['a[b]', 'a[b]/c', 'relative'],
  ])('%s covers %s', (directory, text, form) => {
    expect(formsMatching(readDirectory(directory), text)).toEqual([form]);
  });

  it('end at a separator', () => {
    expect(formsMatching(readDirectory('/app'), '/app-evil/x')).toEqual([]);
  });
});

describe('host, URL and mail patterns', () => {
  it('a host without wildcards is normalised', () => {
    expect(
      formsMatching(readPattern('Host', null, 'B\u00dcCHER.com.'), 'xn--bcher-kva.com'),
    ).toEqual([null]);
    expect(formsMatching(readPattern('Host', null, '0x7f.1'), '127.0.0.1')).toEqual([null]);
    expect(formsMatching(readPattern('Host', null, '[::1]'), '[::1]')).toEqual([null]);
  });

  it('URL patterns name scheme and port', () => {
    const [scheme, port, ...rest] = termsOf(readPattern('Url', null, 'wss://[::1]:8443/a'));
    expect(scheme).toEqual({ kind: 'equal', part: 'scheme', value: 'wss' });
    expect(port).toEqual({ kind: 'equal', part: 'port', value: 8443 });
    expect(rest.map(({ part }) => part)).toEqual(['host', 'path']);
    expect(termsOf(readPattern('Url', null, 'https://x.com:*/a')).map(({ part }) => part)).toEqual([
      'scheme',
      'host',
      'path',
    ]);
  });

  it.each<[ValueType, string, number]>([
    ['Url', 'https://x.com', 0],
    ['Url', 'https://x.com:70000/', 0],
    ['Url', 'https://u@x.com/', 9],
    ['Url', 'https://{a,b/}.com/', 8],
    ['Url', 'https://x.com/%41', 14],
    ['Url', '://x/', 0],
    ['Email', 'a@*.b[c]', 5],
    ['Host', 'a b.*', 1],
  ])('%s %s is refused at %d', (type, pattern, offset) => {
    expect(faultOf(type, pattern)?.offset).toBe(offset);
  });
});
