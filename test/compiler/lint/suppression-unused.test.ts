import { expect, it } from 'vitest';
import { suppressionUnused } from '../../../compiler/lint/rules/suppression-unused.ts';
import { foundIn } from './found.ts';

it('a code that is not found there, and an error', () => {
  expect(
    foundIn(
      suppressionUnused,
      `// sentrely-ignore unconditional-allow: it only looks
allow Read
allow Deploy when .count > 3 and .count < 2 // sentrely-ignore rule-never-holds: later`,
    ),
  ).toEqual([
    '// sentrely-ignore unconditional-allow: it only looks',
    '// sentrely-ignore rule-never-holds: later',
  ]);
});

it('not one that silences a finding, before it or beside it', () => {
  expect(
    foundIn(
      suppressionUnused,
      `// sentrely-ignore unconditional-allow: a sandbox
allow Fetch
allow Write // sentrely-ignore unconditional-allow: a sandbox`,
    ),
  ).toEqual([]);
});
