import { type Compilation, compile } from '../compiler/compile.ts';
import { type Coverage, measureCoverage } from '../compiler/coverage/coverage.ts';
import { goalsOf, shareOf } from '../compiler/coverage/goal.ts';
import { lcov } from '../compiler/coverage/lcov.ts';
import { type TestReport, testPolicies } from '../compiler/test-policies.ts';
import { renderPlain, toJson } from '../dsl/render.ts';
import type { Source } from '../dsl/source.ts';
import type { ExitCode } from './command.ts';
import { coverageJson, percentText, writeCoverage } from './coverage-report.ts';
import { writeWhole } from './files.ts';
import { junitError, junitReport } from './junit.ts';
import { writeDiagnostics } from './report.ts';
import { paint, type Terminal } from './terminal.ts';
import { testReportJson, writeTestReport } from './test-report.ts';

/** What `sentrely test` was asked for. */
export interface TestWishes {
  readonly json: boolean;
  /** Only tests whose title holds this text. */
  readonly filter: string | undefined;
  readonly coverage: boolean;
  /** Least coverage in percent. */
  readonly min: number | undefined;
  /** Files to write. */
  readonly lcov: string | undefined;
  readonly junit: string | undefined;
}

/** What came of one run; nothing but the compilation when it has errors. */
interface TestRun {
  readonly compilation: Compilation;
  readonly report: TestReport | undefined;
  readonly coverage: Coverage | undefined;
}

/** Compiles sources, runs their tests, and writes what was wished for. */
export function runTests(
  sources: readonly Source[],
  wishes: TestWishes,
  terminal: Terminal,
): ExitCode {
  const run = runOf(compile(sources), wishes);
  writeFiles(run, wishes, terminal.folder);
  if (wishes.json) terminal.out.write(`${JSON.stringify(runJson(run))}\n`);
  else writeRun(run, sources.length, wishes, terminal);
  const { report, coverage } = run;
  const isPassed = report !== undefined && report.failed === 0 && report.passed > 0;
  return isPassed && isEnough(coverage, wishes.min) ? 0 : 1;
}

function runOf(compilation: Compilation, wishes: TestWishes): TestRun {
  const { program } = compilation;
  if (program === undefined) return { compilation, report: undefined, coverage: undefined };
  const { filter } = wishes;
  const tests = program.tests.filter(
    ({ title }) => filter === undefined || title.text.includes(filter),
  );
  const isMeasured = wishes.coverage || wishes.min !== undefined || wishes.lcov !== undefined;
  const coverage = isMeasured ? measureCoverage(compilation, tests) : undefined;
  return { compilation, report: testPolicies(compilation, tests), coverage };
}

function isEnough(coverage: Coverage | undefined, min: number | undefined): boolean {
  if (coverage === undefined || min === undefined) return true;
  const { met, goals } = shareOf(goalsOf(coverage));
  return met * 100 >= min * goals;
}

function writeFiles(
  { compilation, report, coverage }: TestRun,
  wishes: TestWishes,
  folder: string,
): void {
  const { sources, diagnostics } = compilation;
  if (wishes.junit !== undefined) {
    const xml =
      report === undefined ? junitError(renderPlain(diagnostics, sources)) : junitReport(report);
    writeWhole(folder, wishes.junit, xml);
  }
  if (wishes.lcov !== undefined && coverage !== undefined) {
    writeWhole(folder, wishes.lcov, lcov(coverage, sources));
  }
}

function runJson({ compilation, report, coverage }: TestRun) {
  const { sources, diagnostics } = compilation;
  const found = diagnostics.map((diagnostic) => toJson(diagnostic, sources));
  const measured = coverage === undefined ? {} : { coverage: coverageJson(coverage, sources) };
  return { diagnostics: found, ...testReportJson(report), ...measured };
}

function writeRun(
  { compilation, report, coverage }: TestRun,
  files: number,
  { min }: TestWishes,
  { out }: Terminal,
): void {
  const { sources, diagnostics } = compilation;
  if (report === undefined) {
    writeDiagnostics(diagnostics, sources, out);
    return;
  }
  writeTestReport(report, files, out);
  if (coverage === undefined) return;
  writeCoverage(coverage, sources, out);
  if (isEnough(coverage, min)) return;
  const found = percentText(shareOf(goalsOf(coverage)));
  out.write(`\n${paint(out, 'red', `coverage is ${found}, expected at least ${min} %`)}\n`);
}
