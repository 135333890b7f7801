import { Lexer } from 'chevrotain';
import { expect, it } from 'vitest';
import { Grammar } from '../../dsl/grammar.ts';
import { lexed } from '../../dsl/tokens.ts';

it('the grammar has no ambiguity, no left recursion and no unreachable alternative', () => {
  expect(() => new Grammar({ skipValidations: false })).not.toThrow();
});

it('no token is missing its pattern, empty, or never reached', () => {
  const { lexerDefinitionErrors } = new Lexer([...lexed], { positionTracking: 'onlyOffset' });
  expect(lexerDefinitionErrors).toEqual([]);
});
