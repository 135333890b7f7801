import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../compiler/bundle/digest.ts';

/** Shorter keys can be guessed from their hash, which stands in a reviewed file. */
export const keyLengthMin = 32;
/** Far above any key that is issued; a header holds it. */
export const keyLengthMax = 512;

/** A fresh agent key: 256 random bits behind a prefix that secret scanners can know. */
export function newAgentKey(): string {
  return `sk-sentrely-${randomBytes(32).toString('base64url')}`;
}

/** How policies and gateways name a key: `sha256:` and the hex hash of its characters. */
export function agentKeyHash(key: string): string {
  return `sha256:${sha256Hex(key)}`;
}
