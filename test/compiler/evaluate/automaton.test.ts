import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Automaton } from '../../../compiler/bundle/rules.ts';
import { loadAutomaton } from '../../../compiler/evaluate/automaton.ts';
import { literalAutomaton, prefixAutomaton } from './rule-set.ts';

const text = fc.string({ unit: 'binary', maxLength: 6 });

it('matches whole texts, surrogates and line breaks included', () => {
  fc.assert(
    fc.property(text, text, (pattern, other) => {
      const literal = loadAutomaton(literalAutomaton(pattern));
      const prefix = loadAutomaton(prefixAutomaton(pattern));
      for (const one of [pattern, other, pattern + other, `${pattern}\n`, '', '\uffff']) {
        expect(literal.matches(one)).toBe(one === pattern);
        expect(prefix.matches(one)).toBe(one.startsWith(pattern));
      }
    }),
  );
});

/** The definition in rules.ts, word for word. */
function runSlowly(automaton: Automaton, input: string): boolean {
  let state = 0;
  for (let at = 0; at < input.length; at++) {
    const range = automaton.from.findLastIndex((from) => from <= input.charCodeAt(at));
    state = automaton.next[state * automaton.classes + (automaton.class[range] ?? -1)] ?? -1;
  }
  return automaton.accept.includes(state);
}

const anyAutomaton = fc
  .record({
    classes: fc.integer({ min: 1, max: 4 }),
    states: fc.integer({ min: 1, max: 5 }),
    from: fc.uniqueArray(fc.integer({ min: 1, max: 0xffff }), { maxLength: 6 }),
  })
  .chain(({ classes, states, from }) =>
    fc.record({
      from: fc.constant([0, ...from.sort((left, right) => left - right)]),
      class: fc.array(fc.nat(classes - 1), {
        minLength: from.length + 1,
        maxLength: from.length + 1,
      }),
      classes: fc.constant(classes),
      next: fc.array(fc.nat(states - 1), {
        minLength: classes * states,
        maxLength: classes * states,
      }),
      accept: fc.subarray(Array.from({ length: states }, (_, at) => at)),
    }),
  );

it('runs any automaton as it is defined', () => {
  fc.assert(
    fc.property(anyAutomaton, fc.string({ unit: 'binary' }), (automaton, input) => {
      expect(loadAutomaton(automaton).matches(input)).toBe(runSlowly(automaton, input));
    }),
    { numRuns: 500 },
  );
});

it('is linear: a megabyte takes milliseconds', () => {
  const matcher = loadAutomaton(prefixAutomaton('a'));
  const start = performance.now();
  expect(matcher.matches('a'.repeat(1_000_000))).toBe(true);
  expect(performance.now() - start).toBeLessThan(2000);
});
