import type { TestReport, TestResult } from '../compiler/test-policies.ts';
import { escapeHidden } from '../dsl/escape.ts';
import { failureText } from './test-report.ts';

/**
 * A test report as JUnit XML, in the form that Jenkins and GitLab read: a suite for each file, a
 * case for each call. A case is named by its test, its line and its tool.
 */
export function junitReport({ passed, failed, cases }: TestReport): string {
  const byFile = Map.groupBy(cases, ({ file }) => file);
  const suites = [...byFile].map(([file, results]) => suite(file, results));
  return document({ tests: passed + failed, failures: failed, errors: 0 }, suites);
}

/** The report of policies that have errors, so that no test could run. */
export function junitError(findings: string): string {
  const name = 'the policies compile';
  const error = `<error ${attributes({ message: 'the policies have errors' })}>${text(findings)}</error>`;
  const counts = { tests: 1, failures: 0, errors: 1 };
  const body = `    <testcase ${attributes({ name, classname: 'check' })}>${error}</testcase>`;
  const head = attributes({ name: 'check', ...counts });
  return document(counts, [`  <testsuite ${head}>\n${body}\n  </testsuite>`]);
}

type Counts = Readonly<Record<'tests' | 'failures' | 'errors', number>>;

function document(counts: Counts, suites: readonly string[]): string {
  const head = attributes({ name: 'sentrely', ...counts });
  const root = [`<testsuites ${head}>`, ...suites, '</testsuites>'];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.join('\n')}\n`;
}

function suite(file: string, results: readonly TestResult[]): string {
  const failures = results.filter(({ passed }) => !passed).length;
  const head = attributes({ name: file, tests: results.length, failures, errors: 0 });
  return [`  <testsuite ${head}>`, ...results.map(testCase), '  </testsuite>'].join('\n');
}

function testCase(result: TestResult): string {
  const { file, line, title, tool, passed } = result;
  const name = `${title} (line ${line}: ${tool})`;
  const head = `    <testcase ${attributes({ name, classname: file, file, line })}`;
  return passed ? `${head}/>` : `${head}>${failure(result)}</testcase>`;
}

function failure(result: TestResult): string {
  const message = `expected ${result.expected}, got ${result.got}`;
  return `<failure ${attributes({ message, type: 'verdict' })}>${text(failureText(result))}</failure>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${text(String(value))}"`)
    .join(' ');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** Two code points that XML 1.0 does not have, beside the controls. */
const nonCharacters = /[\ufffe\uffff]/g;

/** Character data: line feeds stay, whatever else cannot be seen or is not XML is escaped. */
function text(value: string): string {
  return value
    .split('\n')
    .map((line) => escapeHidden(line))
    .join('\n')
    .replace(nonCharacters, (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => entities.get(character) ?? '');
}
