import type { CallFacts } from './call-facts.ts';

/** What can be said of an atom: `unknown` when the call leaves both possible. */
export type Truth = 'yes' | 'no' | 'unknown';

/** A condition as two Boolean programs: `must` is surely true, `may` is not surely false. */
export interface Test {
  must(facts: CallFacts): boolean;
  may(facts: CallFacts): boolean;
}

/** The condition of a rule that has none. */
export const always: Test = { must: () => true, may: () => true };

/** A condition of which nothing can be said. */
export const unknown: Test = { must: () => false, may: () => true };

/** A test of one atom. */
export function atom(truth: (facts: CallFacts) => Truth): Test {
  return {
    must: (facts) => truth(facts) === 'yes',
    may: (facts) => truth(facts) !== 'no',
  };
}

/** Strong Kleene conjunction. */
export function all(tests: readonly Test[]): Test {
  return {
    must: (facts) => tests.every((test) => test.must(facts)),
    may: (facts) => tests.every((test) => test.may(facts)),
  };
}

/** Strong Kleene disjunction. */
export function any(tests: readonly Test[]): Test {
  return {
    must: (facts) => tests.some((test) => test.must(facts)),
    may: (facts) => tests.some((test) => test.may(facts)),
  };
}

/** Strong Kleene negation: what may hold is what its opposite need not. */
export function not(test: Test): Test {
  return { must: (facts) => !test.may(facts), may: (facts) => !test.must(facts) };
}

/** The disjunction of two truths. */
export function either(left: Truth, right: Truth): Truth {
  if (left === 'yes' || right === 'yes') return 'yes';
  return left === 'unknown' || right === 'unknown' ? 'unknown' : 'no';
}
