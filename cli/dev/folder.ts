import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  newSigningKey,
  type SigningKey,
  signingKeyFromPem,
  signingKeyPem,
} from '../../compiler/bundle/keys.ts';
import { agentKeyHash, newAgentKey } from '../agent-key.ts';
import { examplesFolder } from '../examples.ts';
import { readSources } from '../sources.ts';

/** The folder of a gateway for trying out: policies, keys, a counter. */
export interface DevFolder {
  /** Absolute folder of `.sentrely` files. */
  readonly policies: string;
  readonly signingKey: SigningKey;
  readonly agentKey: string;
  readonly bundlePath: string;
  readonly trustPath: string;
  /** Settings that make a gateway use this folder. */
  readonly settings: Readonly<Record<string, string>>;
  /** Counts up, over restarts too: a gateway never goes back. */
  nextRevision(): number;
  /** Changes when a policy does. */
  fingerprint(): string;
}

/** Opens `dev/` of the data folder and makes what is missing; nothing existing is changed. */
export function openDevFolder(dataFolder: string): DevFolder {
  const root = resolve(dataFolder, 'dev');
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const policies = join(root, 'policies');
  const agentKey = keep(join(root, 'agent.key'), newAgentKey);
  const signingPem = keep(join(root, 'signing.key'), () => signingKeyPem(newSigningKey()));
  if (!existsSync(policies)) writePolicies(policies, agentKey);
  const bundlePath = join(root, 'bundle.json');
  const trustPath = join(root, 'trust.json');
  return {
    policies,
    signingKey: signingKeyFromPem(signingPem),
    agentKey,
    bundlePath,
    trustPath,
    settings: {
      SENTRELY_DATA: resolve(dataFolder),
      SENTRELY_BUNDLE_PATH: bundlePath,
      SENTRELY_BUNDLE_TRUST: trustPath,
    },
    nextRevision: () => count(join(root, 'revision')),
    fingerprint: () => fingerprint(policies),
  };
}

/** The content of a file only its owner may read; made once. */
function keep(path: string, make: () => string): string {
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8');
}

function writePolicies(folder: string, agentKey: string): void {
  cpSync(join(examplesFolder, 'claude-code'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('README.md'),
  });
  const agents = join(folder, 'agents.sentrely');
  const text = readFileSync(agents, 'utf8');
  writeFileSync(agents, text.replace(/sha256:[0-9a-f]{64}/, agentKeyHash(agentKey)));
}

function count(path: string): number {
  const next = existsSync(path) ? Number(readFileSync(path, 'utf8')) + 1 : 1;
  writeFileSync(path, String(next));
  return next;
}

function fingerprint(policies: string): string {
  return readSources([policies])
    .map(({ file }) => `${file}:${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`)
    .join('|');
}
