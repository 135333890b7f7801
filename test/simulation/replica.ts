import type { Channel } from '../../gateway/approvals/channel.ts';
import { type ApprovalDesk, createDesk } from '../../gateway/approvals/desk.ts';
import type { GatewayConfig } from '../../gateway/config.ts';
import { type KillSwitch, openKillSwitch } from '../../gateway/enforce/kill-switch.ts';
import { type Limits, openLimits } from '../../gateway/enforce/limits.ts';
import type { SealKeys } from '../../gateway/enforce/tombstone.ts';
import { gatewayError } from '../../gateway/errors.ts';
import type { LoadedPolicy } from '../../gateway/loaded-policy.ts';
import type { Services } from '../../gateway/services.ts';
import type { Changes, Topic } from '../../gateway/state/sql/changes.ts';
import type { Database } from '../../gateway/state/sql/database.ts';
import { createSqlState } from '../../gateway/state/sql/state.ts';
import type { State } from '../../gateway/state/state.ts';
import type { Chance } from './chance.ts';
import { FaultyDisk } from './faulty-disk.ts';
import { FaultyLog } from './faulty-log.ts';
import type { Owner, WaitingRoom } from './turns.ts';

/** What the gateways of a game share. */
export interface Site {
  readonly database: Database;
  readonly channel: (owner: Owner) => Channel;
  readonly room: WaitingRoom;
  readonly chance: Chance;
  readonly config: GatewayConfig;
  readonly seals: SealKeys;
  readonly now: () => number;
  readonly policy: () => LoadedPolicy;
  readonly upstreams: (owner: Owner) => Services['upstreams'];
  /** Of 100 steps of the store, so many fail. */
  readonly storeFaultsIn100: () => number;
  readonly onFault: () => void;
  /** Something was stored: the other gateways hear of it. */
  readonly stored: (topic: Topic, by: Replica) => void;
  readonly onDurable: (line: string) => void;
}

/** One gateway process: everything in it is the gateway's own but what stands at the ports. */
export class Replica implements Owner {
  isAlive = true;
  readonly name: string;
  readonly folder: string;
  readonly disk: FaultyDisk;
  readonly desk: ApprovalDesk;
  readonly #site: Site;
  readonly #log: FaultyLog;
  readonly #state: State;
  readonly #listeners = new Map<Topic, Set<() => void>>([
    ['kills', new Set()],
    ['approvals', new Set()],
  ]);
  readonly #stopping = new AbortController();
  /** Undefined until it has started. */
  killSwitch: KillSwitch | undefined;
  services: Services | undefined;
  #limits: Limits | undefined;

  constructor(site: Site, name: string, folder: string) {
    this.#site = site;
    this.name = name;
    this.folder = folder;
    this.disk = new FaultyDisk(site.onDurable);
    this.#log = new FaultyLog({
      folder,
      disk: this.disk,
      owner: this,
      room: site.room,
      now: site.now,
    });
    this.#state = this.#stateOf();
    this.desk = createDesk({
      store: this.#state.approvals,
      channel: site.channel(this),
      record: (event) => this.#log.append(event),
      now: site.now,
      report: () => {},
      pollMs: 1000,
    });
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const { config, now, seals, policy } = this.#site;
    const state = this.#state;
    const killSwitch = await openKillSwitch({
      kills: state.kills,
      sessions: state.sessions,
      audit: this.#log,
      approvals: this.desk,
      parentOf: () => undefined,
      now,
      report: () => {},
    });
    this.#limits = openLimits({
      state,
      killSwitch,
      audit: this.#log,
      targets: {},
      log: { info: () => {}, error: () => {} },
      now,
      report: () => {},
    });
    this.killSwitch = killSwitch;
    const { admit, used, reserveAgain, guard } = this.#limits;
    this.services = {
      config,
      loader: { current: policy } as Services['loader'],
      audit: this.#log,
      approvals: this.desk,
      calls: state.calls,
      batches: state.batches,
      files: state.files,
      history: { sessions: state.sessions, now },
      seals,
      upstreams: this.#site.upstreams(this),
      now,
      stopping: this.#stopping.signal,
      report: () => {},
      admit,
      used,
      reserveAgain,
      guard,
      isKilled: (conversation) => killSwitch.isKilled(conversation),
      live: killSwitch.live,
    };
  }

  /** Hears that something was stored, by whichever process. */
  hear(topic: Topic): void {
    if (this.isAlive) for (const listener of this.#listeners.get(topic) ?? []) listener();
  }

  /** Dies at once; `keptShare` as {@link FaultyDisk.die}. */
  die(keptShare: number | 'all'): void {
    this.isAlive = false;
    this.disk.die(keptShare);
    this.killSwitch?.close();
    void this.#limits?.close();
    void this.desk.close();
    for (const listeners of this.#listeners.values()) listeners.clear();
  }

  #stateOf(): State {
    const { database } = this.#site;
    const faulty: Database = {
      one: (step) => this.#ask(() => database.one(step)),
      write: (step, terms) => this.#ask(() => database.write(step, terms)),
      close: () => Promise.resolve(),
    };
    const changes: Changes = {
      watch: (topic, listener) => {
        this.#listeners.get(topic)?.add(listener);
        return () => void this.#listeners.get(topic)?.delete(listener);
      },
      stored: (topic) => this.#site.stored(topic, this),
      close: () => {},
    } as Changes;
    return createSqlState({
      durable: faulty,
      quick: faulty,
      changes,
      close: () => Promise.resolve(),
    });
  }

  /** One question to the store: it waits for its turn, may fail before or after it was done. */
  async #ask<T>(work: () => Promise<T>): Promise<T> {
    const { chance, room, storeFaultsIn100, onFault } = this.#site;
    if (chance.below(2) === 0 || !this.isAlive) await room.wait(this);
    const isFault = chance.below(100) < storeFaultsIn100();
    const isAfter = isFault && chance.below(2) === 1;
    if (isFault) onFault();
    if (isFault && !isAfter) throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
    const result = await work();
    if (chance.below(4) === 0 || !this.isAlive) await room.wait(this);
    if (isAfter) throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
    return result;
  }
}
