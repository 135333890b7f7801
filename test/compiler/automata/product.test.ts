import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compilePattern } from '../../../compiler/automata/glob.ts';
import { parsePattern } from '../../../compiler/automata/pattern.ts';
import { isSubset } from '../../../compiler/automata/product.ts';
import type { Automaton } from '../../../compiler/bundle/rules.ts';
import { accepts } from './match.ts';

function path(text: string): Automaton {
  const parsed = parsePattern(text);
  const automaton = parsed.ok ? compilePattern('path', parsed.pattern) : undefined;
  if (automaton === undefined) throw new Error(`${text}: not compiled`);
  return automaton;
}

it.each([
  ['a/*', 'a/**', true],
  ['a/**', 'a/*', false],
  ['src/**/.env', '**/.env', true],
  ['*.ts', '*.tsx', false],
  ['?', '*', true],
])('%s is within %s: %s', (one, other, expected) => {
  expect(isSubset(path(one), path(other))).toBe(expected);
});

it('is what every text shows', () => {
  const pattern = fc
    .array(fc.constantFrom('a', 'b', '/', '*', '**/', '?'), { maxLength: 5 })
    .map((parts) => parts.join(''))
    .filter((text) => parsePattern(text).ok);
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 5 });
  fc.assert(
    fc.property(pattern, pattern, text, (one, other, text) => {
      const isWitness = accepts(path(one), text) && !accepts(path(other), text);
      if (isWitness) expect(isSubset(path(one), path(other))).toBe(false);
    }),
    { numRuns: 500 },
  );
});
