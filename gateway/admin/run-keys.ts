import { randomBytes } from 'node:crypto';
import { assert } from '../../compiler/bundle/assert.ts';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import type { TokenIdentity } from '../enforce/identity/match.ts';
import { gatewayError } from '../errors.ts';
import type { SessionStore } from '../state/sessions.ts';

/** A key of one run of a program. Only its hash is kept. */
export interface Run {
  /** `sha256:` and hex of the key: what an order to kill names. */
  readonly credential: string;
  readonly agent: string;
  /** The issued key, or whom a token spoke of, that it was made with; null when an operator made it. */
  readonly parent: string | null;
  /** What the policies said of that token; null where it was none. */
  readonly identity: TokenIdentity | null;
  readonly by: string;
  readonly session: string;
  readonly expiresAtMs: number;
}

/** A run that is to begin. */
export type WantedRun = Pick<Run, 'agent' | 'parent' | 'identity' | 'by' | 'session'>;

/** Keys that agents are let in by besides the issued ones. */
export interface RunKeys {
  /** The run that a credential belongs to and that is not over. */
  find(credential: string): Run | undefined;
  list(): readonly Run[];
  /**
   * Makes a key, shown this once. Throws SENTRELY_ERR_RUNS_FULL and SENTRELY_ERR_STATE_UNAVAILABLE.
   */
  mint(wanted: WantedRun, lifeMs: number): Promise<Minted>;
  /** Ends a run; false when there is none. */
  revoke(credential: string): Promise<boolean>;
  close(): void;
}

/** A run that has just begun. */
export interface Minted {
  readonly key: string;
  readonly run: Run;
}

/** What the keys need. */
export interface RunKeyServices {
  readonly sessions: SessionStore;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Runs live in the state of a session that nobody can have: sessions have a space in their name. */
const document = 'runs';

/** Runs of one agent, and of all: they are one document of at most 1 MiB. */
const runsPerAgentMax = 100;
const runsMax = 1000;

/** How often the runs that another replica began or ended are looked for. */
const pollMs = 500;

/** A document that was not written for this long could be forgotten as an old session is. */
const rewriteMs = 10 * 60_000;

/** Writers that meet again and again give up. */
const triesMax = 20;

/** Reads the runs that are under way, and goes on reading them. Never rejects. */
export async function openRunKeys(services: RunKeyServices): Promise<RunKeys> {
  const keys = new StoredRunKeys(services);
  await keys.refresh();
  return keys;
}

type Runs = ReadonlyMap<string, Run>;

class StoredRunKeys implements RunKeys {
  readonly #services: RunKeyServices;
  readonly #timer: NodeJS.Timeout;
  #runs: Runs = new Map();
  #version = 0;
  #writtenMs = 0;

  constructor(services: RunKeyServices) {
    this.#services = services;
    this.#writtenMs = services.now();
    this.#timer = setInterval(() => void this.refresh(), pollMs);
    this.#timer.unref();
  }

  find(credential: string): Run | undefined {
    const run = this.#runs.get(credential);
    return run !== undefined && this.#services.now() < run.expiresAtMs ? run : undefined;
  }

  list(): readonly Run[] {
    return [...this.#runs.values()].filter((run) => this.find(run.credential) !== undefined);
  }

  async mint(wanted: WantedRun, lifeMs: number): Promise<Minted> {
    const key = `sk-sentrely-run-${randomBytes(32).toString('base64url')}`;
    const credential = `sha256:${sha256Hex(Buffer.from(key))}`;
    const run: Run = { ...wanted, credential, expiresAtMs: this.#services.now() + lifeMs };
    await this.#change((runs) => {
      const same = [...runs.values()].filter(({ agent }) => agent === run.agent);
      if (same.length >= runsPerAgentMax || runs.size >= runsMax)
        throw gatewayError('SENTRELY_ERR_RUNS_FULL', `found ${same.length} of this agent`);
      return new Map([...runs, [credential, run]]);
    });
    return { key, run };
  }

  async revoke(credential: string): Promise<boolean> {
    let isThere = false;
    await this.#change((runs) => {
      const left = new Map(runs);
      isThere = left.delete(credential);
      return isThere ? left : undefined;
    });
    return isThere;
  }

  /** Takes over what another replica wrote. While that cannot be read, no run is known. */
  async refresh(): Promise<void> {
    try {
      await this.#read();
      const isOld = this.#services.now() - this.#writtenMs > rewriteMs;
      if (isOld && this.#runs.size > 0) await this.#change((runs) => runs);
    } catch (error) {
      if (this.#runs.size > 0) this.#services.report(error);
      this.#runs = new Map();
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #read(): Promise<number | null> {
    const stored = await this.#services.sessions.read(document);
    if (stored === undefined) {
      this.#runs = new Map();
      return null;
    }
    // Of two readings that overlap, the newer one stays.
    if (stored.version >= this.#version) {
      this.#runs = parseRuns(stored.text);
      this.#version = stored.version;
    }
    return stored.version;
  }

  /** Applies a change to what is stored now; undefined leaves it. */
  async #change(change: (runs: Runs) => Runs | undefined): Promise<void> {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const version = await this.#read();
      const now = this.#services.now();
      const live = new Map([...this.#runs].filter(([, run]) => now < run.expiresAtMs));
      const next = change(live);
      if (next === undefined) return;
      const text = JSON.stringify([...next.values()]);
      if ((await this.#services.sessions.write(document, version, text, now)) === 'stale') continue;
      this.#writtenMs = now;
      await this.#read();
      return;
    }
    throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the runs are being changed all the time');
  }
}

function parseRuns(text: string): Runs {
  const runs: unknown = JSON.parse(text);
  assert(Array.isArray(runs), 'the list of runs is ours alone');
  // An older version has written none that was begun with a token.
  return new Map(
    (runs as Run[]).map((run) => [run.credential, { ...run, identity: run.identity ?? null }]),
  );
}
