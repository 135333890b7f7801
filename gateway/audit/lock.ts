import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileMode } from './layout.ts';

/** A held lock. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a file, or answers undefined while another process or thread holds it. It is a
 * lock of the operating system, held through SQLite: it ends with its holder, however that dies, so
 * there is no stale lock to judge by a process id that may have been given to another.
 */
export function takeLock(path: string): Lock | undefined {
  // Never opened when it exists: closing any descriptor of a file ends this process's locks on it.
  if (!existsSync(path)) closeSync(openSync(path, 'a', fileMode));
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return (error as { errcode?: number }).errcode === sqliteBusy;
}
