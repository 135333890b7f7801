import { setFailed } from '@actions/core';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { annotate, choose } from './annotate.ts';
import { actionError } from './errors.ts';
import { readInputs } from './inputs.ts';
import { writeLog } from './log.ts';
import { outputsOf, outputsOfFailure, writeOutputs } from './outputs.ts';
import type { Report } from './report.ts';
import { runCommand } from './run.ts';
import { summaryText, writeSummary } from './summary.ts';
import { readWorkflow } from './workflow.ts';

main().catch(fail);

async function main(): Promise<void> {
  const inputs = readInputs();
  const workflow = readWorkflow(process.env, Date.now());
  const { report, log } = runCommand(inputs, workflow);
  writeLog(log);
  annotate(choose(report, workflow.changedFiles, inputs.annotationsMax));
  writeOutputs(outputsOf(report));
  await writeSummary(summaryText(report));
  if (report.decision === 'fail') setFailed(headline(report));
}

function headline(report: Report): string {
  const { reason_code, tests } = report;
  if (reason_code === 'no-tests')
    return 'the policies have no tests: write one, or set `allow-no-tests`';
  if (reason_code === 'tests-failed') return `failed tests of the policies: ${tests?.failed}`;
  return `errors in the policies: ${report.errors}, warnings: ${report.warnings}`;
}

/** Exit code 2, as everywhere: not the policies are at fault. */
function fail(cause: unknown): void {
  const what = cause instanceof Error ? cause.message : String(cause);
  const { code, message, help } =
    cause instanceof SentrelyError ? cause : actionError('SENTRELY_ERR_ACTION_BUG', what, cause);
  setFailed(`${code}: ${message}. ${help}`);
  process.exitCode = 2;
  if (code !== 'SENTRELY_ERR_ACTION_ENVIRONMENT') writeOutputs(outputsOfFailure(code));
}
