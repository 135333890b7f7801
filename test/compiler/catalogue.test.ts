import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { meaningDiagnostics } from '../../dsl/diagnostics/meaning.ts';

const entries = Object.entries(meaningDiagnostics);

function codesOf(text: string): readonly string[] {
  return compile([{ file: 'a.sentrely', text }]).diagnostics.map(({ code }) => code);
}

describe.each(entries)('%s', (code, entry) => {
  it('is the one finding of its bad example', () => {
    expect(codesOf(entry.bad)).toEqual([code]);
  });

  it('is gone from its good example, with all others', () => {
    expect(codesOf(entry.good)).toEqual([]);
  });

  it('obeys the grammar of messages', () => {
    const { diagnostics } = compile([{ file: 'a.sentrely', text: entry.bad }]);
    for (const { message, help, severity } of diagnostics) {
      expect(message).toMatch(/^[a-z`].*[^.]$/);
      expect(message).not.toContain('\n');
      expect(help ?? 'x').toMatch(/[^.]$/);
      expect(severity).toBe(entry.severity);
    }
    expect(entry.title).toMatch(/^[a-z`].*[^.]$/);
    expect(entry.explanation).toMatch(/\.$/);
  });
});
