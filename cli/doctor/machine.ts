import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quote } from '../../dsl/escape.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Node 22.19 strips types by itself; an older one cannot run this. */
const nodeLeast = [22, 19] as const;

/** The run-time. `version` is `process.versions.node`. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > nodeLeast[0] || (major === nodeLeast[0] && minor >= nodeLeast[1]);
  if (isEnough) return ok('node', `version ${version}`);
  return fail('node', `version ${version}`, `Install Node ${nodeLeast.join('.')} or later.`);
}

/** Files of the data folder that only its owner may read. */
const secrets = ['admin.key', 'state.db', 'keys/seal.json', 'keys/audit.key'];

/** Whether others can read the secrets of the data folder. */
export function checkRights(folder: string): Check {
  const name = 'data folder';
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined)
    return warn(
      name,
      `${quote(folder)} is not there yet`,
      'A gateway makes it at its first start.',
    );
  if (!stat.isDirectory())
    return fail(name, `${quote(folder)} is no folder`, 'Name another with `data`.');
  const open = ['', ...secrets].filter((path) => {
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    return found !== undefined && (found.mode & 0o077) !== 0;
  });
  if (open.length === 0) return ok(name, `${quote(folder)}, readable by its owner only`);
  const names = open.map((path) => quote(path === '' ? folder : path)).join(', ');
  return fail(name, `others may read ${names}`, `Run: chmod -R go= ${quote(folder)}`);
}

const bytesLeast = 256 * 1024 * 1024;
const bytesEnough = 2 * 1024 * 1024 * 1024;

/** Whether the log has room to grow: a full disk denies everything. */
export function checkDisk(folder: string): Check {
  const existing = nearest(folder);
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  const remedy = 'Make room: a gateway that cannot write its log denies everything.';
  if (free < bytesLeast) return fail('disk', found, remedy);
  return free < bytesEnough ? warn('disk', found, remedy) : ok('disk', found);
}

function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

/** This program is newer than that. */
const clockLeastMs = Date.parse('2026-01-01T00:00:00Z');

/** Clocks that differ by more make signatures and grants expire at the wrong time. */
const driftMsMax = 60_000;

/** The clock of this machine, against another's where one answered. */
export function checkClock(nowMs: number, otherMs: number | undefined): Check {
  const name = 'clock';
  const shown = new Date(nowMs).toISOString();
  const remedy = 'Set the clock: bundles and approvals expire by it.';
  if (nowMs < clockLeastMs) return fail(name, `${shown} is in the past`, remedy);
  if (otherMs === undefined) return ok(name, `${shown}; compared with no other without --online`);
  const drift = Math.round(Math.abs(nowMs - otherMs) / 1000);
  if (Math.abs(nowMs - otherMs) > driftMsMax)
    return fail(name, `${drift} s from the provider's`, remedy);
  return ok(name, `${shown}, within ${Math.max(1, drift)} s of the provider's`);
}
