import type { Compilation } from '../compiler/compile.ts';
import type { TestReport, TestResult } from '../compiler/test-policies.ts';
import type { Severity } from '../dsl/diagnostic.ts';
import { quote } from '../dsl/escape.ts';
import { toJson } from '../dsl/render.ts';
import type { Finding, Level } from './report.ts';

const levelOf: Readonly<Record<Severity, Level>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** Everything found at a place in a policy file: diagnostics in order, then the tests that failed. */
export function findingsOf(
  { diagnostics, sources }: Compilation,
  tests: TestReport | null,
): readonly Finding[] {
  const failed = tests?.cases.filter(({ passed }) => !passed) ?? [];
  const diagnosed = diagnostics.map((diagnostic): Finding => {
    const { code, severity, message, help, file, line, column } = toJson(diagnostic, sources);
    const text = help === undefined ? message : `${message}; ${help}`;
    return { level: levelOf[severity], code, message: text, file, line, column };
  });
  return [...diagnosed, ...failed.map(failedTest)];
}

function failedTest({
  file,
  line,
  title,
  expected,
  expectedRule,
  got,
  rules,
}: TestResult): Finding {
  const rule = expectedRule === null ? '' : ` by ${quote(expectedRule)}`;
  const deciding = rules.length === 0 ? '' : ` by ${rules.map((id) => quote(id)).join(', ')}`;
  const message = `${quote(title)}: expected ${expected}${rule}, got ${got}${deciding}`;
  return { level: 'error', code: 'test-failed', message, file, line, column: 1 };
}
