import type { NearestRule } from '../compiler/coverage/nearest-rule.ts';
import type { TestReport, TestResult } from '../compiler/test-policies.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import { plural } from './report.ts';
import { paint, type Screen } from './terminal.ts';

/** Prints the failed cases, and how many there were. */
export function writeTestReport(report: TestReport, files: number, screen: Screen): void {
  const { passed, failed, cases } = report;
  for (const result of cases) {
    if (result.passed) continue;
    screen.write(`${paint(screen, 'red', 'failed')}: ${quote(result.title)}\n`);
    screen.write(`${failureText(result)}\n`);
  }
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
  const { rules, reason, decided, nearest } = result;
  return {
    file,
    line,
    title,
    agent,
    tool,
    passed,
    expected: { verdict: expected, rule: expectedRule },
    got: { verdict: got, rules, reason, decided },
    nearest,
  };
}

/** What was expected of a failed case, what came, and the rules behind both; whole lines. */
export function failureText(result: TestResult): string {
  const { file, line, agent, tool, expected, expectedRule, got, rules, reason } = result;
  const rule = expectedRule === null ? '' : ` by ${quote(expectedRule)}`;
  const deciding = rules.length === 0 ? '' : ` by ${rules.map((id) => quote(id)).join(', ')}`;
  const rows = [
    ['call', `${quote(tool)} as ${quote(agent)}`],
    ['expected', `${expected}${rule}`],
    ['got', `${got}${deciding}`],
    ...result.decided.map((each) => ['rule', `${quote(each.id)} at ${place(each)}`] as const),
    ['reason', escapeHidden(reason)],
    ...(result.nearest === null ? [] : [['nearest', nearestText(result.nearest)] as const]),
  ] as const;
  const lines = rows.map(([name, text]) => `  ${name.padEnd(10)}${text}\n`);
  return `  --> ${place({ file, line })}\n${lines.join('')}`;
}

function place({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${escapeHidden(file)}:${line}`;
}

/** A rule that missed, and the condition that kept it from deciding. */
export function nearestText(nearest: NearestRule): string {
  const { rule, why, condition } = nearest;
  const where = `${quote(rule)} at ${place(nearest)}`;
  if (condition === undefined) return `${where} is about other ${why}s`;
  const { text, was, others } = condition;
  const more = others === 0 ? '' : `, and ${others} more`;
  return `${where}, where ${quote(text)} is ${was}${more}`;
}
