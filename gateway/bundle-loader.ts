import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleBytesMax, type TrustRoot } from '../compiler/bundle/bundle.ts';
import { bundleError, SentrelyError } from '../compiler/bundle/errors.ts';
import { parseTrust } from '../compiler/bundle/trust.ts';
import type { BundleChange } from './bundle-events.ts';
import { writeDurably } from './durable-file.ts';
import { type LoadedPolicy, loadPolicy } from './loaded-policy.ts';
import type { RevisionStore } from './state/state.ts';
import { gatewayVersion } from './version.ts';

/** What a loader tells of itself: shown by /readyz and recorded on every change. */
export interface LoaderStatus {
  readonly active: { readonly revision: number; readonly digest: string } | null;
  readonly lastError: { readonly code: string; readonly message: string } | null;
  readonly lastAttemptMs: number;
  /** Since when the file on disk is not the one in force; null while they agree. */
  readonly staleSinceMs: number | null;
}

/** Told of every activation and every refusal. */
export type LoaderListener = (change: BundleChange) => Promise<void>;

/** What a loader is made of. */
export interface LoaderOptions {
  readonly bundlePath: string;
  readonly trustPath: string;
  /** Folder for the copy of the last good bundle. */
  readonly dataFolder: string;
  readonly pollMs: number;
  readonly revisions: RevisionStore;
  readonly now: () => number;
  readonly listener: LoaderListener;
  /** Told when the listener fails: that undoes nothing. */
  readonly report: (error: unknown) => void;
}

/** What a bundle meets that the trust file no longer vouches for. */
const distrusts: ReadonlySet<string> = new Set([
  'SENTRELY_ERR_BUNDLE_REVOKED',
  'SENTRELY_ERR_BUNDLE_SIGNATURE',
]);

/**
 * Keeps the policy in force. Reads the bundle at start and whenever the file changes; a bundle that
 * does not verify never replaces one that did. Without any, `current` is undefined: deny all.
 */
export class BundleLoader {
  readonly #options: LoaderOptions;
  #policy: LoadedPolicy | undefined;
  #status: LoaderStatus = { active: null, lastError: null, lastAttemptMs: 0, staleSinceMs: null };
  #seen = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  /** The policy in force, or undefined when there is none or it has expired. */
  current(): LoadedPolicy | undefined {
    const policy = this.#policy;
    return policy !== undefined && this.#options.now() < policy.expiresMs ? policy : undefined;
  }

  status(): LoaderStatus {
    return this.#status;
  }

  /** Loads the configured file, else the last good copy, and begins to watch. */
  async start(): Promise<void> {
    this.#seen = this.#fingerprint();
    await this.#attempt(this.#options.bundlePath);
    if (this.#policy === undefined && existsSync(this.#copyPath())) await this.#restoreCopy();
    this.#watch();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Looks at the file once; the watcher calls it, and tests. */
  async poll(): Promise<void> {
    const seen = this.#fingerprint();
    if (seen === this.#seen) return;
    this.#seen = seen;
    await this.#attempt(this.#options.bundlePath);
  }

  #watch(): void {
    this.#timer = setTimeout(() => {
      void this.poll().finally(() => this.#watch());
    }, this.#options.pollMs);
    this.#timer.unref();
  }

  async #attempt(path: string): Promise<void> {
    const nowMs = this.#options.now();
    try {
      await this.#activate(await this.#load(() => readBundle(path), nowMs), nowMs);
    } catch (error) {
      await this.#dropDistrusted(nowMs);
      await this.#refuse(asBundleError(error), nowMs);
    }
  }

  async #load(read: () => Uint8Array, nowMs: number): Promise<LoadedPolicy> {
    const trust = this.#readTrust();
    const floor = await this.#options.revisions.read(trust.channel);
    return loadPolicy(read(), { trust, nowMs, floor, version: gatewayVersion });
  }

