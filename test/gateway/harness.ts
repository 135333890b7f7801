import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Provider, type Script, startProvider } from '../../cli/demo/provider.ts';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { newSigningKey, type SigningKey, trustKeyOf } from '../../compiler/bundle/keys.ts';
import { signBundle } from '../../compiler/bundle/sign.ts';
import { compile } from '../../compiler/compile.ts';
import { renderPlain } from '../../dsl/render.ts';
import type { Source } from '../../dsl/source.ts';
import { loadConfig } from '../../gateway/config.ts';
import { writeDurably } from '../../gateway/durable-file.ts';
import { type RunningGateway, startGateway } from '../../gateway/gateway.ts';
import { jsonLog } from '../../gateway/operator-log.ts';

/** The tools and the agent of every policy in these tests; `rules` is what differs. */
function policyText(keyHash: string, rules: string): string {
  return `edition 1
agent dev { owner user "maria" id 1  identify key "${keyHash}" }
agent other { identify key "sha256:${'ab'.repeat(32)}" }
tool read_file { path: Path }
tool write_file { path: Path, content: String }
tool run_command { command: Shell }
tool deploy { environment: String, version: String }
tool Bash { command: Shell, description?: String inert, timeout?: Int inert, run_in_background?: Bool inert }
${rules}
`;
}

/** Compiles policies; throws the diagnostics when they are wrong. */
function rulesBytesOf(sources: readonly Source[]): Buffer {
  const { rules, diagnostics } = compile(sources);
  if (rules === undefined) throw new Error(renderPlain(diagnostics, sources));
  return Buffer.from(JSON.stringify(rules));
}

/** How a bundle of these tests differs from an ordinary one. */
export interface BundleChanges {
  readonly revision?: number;
  readonly expiresMs?: number;
}

function bundleBytes(
  sources: readonly Source[],
  key: SigningKey,
  { revision = 1, expiresMs = Date.now() + 3_600_000 }: BundleChanges = {},
): Uint8Array {
  return signBundle({
    rulesBytes: rulesBytesOf(sources),
    predicate: {
      revision,
      channel: 'test',
      not_before: new Date(Date.now() - 60_000).toISOString(),
      expires: new Date(expiresMs).toISOString(),
      dsl_version: 1,
      min_gateway: '0.1.0',
      source: null,
      previous: null,
      tests: { passed: 0 },
    },
    keys: [key],
  });
}

/** Policies from the hash of the agent's key. `rules` is what a test publishes. */
export type PolicySources = (keyHash: string, rules: string) => readonly Source[];

const ownPolicies: PolicySources = (keyHash, rules) => [
  { file: 'policy.sentrely', text: policyText(keyHash, rules) },
];

/** A folder with all that a gateway needs, for a gateway in this process or in its own. */
export interface Premises {
  readonly agentKey: string;
  readonly folder: string;
  readonly dataFolder: string;
  /** The environment of the gateway, the provider aside. */
  readonly settings: Readonly<Record<string, string>>;
  /** Signs and publishes rules; the gateway sees them at its next look. */
  publish(rules: string, changes?: BundleChanges): void;
  remove(): void;
}

export function preparePremises(policies: PolicySources = ownPolicies): Premises {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-test-'));
  const dataFolder = join(folder, 'data');
  const bundlePath = join(folder, 'bundle.json');
  const trustPath = join(folder, 'trust.json');
  const signingKey = newSigningKey();
  const agentKey = `sk-sentrely-${randomBytes(32).toString('base64url')}`;
  const keyHash = `sha256:${sha256Hex(Buffer.from(agentKey))}`;
  writeFileSync(trustPath, JSON.stringify(trustOf(signingKey)));
  return {
    agentKey,
    folder,
    dataFolder,
    settings: {
      SENTRELY_LISTEN: '127.0.0.1:0',
      SENTRELY_ADMIN_LISTEN: '127.0.0.1:0',
      SENTRELY_DATA: dataFolder,
      SENTRELY_BUNDLE_PATH: bundlePath,
      SENTRELY_BUNDLE_TRUST: trustPath,
      SENTRELY_BUNDLE_POLL_MS: '50',
    },
    publish: (rules, changes) =>
      writeDurably(bundlePath, bundleBytes(policies(keyHash, rules), signingKey, changes)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function trustOf(key: SigningKey): object {
  return {
    format: 'sentrely-trust/1',
    channel: 'test',
    threshold: 1,
    keys: [trustKeyOf(key)],
    revoked: { digests: [], keyids: [] },
  };
}

/** A gateway of a test with everything around it. */
export interface TestStage
  extends Pick<Premises, 'agentKey' | 'folder' | 'dataFolder' | 'publish'> {
  readonly gateway: RunningGateway;
  readonly provider: Provider;
  readonly log: readonly string[];
  /** Stops the gateway and starts another over the same data. `meanwhile` runs in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What a test wants to be different. */
export interface StageOptions {
  readonly script: Script;
  readonly rules: string;
  /** Undefined takes a setting away. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  readonly policies?: PolicySources;
  /** Publishes nothing before the start. */
  readonly withoutBundle?: boolean;
}

export async function startStage(options: StageOptions): Promise<TestStage> {
  const premises = preparePremises(options.policies);
  const provider = await startProvider(options.script);
  if (options.withoutBundle !== true) premises.publish(options.rules);
  const log: string[] = [];
  const start = (): Promise<RunningGateway> =>
    startGateway(
      loadConfig(undefined, {
        ...premises.settings,
        SENTRELY_UPSTREAM_URL: provider.url,
        SENTRELY_UPSTREAM_API_KEY: 'provider-key',
        ...options.settings,
      }),
      jsonLog((line) => log.push(line), Date.now),
    );
  let gateway = await start();
  return {
    get gateway() {
      return gateway;
    },
    provider,
    agentKey: premises.agentKey,
    folder: premises.folder,
    dataFolder: premises.dataFolder,
    log,
    publish: (rules, changes) => premises.publish(rules, changes),
    restart: async (meanwhile) => {
      await gateway.close();
      await meanwhile?.();
      gateway = await start();
    },
    close: async () => {
      await gateway.close();
      await provider.close();
      premises.remove();
    },
  };
}
