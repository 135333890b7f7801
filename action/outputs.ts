import { setOutput } from '@actions/core';
import { actionError } from './errors.ts';
import type { Report } from './report.ts';

/** Every output of action.yml; a test compares the two both ways. */
export const outputNames = [
  'decision',
  'reason-code',
  'result',
  'errors',
  'warnings',
  'bundle-path',
  'bundle-digest',
  'revision',
] as const;

/** All outputs: what a step has not made is empty, never absent. */
type Outputs = Readonly<Record<(typeof outputNames)[number], string>>;

/** The outputs of a run that came to a report. */
export function outputsOf(report: Report): Outputs {
  const { product } = report;
  return {
    decision: report.decision,
    'reason-code': report.reason_code,
    result: JSON.stringify(report),
    errors: String(report.errors),
    warnings: String(report.warnings),
    'bundle-path': product?.bundle?.path ?? '',
    'bundle-digest': product?.digest ?? '',
    revision: String(product?.bundle?.revision ?? ''),
  };
}

/** The outputs of a run that stopped on an error. */
export function outputsOfFailure(code: string): Outputs {
  const empty = Object.fromEntries(outputNames.map((name) => [name, ''])) as Outputs;
  return { ...empty, decision: 'fail', 'reason-code': code };
}

/** Hands the outputs to the runner. Throws SENTRELY_ERR_ACTION_ENVIRONMENT when it takes none. */
export function writeOutputs(outputs: Outputs): void {
  try {
    for (const name of outputNames) setOutput(name, outputs[name]);
  } catch (cause) {
    throw actionError('SENTRELY_ERR_ACTION_ENVIRONMENT', 'outputs cannot be written', cause);
  }
}
