import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A client that can be run, or why there is none. `folder` has its `node_modules`. */
export type Installation =
  | { readonly kind: 'installed'; readonly program: string; readonly folder: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A package that tests run and nobody else needs. */
export interface ClientPackage {
  readonly name: string;
  readonly version: string;
  /** The command it brings; absent for a library, whose `program` is then its folder. */
  readonly command?: string;
  /** Its install script, run once after the files are there: no other script is run. */
  readonly script?: string;
  /** Packages that it needs beside it, with their versions. */
  readonly beside?: readonly string[];
  /** Versions that its own dependencies are held to. */
  readonly overrides?: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const clients = fileURLToPath(new URL('../.clients/', import.meta.url));

/** An installation that takes longer has died. */
const installMsMax = 300_000;

/**
 * Installs a client into a folder of its own, once per machine. Throws when the registry answers
 * but the client cannot be installed.
 */
export async function install(client: ClientPackage): Promise<Installation> {
  const folder = join(clients, `${basename(client.name)}-${client.version}`);
  const { name, command, script } = client;
  const program =
    command === undefined
      ? join(folder, 'node_modules', name)
      : join(folder, 'node_modules', '.bin', command);
  const mark = join(folder, 'installed');
  return await alone(`${folder}.lock`, async () => {
    if (existsSync(mark)) return { kind: 'installed', program, folder };
    try {
      await fetchPackage(client, folder);
    } catch (error) {
      const reason = unreachable(error);
      if (reason === undefined) throw error;
      return { kind: 'unreachable', reason };
    }
    if (script !== undefined)
      await run(process.execPath, [join(folder, 'node_modules', name, script)]);
    if (command !== undefined) await checkVersion(program, client.version);
    mkdirSync(mark);
    return { kind: 'installed', program, folder };
  });
}

async function checkVersion(program: string, version: string): Promise<void> {
  const { stdout } = await run(program, ['--version']);
  if (!stdout.includes(version)) throw new Error(`installed another version: ${stdout}`);
}

async function fetchPackage(
  { name, version, beside = [], overrides = {} }: ClientPackage,
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }));
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=0'];
  await run('npm', ['install', '--prefix', folder, ...options, `${name}@${version}`, ...beside]);
}

/** Says that the network was the reason; undefined when it was not. */
function unreachable(error: unknown): string | undefined {
  const text = (error as { readonly stderr?: string }).stderr ?? '';
  const codes =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/;
  const code = codes.exec(text)?.[0];
  return code === undefined ? undefined : `the package registry is not reachable (${code})`;
}

/** Runs `work` while no other process does, by a folder that only one can make. */
async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(clients, { recursive: true });
  while (!take(lock)) await sleep(200);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > installMsMax) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
