import { randomUUID } from 'node:crypto';

/**
 * Prints text that holds words of others. A runner reads commands out of every line of the log
 * (`::add-mask::`, and `##[...]` anywhere in a line), so it is told to stop reading them until it
 * sees a token that nobody can have written before.
 */
export function writeLog(text: string): void {
  if (text === '') return;
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
}
