import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { escapeHidden, quote } from '../escape.ts';
import type { PolicyFile } from './policy-file.ts';
import type { TestOutcome } from './toolchain.ts';

/** The failed calls of a run as diagnostics of the file that they stand in. */
export function testFindings(
  file: PolicyFile,
  outcomes: readonly TestOutcome[] | undefined,
): Diagnostic[] {
  const cases = file.tree.items.flatMap((item) => (item.kind === 'test' ? item.cases : []));
  const failed = (outcomes ?? []).filter((each) => each.file === file.source.file && !each.passed);
  return failed.flatMap((outcome) => {
    const call = cases.find(({ span }) => file.lineOf(span.start) + 1 === outcome.line);
    if (call === undefined) return [];
    return {
      source: 'sentrely test',
      code: 'test-failed',
      severity: DiagnosticSeverity.Error,
      range: file.rangeOf(call.span),
      message: message(outcome),
    };
  });
}

function message({ expected, expectedRule, got, rules, reason }: TestOutcome): string {
  const wanted = expectedRule === null ? expected : `${expected} by ${quote(expectedRule)}`;
  const by = rules.length === 0 ? '' : ` by ${rules.map(quote).join(', ')}`;
  return escapeHidden(`expected ${wanted}, got ${got}${by}: ${reason}`);
}
