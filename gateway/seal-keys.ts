import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import type { SealKeys } from './enforce/tombstone.ts';
import { gatewayError } from './errors.ts';

/**
 * The keys that seal tombstones, from `keys/seal.json` of the data folder; made on first use. Old
 * keys stay in the file: without them a conversation that holds an old tombstone could no longer be
 * restored, and a provider that binds thinking to its history would refuse it. Throws
 * SENTRELY_ERR_CONFIG when the file is unreadable: a new key in its place would do the same harm.
 */
export function loadSealKeys(dataFolder: string): SealKeys {
  const path = join(dataFolder, 'keys', 'seal.json');
  if (!existsSync(path)) {
    mkdirSync(join(dataFolder, 'keys'), { recursive: true, mode: 0o700 });
    const key = { id: randomBytes(6).toString('hex'), key: randomBytes(32).toString('base64') };
    writeDurably(path, Buffer.from(`${JSON.stringify({ current: key.id, keys: [key] })}\n`));
  }
  return parse(path);
}

interface StoredKeys {
  readonly current: string;
  readonly keys: readonly { readonly id: string; readonly key: string }[];
}

function parse(path: string): SealKeys {
  let stored: StoredKeys;
  try {
    stored = JSON.parse(readFileSync(path, 'utf8')) as StoredKeys;
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` is not a key file`, cause);
  }
  const all = new Map(stored.keys.map(({ id, key }) => [id, Buffer.from(key, 'base64')]));
  const key = all.get(stored.current);
  if (key === undefined || [...all.values()].some((bytes) => bytes.length < 32))
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` holds no usable key`);
  return { current: { id: stored.current, key }, all };
}
