import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in the data folder belongs to the gateway's user alone. */
const folderMode = 0o700;
export const fileMode = 0o600;

/** `wal/<writer>/`: segments that are not sealed yet. */
export function walFolder(folder: string, writerId: string): string {
  return join(folder, 'wal', writerId);
}

/** Names the writer that the gateway continues: one line, its id. */
export function writerFile(folder: string): string {
  return join(folder, 'wal', 'writer');
}

/** `audit/v1/`: sealed Parquet files and the manifest that lists them. */
export function sealedFolder(folder: string): string {
  return join(folder, 'audit', 'v1');
}

/** Every note that a writer signed, oldest first. */
export function notesFile(folder: string, writerId: string): string {
  return join(folder, 'checkpoints', `${writerId}.notes`);
}

/** The newest note of a writer, for those who publish it elsewhere. */
export function latestNoteFile(folder: string, writerId: string): string {
  return join(folder, 'checkpoints', `${writerId}.latest`);
}

/** `keys/`: the signing key of the log and its public half. */
export function keysFolder(folder: string): string {
  return join(folder, 'keys');
}

/** Makes the folders of a log that are missing. */
export function makeFolders(folder: string): void {
  for (const name of ['wal', 'audit/v1', 'checkpoints', 'keys']) makeFolder(join(folder, name));
}

/** Makes one folder and those above it. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: folderMode });
}

/** The names in a folder; none when it does not exist. */
export function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
