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
import { loadConfig } from '../../gateway/config.ts';
import { writeDurably } from '../../gateway/durable-file.ts';
import { type RunningGateway, startGateway } from '../../gateway/gateway.ts';
import { jsonLog } from '../../gateway/operator-log.ts';

/** The tools and the agent of every policy in these tests; `rules` is what differs. */
export function policyText(keyHash: string, rules: string): string {
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

/** Compiles policy text; throws the diagnostics when it is wrong. */
export function rulesBytesOf(text: string): Buffer {
  const source = { file: 'policy.sentrely', text };
  const { rules, diagnostics } = compile([source]);
  if (rules === undefined) throw new Error(renderPlain(diagnostics, [source]));
  return Buffer.from(JSON.stringify(rules));
}

/** How a bundle of these tests differs from an ordinary one. */
export interface BundleChanges {
  readonly revision?: number;
  readonly expiresMs?: number;
}

export function bundleBytes(
  text: string,
  key: SigningKey,
  { revision = 1, expiresMs = Date.now() + 3_600_000 }: BundleChanges = {},
): Uint8Array {
  return signBundle({
    rulesBytes: rulesBytesOf(text),
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

/** A gateway of a test with everything around it. */
export interface TestStage {
  readonly gateway: RunningGateway;
  readonly provider: Provider;
  readonly agentKey: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly log: readonly string[];
  /** Signs and publishes other rules; the gateway sees them at its next look. */
  publish(rules: string, changes?: BundleChanges): void;
  /** Stops the gateway and starts another over the same data. `meanwhile` runs in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What a test wants to be different. */
export interface StageOptions {
  readonly script: Script;
  readonly rules: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Publishes nothing before the start. */
  readonly withoutBundle?: boolean;
}

export async function startStage(options: StageOptions): Promise<TestStage> {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-test-'));
  const dataFolder = join(folder, 'data');
  const bundlePath = join(folder, 'bundle.json');
  const trustPath = join(folder, 'trust.json');
  const signingKey = newSigningKey();
  const agentKey = `sk-sentrely-${randomBytes(32).toString('base64url')}`;
  const keyHash = `sha256:${sha256Hex(Buffer.from(agentKey))}`;
  const provider = await startProvider(options.script);
  writeFileSync(
    trustPath,
    JSON.stringify({
      format: 'sentrely-trust/1',
      channel: 'test',
      threshold: 1,
      keys: [trustKeyOf(signingKey)],
      revoked: { digests: [], keyids: [] },
    }),
  );
  const publish = (rules: string, changes?: BundleChanges): void =>
    writeDurably(bundlePath, bundleBytes(policyText(keyHash, rules), signingKey, changes));
  if (options.withoutBundle !== true) publish(options.rules);
  const log: string[] = [];
  const start = (): Promise<RunningGateway> =>
    startGateway(
      loadConfig(undefined, {
        SENTRELY_LISTEN: '127.0.0.1:0',
        SENTRELY_ADMIN_LISTEN: '127.0.0.1:0',
        SENTRELY_DATA: dataFolder,
        SENTRELY_BUNDLE_PATH: bundlePath,
        SENTRELY_BUNDLE_TRUST: trustPath,
        SENTRELY_BUNDLE_POLL_MS: '50',
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
    agentKey,
    folder,
    dataFolder,
    log,
    publish,
    restart: async (meanwhile) => {
      await gateway.close();
      await meanwhile?.();
      gateway = await start();
    },
    close: async () => {
      await gateway.close();
      await provider.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
