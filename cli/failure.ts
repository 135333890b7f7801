import { InvariantError as KernelInvariantError } from '../compiler/bundle/assert.ts';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { InvariantError } from '../dsl/assert.ts';
import { escapeHidden } from '../dsl/escape.ts';
import type { ExitCode } from './command.ts';
import { cliError } from './errors.ts';
import { paint, type Terminal } from './terminal.ts';

/**
 * Says what stopped a verb: code, sentence, remedy. With `json` as `{"error": {...}}` on standard
 * output, where the reader of the answer looks. Anything that is no SentrelyError is our bug.
 */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  const failure = error instanceof SentrelyError ? error : bug(error);
  const { code, help } = failure;
  // What comes from a file, a database or the system may hold anything.
  const message = escapeHidden(failure.message);
  if (json) {
    terminal.out.write(`${JSON.stringify({ error: { code, message, help } })}\n`);
  } else {
    const headline = `${paint(terminal.err, 'red', `error[${code}]`)}: ${message}`;
    terminal.err.write(`${headline}\n  help: ${help}\n`);
  }
  if (terminal.env['SENTRELY_DEBUG']) terminal.err.write(`${stackOf(error)}\n`);
  return 2;
}

function bug(error: unknown): SentrelyError {
  const isPromise = error instanceof InvariantError || error instanceof KernelInvariantError;
  const what = error instanceof Error ? error.message : String(error);
  return cliError('SENTRELY_ERR_CLI_BUG', isPromise ? `this must hold: ${what}` : what, error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
