import { expect, it } from 'vitest';
import { Grammar } from '../../dsl/grammar.ts';

it('the grammar has no ambiguity, no left recursion and no unreachable alternative', () => {
  expect(() => new Grammar({ skipValidations: false })).not.toThrow();
});
