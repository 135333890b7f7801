import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { newSigningKey, type SigningKey } from '../../compiler/bundle/keys.ts';

/** What an agent and a gateway need to work together for the first time. */
export interface FirstPolicies {
  readonly agentKey: string;
  readonly signingKey: SigningKey;
  readonly folder: string;
}

/**
 * Copies the quickstart policies into a folder, with an agent block of their own: a fresh key, and
 * the person who answers for the agent.
 */
export function writeQuickstart(folder: string, owner: { login: string; id: number }): FirstPolicies {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(quickstart))
    if (name.endsWith('.sentrely') && name !== 'agents.sentrely')
      writeFileSync(join(folder, name), readFileSync(join(quickstart, name)));
  const agentKey = `sk-sentrely-${randomBytes(32).toString('base64url')}`;
  const hash = sha256Hex(Buffer.from(agentKey));
  const agent = `edition 1

agent dev {
  owner user "${owner.login}" id ${owner.id}
  identify key "sha256:${hash}"
}
`;
  writeFileSync(join(folder, 'agents.sentrely'), agent);
  return { agentKey, signingKey: newSigningKey(), folder };
}

const quickstart = fileURLToPath(new URL('../../policies/examples/quickstart/', import.meta.url));