  /**
   * A revocation ends the policy in force at once, as a restart would, though nothing replaces it. A
   * trust file that cannot be read revokes nothing.
   */
  async #dropDistrusted(nowMs: number): Promise<void> {
    const bytes = this.#policy?.content.bytes;
    if (bytes === undefined) return;
    try {
      await this.#load(() => bytes, nowMs);
    } catch (error) {
      if (!(error instanceof SentrelyError) || !distrusts.has(error.code)) return;
      this.#policy = undefined;
      this.#status = { ...this.#status, active: null };
    }
  }

  /**
   * Steps 12 to 14: swap, keep the bytes, commit the counter. The counter comes last, else a crash
   * would leave a stored bundle below its own counter, which nothing could load again.
   */
  async #activate(policy: LoadedPolicy, nowMs: number): Promise<void> {
    const before = this.#policy;
    this.#policy = policy;
    try {
      await this.#commit(policy);
    } catch (error) {
      this.#policy = before;
      throw error;
    }
    const { predicate, digest } = policy.content;
    this.#status = {
      active: { revision: predicate.revision, digest },
      lastError: null,
      lastAttemptMs: nowMs,
      staleSinceMs: null,
    };
    await this.#tell({ kind: 'loaded', policy });
  }

  async #commit({ content }: LoadedPolicy): Promise<void> {
    mkdirSync(join(this.#options.dataFolder, 'bundle'), { recursive: true, mode: 0o700 });
    writeDurably(this.#copyPath(), content.bytes);
    const { revision, channel } = content.predicate;
    const floor = { revision, payloadDigest: content.payloadDigest };
    const result = await this.#options.revisions.commit(channel, floor);
    if (result === 'regression') throw bundleError('SENTRELY_ERR_BUNDLE_COUNTER_REGRESSION');
    if (result === 'mismatch') throw bundleError('SENTRELY_ERR_BUNDLE_COUNTER_CONTENT_MISMATCH');
  }

  async #refuse(error: SentrelyError, nowMs: number): Promise<void> {
    this.#status = {
      ...this.#status,
      lastError: { code: error.code, message: error.message },
      lastAttemptMs: nowMs,
      staleSinceMs: this.#status.staleSinceMs ?? nowMs,
    };
    await this.#tell({ kind: 'rejected', error });
  }

  async #tell(change: BundleChange): Promise<void> {
    try {
      await this.#options.listener(change);
    } catch (error) {
      this.#options.report(error);
    }
  }

  /** After a restart with a broken file: the last good bundle, verified again from its own bytes. */
  async #restoreCopy(): Promise<void> {
    const before = this.#status;
    try {
      const nowMs = this.#options.now();
      await this.#activate(await this.#load(() => readBundle(this.#copyPath()), nowMs), nowMs);
      this.#status = {
        ...this.#status,
        lastError: before.lastError,
        staleSinceMs: before.staleSinceMs,
      };
    } catch (error) {
      await this.#refuse(asBundleError(error), this.#options.now());
    }
  }

  #copyPath(): string {
    return join(this.#options.dataFolder, 'bundle', 'last-good.json');
  }

  #readTrust(): TrustRoot {
    return parseTrust(readText(this.#options.trustPath));
  }

  /** Changes when either file does. Size, time and inode: renames over the old file count. */
  #fingerprint(): string {
    return [this.#options.bundlePath, this.#options.trustPath].map(stamp).join('|');
  }
}

function stamp(path: string): string {
  try {
    const stats = statSync(path, { bigint: true });
    return `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
  } catch {
    return 'none';
  }
}

function readBundle(path: string): Uint8Array {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw bundleError('SENTRELY_ERR_BUNDLE_MISSING', `\`${path}\``);
  if (stats.size > bundleBytesMax) throw bundleError('SENTRELY_ERR_BUNDLE_TOO_LARGE');
  return readFileSync(path);
}

function readText(path: string): string {
  try {
    if (statSync(path).isFile()) return readFileSync(path, 'utf8');
  } catch (cause) {
    throw bundleError('SENTRELY_ERR_TRUST_FILE', `\`${path}\` cannot be read`, cause);
  }
  throw bundleError('SENTRELY_ERR_TRUST_FILE', `\`${path}\` is no file`);
}

function asBundleError(error: unknown): SentrelyError {
  if (error instanceof SentrelyError) return error;
  return bundleError('SENTRELY_ERR_BUNDLE_STRUCTURE', 'it could not be loaded', error);
}
