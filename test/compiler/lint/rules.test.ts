import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lintRules } from '../../../compiler/lint/rules.ts';
import { diagnostics } from '../../../dsl/diagnostics.ts';
import { lintText } from './found.ts';

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const codes = lintRules.map(({ code }) => code);

it('every rule has a file, a test and a page, and every file is a rule', () => {
  const names = readdirSync(file('compiler/lint/rules')).map((name) => name.replace('.ts', ''));
  expect(names.sort()).toEqual([...codes].sort());
  for (const code of codes) {
    expect(existsSync(file(`test/compiler/lint/${code}.test.ts`)), code).toBe(true);
    expect(existsSync(file(`docs/reference/rules/${code}.md`)), code).toBe(true);
  }
});

it('no code is taken twice, or by a diagnostic', () => {
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => Object.hasOwn(diagnostics, code))).toEqual([]);
});

describe.each(lintRules)('$code', ({ code, severity, title, explanation, bad, good }) => {
  it('is found in its bad example, and not in its good one', () => {
    expect(lintText(bad).map((finding) => finding.code)).toContain(code);
    expect(lintText(good).map((finding) => finding.code)).not.toContain(code);
  });

  it('obeys the grammar of messages', () => {
    expect(title).toMatch(/^[a-z`].*[^.]$/);
    expect(explanation).toMatch(/\.$/);
    for (const finding of lintText(bad).filter((each) => each.code === code)) {
      expect(finding.severity).toBe(severity);
      expect(finding.message).toMatch(/^[a-z`].*[^.]$/);
      expect(finding.message).not.toContain('\n');
      expect(finding.help ?? 'none').toMatch(/^[a-z].*[^.]$/);
    }
  });
});
