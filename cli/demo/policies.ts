import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSigningKey, type SigningKey } from '../../compiler/bundle/keys.ts';
import { agentKeyHash, newAgentKey } from '../agent-key.ts';
import { examplesFolder } from '../examples.ts';

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
export function writeQuickstart(
  folder: string,
  owner: { login: string; id: number },
): FirstPolicies {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(quickstart))
    if (name.endsWith('.sentrely') && name !== 'agents.sentrely')
      writeFileSync(join(folder, name), readFileSync(join(quickstart, name)));
  const agentKey = newAgentKey();
  const agent = `edition 1

agent dev {
  owner user "${owner.login}" id ${owner.id}
  identify key "${agentKeyHash(agentKey)}"
}
`;
  writeFileSync(join(folder, 'agents.sentrely'), agent);
  return { agentKey, signingKey: newSigningKey(), folder };
}

const quickstart = join(examplesFolder, 'quickstart');
