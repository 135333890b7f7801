import { randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { syncFolder } from '../durable-file.ts';
import type { Operator } from '../enforce/kill-events.ts';
import { gatewayError } from '../errors.ts';

/** Whose keys open the admin listener. */
export interface Operators {
  /** The operator a key belongs to; undefined for every other text. */
  nameOf(key: string): Operator | undefined;
}

/** Who holds the key of the data folder. */
const localOperator = 'local';

/** What every operator's key that we make begins with; no agent's key does. */
const keyPrefix = 'sk-sentrely-admin-';

/** Where the operator's key of a data folder is. */
export function operatorKeyFile(dataFolder: string): string {
  return join(dataFolder, 'admin.key');
}

/**
 * The operators of a gateway: the one who can read `admin.key` of the data folder, made on first use
 * and printed nowhere, and those of the configuration, each `name sha256:hex`. Throws
 * SENTRELY_ERR_CONFIG when the file holds no key.
 */
export function loadOperators(dataFolder: string, named: readonly string[]): Operators {
  const path = operatorKeyFile(dataFolder);
  if (!existsSync(path)) makeKey(path, dataFolder);
  const key = readKey(path);
  const known = [
    { name: localOperator, hash: hashOf(key) },
    ...named.map((entry) => {
      const [name = '', hash = ''] = entry.split(' ');
      return { name, hash: Buffer.from(hash.replace('sha256:', ''), 'hex') };
    }),
  ];
  return {
    nameOf: (given) => {
      const hash = hashOf(given);
      // All are compared, each in constant time: how long it takes says nothing.
      const found = known.filter((entry) => timingSafeEqual(entry.hash, hash));
      return found[0]?.name;
    },
  };
}

function makeKey(path: string, folder: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${keyPrefix}${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(folder);
}

/** A short key could be guessed. */
const keyCharactersMin = 32;

function readKey(path: string): string {
  let key: string;
  try {
    key = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` cannot be read`, cause);
  }
  if (key.length >= keyCharactersMin && !/\s/.test(key)) return key;
  throw gatewayError('SENTRELY_ERR_CONFIG', `\`${path}\` holds no key; remove it for a new one`);
}

function hashOf(key: string): Buffer {
  return Buffer.from(sha256Hex(Buffer.from(key, 'utf8')), 'hex');
}
