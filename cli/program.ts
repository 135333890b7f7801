import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { quote } from '../dsl/escape.ts';
import { cliError } from './errors.ts';

/** What is asked to end, or told something, by a signal. */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGINT', 'SIGQUIT'] as const;

/** Signals that a terminal sends to every program in front: sending them on would send them twice. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

/** A program to run in the place of this one. */
export interface Program {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly hasTerminal: boolean;
}

/**
 * Runs a program with the standard streams of this process and sends signals on to it. Returns its
 * exit code; 128 and the number of the signal that ended it, as shells do. Throws
 * SENTRELY_ERR_CLI_PROGRAM when it cannot be started.
 */
export async function runProgram({ words, env, folder, hasTerminal }: Program): Promise<number> {
  const [name = '', ...args] = words;
  const child = spawn(name, args, { env, cwd: folder, stdio: 'inherit' });
  const handlers = forwarded.map((signal) => {
    const send = (): void => {
      if (!hasTerminal || !fromTerminal.has(signal)) child.kill(signal);
    };
    process.on(signal, send);
    return () => process.off(signal, send);
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(cliError('SENTRELY_ERR_CLI_PROGRAM', quote(name), cause)),
      );
      child.once('exit', (code, signal) =>
        resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]),
      );
    });
  } finally {
    for (const remove of handlers) remove();
  }
}
