import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GlobStyle, globMatches } from '../../../compiler/analyze/reference/glob.ts';
import {
  compilePattern,
  type PatternKind,
  uniteAutomata,
} from '../../../compiler/automata/glob.ts';
import { parsePattern } from '../../../compiler/automata/pattern.ts';
import type { Automaton } from '../../../compiler/bundle/rules.ts';
import { accepts } from './match.ts';

function compile(kind: PatternKind, text: string): Automaton {
  const parsed = parsePattern(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.message}`);
  const automaton = compilePattern(kind, parsed.pattern);
  if (automaton === undefined) throw new Error(`${text}: too large`);
  return automaton;
}

function compileAll(kind: PatternKind, texts: readonly string[]): readonly Automaton[] {
  return uniteAutomata(texts.map((text) => compile(kind, text)));
}

const styles: Record<PatternKind, GlobStyle> = {
  path: 'segments',
  key: 'segments',
  ref: 'segments',
  host: 'labels',
  text: 'text',
};

describe('what a pattern matches', () => {
  const cases: [kind: PatternKind, pattern: string, yes: string[], no: string[]][] = [
    ['path', 'src/*.ts', ['src/a.ts', 'src/.ts'], ['src/a/b.ts', 'src/a.tsx', 'xsrc/a.ts']],
    ['path', 'a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb', 'a/b/c']],
    ['path', 'dir/**', ['dir', 'dir/a', 'dir/a/b'], ['dirs', 'di', 'x/dir']],
    ['path', '**/.env', ['.env', 'a/.env', '/a/b/.env'], ['x.env', '.env/a', '.envrc']],
    ['path', '**', ['', 'a', '/a/b'], []],
    ['path', 'a**b', ['ab', 'a/b', 'axx/yb'], ['a', 'ba']],
    ['path', '{src/,}**/x', ['x', 'src/x', 'src/a/x', 'a/x'], ['srcx']],
    ['path', '{a/**,b}', ['a', 'a/c', 'b'], ['b/c']],
    ['path', 'a/**/**', ['a', 'a/b'], ['b']],
    ['path', 'id_{rsa,ed{25519,448}}', ['id_rsa', 'id_ed448'], ['id_', 'id_ed']],
    ['path', 'a\\*b', ['a*b'], ['axb']],
    ['path', '\\[id\\]/?.ts', ['[id]/a.ts', '[id]/😀.ts'], ['[id]//.ts', '[id]/ab.ts']],
    ['ref', 'feature/**', ['feature', 'feature/a', 'feature/a/b'], ['features/a']],
    ['ref', 'feature/*', ['feature/a'], ['feature/a/b', 'feature']],
    ['host', '*.x.com', ['a.x.com'], ['x.com', 'a.b.x.com', 'ax.com']],
    ['host', '**.x.com', ['a.x.com', 'a.b.x.com'], ['x.com', '.x.com', 'evilx.com', 'a..x.com']],
    ['host', 'api-*.x.com', ['api-.x.com', 'api-1.x.com'], ['api-1.y.x.com']],
    ['text', 'prod-*', ['prod-', 'prod-a/b\nc'], ['xprod-a']],
    ['text', '?', ['a', '/', '\n', '😀'], ['', 'ab', '\ud83d']],
  ];
  it.each(cases)('%s %s', (kind, pattern, yes, no) => {
    const automaton = compile(kind, pattern);
    for (const text of yes) expect([text, accepts(automaton, text)]).toEqual([text, true]);
    for (const text of no) expect([text, accepts(automaton, text)]).toEqual([text, false]);
  });
});

const kind = fc.constantFrom<PatternKind>('path', 'key', 'ref', 'host', 'text');
const piece = fc.constantFrom(
  'a',
  'b',
  '/',
  '.',
  '*',
  '?',
  '**',
  '\\*',
  '\\/',
  ',',
  '😀',
  'é',
  '\n',
);
const pattern = fc
  .letrec<{ sequence: string; choice: string }>((tie) => ({
    sequence: fc
      .array(fc.oneof({ depthSize: 'small' }, piece, tie('choice')), { maxLength: 6 })
      .map((parts) => parts.join('')),
    choice: fc
      .array(tie('sequence'), { minLength: 2, maxLength: 3 })
      .map((options) => `{${options.map((option) => option.replaceAll(',', '\\,')).join()}}`),
  }))
  .sequence.filter((text) => parsePattern(text).ok);
const text = fc
  .array(fc.constantFrom('a', 'b', '/', '.', '*', ',', '😀', 'é', '\n', '\ud83d', '\ude00'), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

describe('the laws of the automata', () => {
  it('agree with a backtracking search', () => {
    fc.assert(
      fc.property(kind, pattern, fc.array(text, { maxLength: 20 }), (kind, pattern, texts) => {
        const automaton = compile(kind, pattern);
        for (const text of texts) {
          expect([text, accepts(automaton, text)]).toEqual([
            text,
            globMatches(styles[kind], pattern, text),
          ]);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('match what at least one pattern of the set matches', () => {
    fc.assert(
      fc.property(kind, fc.array(pattern, { maxLength: 3 }), text, (kind, patterns, text) => {
        const expected = patterns.some((pattern) => globMatches(styles[kind], pattern, text));
        const automata = compileAll(kind, patterns);
        expect(automata.some((automaton) => accepts(automaton, text))).toBe(expected);
      }),
    );
  });

  it('are total and within bounds', () => {
    fc.assert(
      fc.property(kind, pattern, (kind, pattern) => {
        const automaton = compile(kind, pattern);
        const states = automaton.next.length / automaton.classes;
        expect(Number.isInteger(states)).toBe(true);
        expect(automaton.from[0]).toBe(0);
        expect(automaton.from).toEqual([...new Set(automaton.from)].sort((a, b) => a - b));
        expect(automaton.from.length).toBe(automaton.class.length);
        expect(Math.max(...automaton.class)).toBe(automaton.classes - 1);
        for (const next of automaton.next) expect(next >= 0 && next < states).toBe(true);
        expect(automaton.accept).toEqual([...automaton.accept].sort((a, b) => a - b));
      }),
    );
  });
});

describe('the canonical form', () => {
  it.each<[PatternKind, string[], string[]]>([
    ['path', ['a/**', 'a'], ['a/**']],
    ['path', ['{a,b}'], ['b', 'a']],
    ['path', ['a/{**,**/**}'], ['a/**']],
    ['path', ['**', 'src/x'], ['**']],
    ['text', ['**'], ['*']],
    ['text', ['a*', 'a'], ['a**']],
    ['host', ['a.{**,**.**}'], ['a.**']],
  ])('%s %j is %j', (kind, one, other) => {
    expect(compileAll(kind, one)).toEqual(compileAll(kind, other));
  });

  it('does not depend on the order of the patterns', () => {
    fc.assert(
      fc.property(kind, fc.array(pattern, { maxLength: 4 }), (kind, patterns) => {
        expect(compileAll(kind, patterns.toReversed())).toEqual(compileAll(kind, patterns));
      }),
    );
  });

  it('tells different languages apart', () => {
    expect(compile('path', 'a/*')).not.toEqual(compile('path', 'a/**'));
  });

  it('refuses what would need too many states', () => {
    const parsed = parsePattern(`**a${'?'.repeat(16)}`);
    if (!parsed.ok) throw new Error('well formed');
    expect(compilePattern('path', parsed.pattern)).toBeUndefined();
  });

  it('splits a set whose patterns multiply each other', () => {
    const texts = Array.from({ length: 16 }, (_, index) => `**/a${index}/**/b${index}`);
    const automata = compileAll('path', texts);
    expect(automata.length).toBeGreaterThan(1);
    for (let index = 0; index < 16; index++) {
      const inOne = automata.filter((each) => accepts(each, `x/a${index}/y/b${index}`));
      expect(inOne.length).toBe(1);
    }
  });
});
