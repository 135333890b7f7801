import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../cli/fixes.ts';
import { compile } from '../../compiler/compile.ts';
import { lint } from '../../compiler/lint/lint.ts';
import { lintRules } from '../../compiler/lint/rules.ts';
import type { Edit, Finding } from '../../dsl/diagnostic.ts';
import { type DiagnosticEntry, diagnostics } from '../../dsl/diagnostics.ts';
import { syntaxDiagnostics } from '../../dsl/diagnostics/syntax.ts';

const entries: readonly (readonly [string, DiagnosticEntry])[] = [
  ...Object.entries(diagnostics),
  ...lintRules.map((rule): readonly [string, DiagnosticEntry] => [rule.code, rule]),
];

const file = 'a.sentrely';
const findingsOf = (text: string): readonly Finding[] => lint(compile([{ file, text }]));

function edited(text: string, edits: readonly Edit[]): string {
  const backwards = edits.toSorted((one, other) => other.span.start - one.span.start);
  return backwards.reduce(
    (left, { span, text: piece }) => left.slice(0, span.start) + piece + left.slice(span.end),
    text,
  );
}

/** The first fix for a code in a text that has the fault. */
function fixOf(code: string, text: string): string | undefined {
  const found = findingsOf(text).find((each) => each.code === code && each.fix !== undefined);
  return found?.fix && edited(text, found.fix.edits);
}

/**
 * Errors, each as often as it is there. A text that cannot be read hides that names are missing, so
 * of a fault of syntax only those of syntax count.
 */
function errorsOf(code: string, text: string): readonly string[] {
  const isSyntax = code in syntaxDiagnostics;
  return findingsOf(text)
    .filter(({ severity }) => severity === 'error')
    .filter((each) => !isSyntax || each.code in syntaxDiagnostics)
    .map((each) => each.code);
}

describe('fixes over the catalogues', () => {
  const mendable = entries.filter(([code, { bad }]) => fixOf(code, bad) !== undefined);

  it.each(mendable)(
    '%s is gone when its fix is made, and nothing else is wrong',
    (code, { bad }) => {
      const after = fixOf(code, bad) ?? '';
      const count = (text: string) => findingsOf(text).filter((each) => each.code === code).length;
      expect(count(after)).toBeLessThan(count(bad));
      const before = errorsOf(code, bad);
      expect(errorsOf(code, after).filter((each) => !before.includes(each))).toEqual([]);
    },
  );

  it('cover at least 60 % of all codes', () => {
    const part = mendable.length / entries.length;
    const percent = (part * 100).toFixed(1);
    process.stdout.write(`fixes: ${mendable.length} of ${entries.length} codes, ${percent} %\n`);
    expect(part).toBeGreaterThanOrEqual(0.6);
  });

  it('never overlap within themselves', () => {
    for (const [code, { bad }] of mendable) {
      const fix = findingsOf(bad).find((each) => each.code === code && each.fix)?.fix;
      const spans = (fix?.edits ?? [])
        .map(({ span }) => span)
        .toSorted((a, b) => a.start - b.start);
      for (const [at, span] of spans.entries()) {
        expect(spans[at - 1]?.end ?? 0, code).toBeLessThanOrEqual(span.start);
      }
    }
  });
});

describe('what `lint --fix` makes without a person', () => {
  const unasked = entries.flatMap(([code, { bad }]) => {
    const source = { file, text: bad };
    const found = findingsOf(bad).filter((each) => each.code === code && each.fix?.safe === true);
    return applyFixes(found, [source]).count > 0 ? [code] : [];
  });

  it('is only what says the same in another way, or marks a file that had no edition', () => {
    expect(unasked).toEqual([
      'missing-comma',
      'foreign-quotes',
      'edition-missing',
      'operand-repeated',
      'set-entry-shadowed',
      'pattern-without-wildcard',
      'value-repeated',
      'list-of-one',
      'negated-comparison',
    ]);
  });
});

describe('fixes of what is written otherwise than in the catalogue', () => {
  const start = `edition 1
agent dev { owner user "octocat" id 1 }
tool Read { file_path: Path } does fs.read(file_path)
tool Bash { command: Shell }
tool Send { to: [Email] }
`;
  const after = (code: string, more: string) => fixOf(code, start + more)?.slice(start.length);

  it('renames the fields of a tool to those of its action', () => {
    const rule = 'rule r deny Read when .file_path == "x" or not (.file_path under "y")';
    expect(after('tool-rule-evaded', `policy p for agent dev { allow fs.read ${rule} }`)).toBe(
      'policy p for agent dev { allow fs.read rule r deny fs.read when .path == "x" or not (.path under "y") }',
    );
  });

  it('reads a list as a whole in an allow and by one element in a deny', () => {
    const rules = (effect: string, clause: string) =>
      `policy p for agent dev { allow Bash, Read, Send ${effect} Send ${clause} .to == "a@b.c" }`;
    expect(after('list-compared', rules('allow', 'when'))).toContain('when every .to');
    expect(after('list-compared', rules('allow', 'unless'))).toContain('unless any .to');
    expect(after('list-compared', rules('rule r deny', 'when'))).toContain('when any .to');
    expect(after('list-compared', rules('rule r deny', 'unless'))).toContain('unless every .to');
  });

  it('joins two conditions without changing what either means', () => {
    const text = 'policy p for agent dev { allow Send when has .a or has .b when has .c }';
    expect(after('repeated-clause', text)).toContain('when (has .a or has .b) and has .c');
  });

  it('leaves alone what only a person can decide', () => {
    const cases = [
      ['atom-implied', 'policy p for agent dev { allow Send when .x == 1 or .x == 1 }'],
      ['command-never-judged', `policy p for agent dev { allow shell.run "a 'x && y' && b" }`],
      ['misplaced-commands', 'policy p for agent dev { allow fs.read "a", "b" }'],
    ] as const;
    for (const [code, text] of cases) expect(after(code, text), code).toBeUndefined();
  });

  it('gives a name that is free', () => {
    const text = 'guard g for all agents { rule deny-send ask Send deny Send }';
    expect(after('rule-unnamed', text)).toContain('rule deny-send-2 deny Send');
  });

  it('never reaches into a library', () => {
    const text = 'edition 1\nimport std.claude-code\nagent dev { owner user "o" id 1 }\n';
    const files = new Set(
      findingsOf(`${text}policy p for agent dev { allow Raed when .file_pth == "x" }`).flatMap(
        ({ fix }) => fix?.edits.map(({ span }) => span.file) ?? [],
      ),
    );
    expect([...files]).toEqual([file]);
  });
});
