import { describe, expect, it } from 'vitest';
import type { DiagnosticEntry } from '../../dsl/diagnostics.ts';
import { syntaxDiagnostics } from '../../dsl/diagnostics/syntax.ts';
import { parse } from '../../dsl/parse.ts';
import { format } from '../../dsl/print.ts';

const entries: readonly [string, DiagnosticEntry][] = Object.entries(syntaxDiagnostics);
const codesOf = (text: string) =>
  parse({ file: 'x', text }).diagnostics.map((diagnostic) => diagnostic.code);

describe.each(entries)('%s', (code, { severity, title, explanation, bad, good }) => {
  it('is what its bad example gives, and nothing else', () => {
    const codes = codesOf(bad);
    if (code === 'too-many-diagnostics') {
      expect(codes).toHaveLength(100);
      expect(codes.at(-1)).toBe(code);
    } else {
      expect(codes).toEqual([code]);
    }
  });

  it('is not what its good example gives, which can be formatted', () => {
    expect(codesOf(good)).toEqual([]);
    expect(format({ file: 'x', text: good }).text).toContain('edition 1');
  });

  it('is an error with a title and an explanation', () => {
    expect(severity).toBe('error');
    expect(title).toMatch(/^[a-z`].*[^.]$/);
    expect(explanation).toMatch(/^[^\n]*\.$/);
  });
});

it('messages follow their grammar', () => {
  for (const [, { bad }] of entries) {
    for (const { message, help } of parse({ file: 'x', text: bad }).diagnostics) {
      expect(message).toMatch(/^found [^\n]*, expected [^\n]*[^.]$/);
      if (help !== undefined) expect(help).toMatch(/^[a-z`][^\n]*[^.]$/);
    }
  }
});
