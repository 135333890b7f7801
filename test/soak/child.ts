import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A process that answers one message at a time. */
export interface Child<Hello> {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly hello: Hello;
  ask<Answer>(message: string): Promise<Answer>;
  /** Resolves when it is gone. */
  gone(): Promise<void>;
  kill(): void;
}

/** Starts a program of this folder; what it writes goes to `logFile`. Rejects when it ends early. */
export async function startChild<Hello>(
  program: URL,
  env: Readonly<Record<string, string>>,
  logFile: string,
): Promise<Child<Hello>> {
  const log = openSync(logFile, 'a');
  const child = fork(fileURLToPath(program), [], {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', log, log, 'ipc'],
  });
  const hello = (await answerOf(child, logFile)) as Hello;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    pid: child.pid ?? 0,
    hello,
    ask: async <Answer>(message: string) => {
      const asked = turn.then(() => {
        if (!child.connected) throw new Error('the process has ended');
        child.send(message);
        return answerOf(child, logFile);
      });
      turn = asked.catch(() => undefined);
      return (await asked) as Answer;
    },
    gone: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function answerOf(child: ChildProcess, logFile: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(new Error(`a process ended early; see ${logFile}`));
    child.once('exit', end).once('message', (message: { readonly error?: string }) => {
      child.off('exit', end);
      if (message.error === undefined) resolve(message);
      else reject(new Error(message.error));
    });
  });
}
