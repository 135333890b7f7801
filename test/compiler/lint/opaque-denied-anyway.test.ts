import { expect, it } from 'vitest';
import { opaqueDeniedAnyway } from '../../../compiler/lint/rules/opaque-denied-anyway.ts';
import { foundIn, lintText, prelude } from './found.ts';

const granted = 'allow shell.run "ls" allow fs.read when .path under workspace';
const lenient = 'rule d deny fs.read when .path under "secret" on unknown ask';

it('a deny that asks, where what nobody can read is denied; once', () => {
  expect(foundIn(opaqueDeniedAnyway, `${granted} ${lenient}`)).toEqual(['d']);
  expect(
    foundIn(opaqueDeniedAnyway, `${granted} ${lenient} ${lenient.replace('rule d', 'rule e')}`),
  ).toEqual(['d']);
});

it('not where somebody is asked', () => {
  expect(foundIn(opaqueDeniedAnyway, `${granted} ${lenient} rule o ask opaque`)).toEqual([]);
  expect(foundIn(opaqueDeniedAnyway, `${granted} ${lenient} otherwise ask`)).toEqual([]);
});

it('not of a deny that never asks, of tools, or where no command is granted', () => {
  expect(
    foundIn(opaqueDeniedAnyway, `${granted} ${lenient.replace(' on unknown ask', '')}`),
  ).toEqual([]);
  expect(
    foundIn(opaqueDeniedAnyway, `${granted} ${lenient.replace('fs.read', 'Read')} allow Read`),
  ).toEqual([]);
  expect(
    foundIn(opaqueDeniedAnyway, `allow fs.read when .path under workspace ${lenient}`),
  ).toEqual([]);
});

it('says which other deny is in the way, where asking would not help', () => {
  const text = `${prelude}policy p for agent dev { ${granted} ${lenient} rule strict deny fs.run otherwise ask }\n`;
  const finding = lintText(text).find(({ code }) => code === 'opaque-denied-anyway');
  const labels = (finding?.labels ?? []).map(({ span }) => text.slice(span.start, span.end));
  expect(labels).toEqual(['strict']);
  expect(finding?.help).toContain('on unknown ask');
});
