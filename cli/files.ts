import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { quote } from '../dsl/escape.ts';
import { type CliErrorCode, cliError } from './errors.ts';

/** Cap on rules, bundles, keys and trust files: the kernel's own cap on a bundle, and some room. */
const fileBytesMax = 16 * 1024 * 1024;

/** The bytes of a file named on the command line. Throws SENTRELY_ERR_CLI_FILE_READ. */
export function readBytes(folder: string, path: string): Uint8Array {
  const code = 'SENTRELY_ERR_CLI_FILE_READ';
  const absolute = resolve(folder, path);
  const stat = attempt(code, path, () => statSync(absolute));
  if (!stat.isFile()) throw cliError(code, `${quote(path)} is not a file`);
  if (stat.size > fileBytesMax) {
    throw cliError(code, `${quote(path)} has ${stat.size} bytes, expected at most ${fileBytesMax}`);
  }
  return attempt(code, path, () => readFileSync(absolute));
}

/** The text of such a file. Throws SENTRELY_ERR_CLI_FILE_READ when it is not UTF-8. */
export function readText(folder: string, path: string): string {
  const bytes = readBytes(folder, path);
  if (!isUtf8(bytes)) throw cliError('SENTRELY_ERR_CLI_FILE_READ', `${quote(path)} is not UTF-8`);
  return new TextDecoder().decode(bytes);
}

/**
 * Replaces a file as a whole: a reader sees the old bytes or the new ones. Follows a link to the
 * file it names, and writes straight into what is no regular file (`/dev/stdout`).
 */
export function writeWhole(folder: string, path: string, bytes: string | Uint8Array): void {
  const code = 'SENTRELY_ERR_CLI_FILE_WRITE';
  attempt(code, path, () => {
    const absolute = resolve(folder, path);
    const old = statSync(absolute, { throwIfNoEntry: false });
    if (old !== undefined && !old.isFile()) return writeFileSync(absolute, bytes);
    const target = old === undefined ? absolute : realpathSync(absolute);
    const name = `.${basename(target)}.${randomBytes(6).toString('hex')}`;
    replace(target, join(dirname(target), name), bytes, old?.mode ?? 0o666);
  });
}

/** Creates a file that must not exist yet. Throws SENTRELY_ERR_CLI_FILE_EXISTS. */
export function createNew(folder: string, path: string, text: string, mode: number): void {
  const absolute = resolve(folder, path);
  try {
    writeFileSync(absolute, text, { flag: 'wx', mode });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw cliError('SENTRELY_ERR_CLI_FILE_EXISTS', quote(path));
    throw failed('SENTRELY_ERR_CLI_FILE_WRITE', path, cause);
  }
}

function replace(target: string, draft: string, bytes: string | Uint8Array, mode: number): void {
  try {
    const file = openSync(draft, 'wx', mode);
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, target);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
}

function attempt<T>(code: CliErrorCode, path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw failed(code, path, cause);
  }
}

function failed(code: CliErrorCode, path: string, cause: unknown): unknown {
  const { errno } = cause as NodeJS.ErrnoException;
  if (errno === undefined) return cause;
  return cliError(code, `${quote(path)}: ${getSystemErrorMessage(errno)}`, cause);
}
