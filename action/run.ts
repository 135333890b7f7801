import { type Compilation, compile } from '../compiler/compile.ts';
import { type TestReport, testPolicies } from '../compiler/test-policies.ts';
import { renderPretty } from '../dsl/render.ts';
import { findingsOf } from './findings.ts';
import type { ActionCommand, Inputs } from './inputs.ts';
import { makeProduct } from './product.ts';
import { countOf, type Finding, findingsMax, type ReasonCode, type Report } from './report.ts';
import { readSources } from './sources.ts';
import type { Workflow } from './workflow.ts';

/** A report, and the same findings at length for the log. */
export interface Run {
  readonly report: Report;
  readonly log: string;
}

/** Does what the inputs ask: check, then test, then compile, then sign, as far as they say. */
export function runCommand(inputs: Inputs, workflow: Workflow): Run {
  const sources = readSources(inputs.paths, { folder: workflow.workspace, isConfined: true });
  const compilation = compile(sources);
  const tests = testsOf(compilation, inputs.command);
  const findings = findingsOf(compilation, tests);
  const reason = reasonOf(findings, tests, inputs);
  const { rules } = compilation;
  const isMade = reason === 'ok' && rules !== undefined && makes(inputs.command);
  const passed = tests?.passed ?? 0;
  const report: Report = {
    version: 1,
    command: inputs.command,
    decision: reason === 'ok' || isTolerated(inputs) ? 'pass' : 'fail',
    reason_code: reason,
    files: sources.length,
    tests: tests === null ? null : { passed, failed: tests.failed },
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
    findings: findings.slice(0, findingsMax),
    omitted: Math.max(0, findings.length - findingsMax),
    product: isMade ? makeProduct({ rules, testsPassed: passed }, inputs, workflow) : null,
  };
  return { report, log: renderPretty(compilation.diagnostics, sources, { color: false }) };
}

function testsOf(compilation: Compilation, command: ActionCommand): TestReport | null {
  const isTested = command !== 'check' && compilation.rules !== undefined;
  return isTested ? testPolicies(compilation) : null;
}

/** Whether a command goes on to compile what it has tested. */
function makes(command: ActionCommand): boolean {
  return command !== 'check' && command !== 'test';
}

/** Looking at policies may be made to pass whatever is found; publishing them may not. */
function isTolerated({ command, failOn }: Inputs): boolean {
  return failOn === 'never' && !makes(command);
}

function reasonOf(
  findings: readonly Finding[],
  tests: TestReport | null,
  { failOn, mayHaveNoTests }: Inputs,
): ReasonCode {
  if (tests !== null && tests.failed > 0) return 'tests-failed';
  if (findings.some(({ level }) => level === 'error')) return 'errors';
  if (tests !== null && tests.passed === 0 && !mayHaveNoTests) return 'no-tests';
  if (failOn === 'warning' && findings.some(({ level }) => level === 'warning')) return 'warnings';
  return 'ok';
}
