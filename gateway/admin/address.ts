import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../durable-file.ts';

// Where the listeners of a data folder really are, for the command line: a port may be chosen by the
// system, and a configuration may be elsewhere.

/** The addresses of a running gateway. */
export interface Addresses {
  readonly admin: string;
  readonly agents: string;
}

function addressFile(dataFolder: string): string {
  return join(dataFolder, 'listening.json');
}

/** Says where a gateway listens. */
export function writeAddresses(dataFolder: string, addresses: Addresses): void {
  writeDurably(addressFile(dataFolder), Buffer.from(`${JSON.stringify(addresses)}\n`));
}

/** The addresses that the gateway of a data folder wrote; undefined where none runs. */
export function readAddresses(dataFolder: string): Addresses | undefined {
  try {
    const found = JSON.parse(readFileSync(addressFile(dataFolder), 'utf8')) as Partial<Addresses>;
    const { admin, agents } = found;
    return isAddress(admin) && isAddress(agents) ? { admin, agents } : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the addresses away, unless another gateway has written its own. */
export function removeAddresses(dataFolder: string, { admin }: Addresses): void {
  if (readAddresses(dataFolder)?.admin === admin) rmSync(addressFile(dataFolder), { force: true });
}

function isAddress(text: unknown): text is string {
  return typeof text === 'string' && /^https?:\/\/[^\s/]+$/.test(text);
}
