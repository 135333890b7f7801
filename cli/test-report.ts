import type { TestReport, TestResult } from '../compiler/test-policies.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import { plural } from './report.ts';
import { paint, type Screen } from './terminal.ts';

/** Prints the failed cases, and how many there were. */
export function writeTestReport(report: TestReport, files: number, screen: Screen): void {
  const { passed, failed, cases } = report;
  for (const result of cases) if (!result.passed) screen.write(failure(result, screen));
  const total = passed + failed;
  const summary =
    total === 0
      ? `no tests in ${plural(files, 'file')}`
      : `${passed} passed, ${failed} failed in ${plural(files, 'file')}`;
  screen.write(`${paint(screen, failed + Number(total === 0) > 0 ? 'red' : 'green', summary)}\n`);
}

/** The report for programs; without one nothing has run. */
export function testReportJson(report: TestReport | undefined) {
  const { passed, failed, cases } = report ?? { passed: 0, failed: 0, cases: [] };
  return { passed, failed, cases: cases.map(caseJson) };
}

function caseJson(result: TestResult) {
  const { file, line, title, agent, tool, passed, expected, expectedRule, got } = result;
  const { rules, reason } = result;
  return {
    file,
    line,
    title,
    agent,
    tool,
    passed,
    expected: { verdict: expected, rule: expectedRule },
    got: { verdict: got, rules, reason },
  };
}

function failure(result: TestResult, screen: Screen): string {
  const { file, line, title, agent, tool, expected, expectedRule, got, rules, reason } = result;
  const rule = expectedRule === null ? '' : ` by ${quote(expectedRule)}`;
  const deciding = rules.length === 0 ? '' : ` by ${rules.map((id) => quote(id)).join(', ')}`;
  return `${paint(screen, 'red', 'failed')}: ${quote(title)}
  --> ${escapeHidden(file)}:${line}
  call      ${quote(tool)} as ${quote(agent)}
  expected  ${expected}${rule}
  got       ${got}${deciding}
  reason    ${escapeHidden(reason)}

`;
}
