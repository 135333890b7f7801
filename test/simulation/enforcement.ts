/**
 * Kills, grants and blocks under a clock, a provider, a store and a disk that a seed plays: two
 * gateways over one store, requests in three dialects, answers that break off at any byte, people who
 * vote, operators who kill and lift, policies that change, clients that hang up or ask again, disks
 * and stores that fail before or after they did what they were asked, processes and power that go.
 *
 * The same seed plays the same game. The laws, at every byte that leaves:
 * kill wins, also over a restart and elsewhere; a grant is used once; nothing leaves undecided; and
 * what was decided is still in the log when all is over.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseTrust } from '../../compiler/bundle/trust.ts';
import type { Channel } from '../../gateway/approvals/channel.ts';
import { readTail } from '../../gateway/audit/tail.ts';
import { listSegments, listWriters } from '../../gateway/audit/wal.ts';
import { type GatewayConfig, loadConfig } from '../../gateway/config.ts';
import { handleExchange } from '../../gateway/exchange.ts';
import { type LoadedPolicy, loadPolicy } from '../../gateway/loaded-policy.ts';
import { anthropicMessages } from '../../gateway/providers/anthropic/dialect.ts';
import { openaiChat } from '../../gateway/providers/openai-chat/dialect.ts';
import { openaiResponses } from '../../gateway/providers/openai-responses/dialect.ts';
import type { Services } from '../../gateway/services.ts';
import type { Served } from '../../gateway/upstreams/asked.ts';
import type { Candidate } from '../../gateway/upstreams/route.ts';
import type { KillScope } from '../../gateway/state/kills.ts';
import type { Database } from '../../gateway/state/sql/database.ts';
import { createApprovals } from '../../gateway/state/sql/approvals.ts';
import { run, type Step } from '../../gateway/state/sql/statement.ts';
import { openDatabase } from '../../gateway/state/sqlite/database.ts';
import type { ApprovalStore } from '../../gateway/state/state.ts';
import { gatewayVersion } from '../../gateway/version.ts';
import { keys } from '../gateway/providers/anthropic/harness.ts';
import { voteOn } from '../gateway/approvals/paper.ts';
import { preparePremises } from '../gateway/harness.ts';
import { type Chance, chanceOf } from './chance.ts';
import { ClientConnection, incomingOf } from './client.ts';
import { Laws, type Tally } from './laws.ts';
import {
  type DialectName,
  dialectNames,
  type MadeCall,
  mark,
  replyOf,
  requestOf,
  streamOf,
} from './model-answer.ts';
import { type Site, Replica } from './replica.ts';
import { type Owner, settled, WaitingRoom } from './turns.ts';
import { VirtualTime } from './virtual-time.ts';

/** What all games are played with. */
interface Stage {
  readonly database: Database;
  readonly config: GatewayConfig;
  readonly agentKey: string;
  readonly policies: readonly LoadedPolicy[];
  readonly folder: string;
}

/** What is played. */
export interface EnforcementOptions {
  readonly seeds: number;
  readonly from?: number;
  /** Of one game, before all faults end and what is under way goes to its end. */
  readonly steps?: number;
  readonly trace?: (line: string) => void;
}

/** Plays so many seeds. Throws with the seed when a law is broken. */
export async function simulateEnforcement({
  seeds,
  from = 1,
  steps = 220,
  trace = () => {},
}: EnforcementOptions): Promise<Tally> {
  const tally: Tally = {
    releasedAllowed: 0,
    releasedApproved: 0,
    stopped: 0,
    orders: 0,
    ordersAgainstLift: 0,
    cutShort: 0,
    crashes: 0,
    powerFailures: 0,
    faults: 0,
    diskFaults: 0,
    votes: 0,
  };
  const { stage, remove } = setStage();
  try {
    for (let seed = from; seed < from + seeds; seed++)
      await playSeed(new Game(seed, stage, tally, trace), seed, steps);
  } finally {
    await stage.database.close();
    remove();
  }
  return tally;
}

async function playSeed(game: Game, seed: number, steps: number): Promise<void> {
  const giveBack = game.time.install();
  try {
    await game.play(steps);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    const again = `npm run simulate -- --game enforcement --seeds 1 --from ${seed} --trace`;
    throw new Error(`seed ${seed}: ${what}\nTo see it again: ${again}`, { cause });
  } finally {
    giveBack();
    await game.clear();
  }
}

/** Memory where the machine has such a folder: a game has no power to lose. */
function quickFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

function setStage(): { readonly stage: Stage; readonly remove: () => void } {
  const folder = mkdtempSync(join(quickFolder(), 'sentrely-simulation-'));
  const premises = preparePremises();
  const { SENTRELY_BUNDLE_PATH: path = '', SENTRELY_BUNDLE_TRUST: trust = '' } = premises.settings;
  const policies = ['first', 'second'].map((name) => {
    premises.publish(
      `policy ${name} for agent dev { allow write_file rule people ask deploy approval 1 of user "ada" id 1001 }`,
    );
    return loadPolicy(readFileSync(path), {
      trust: parseTrust(readFileSync(trust, 'utf8')),
      nowMs: Date.now(),
      floor: undefined,
      version: gatewayVersion,
    });
  });
  const config = loadConfig(undefined, {
    ...premises.settings,
    SENTRELY_UPSTREAM_API_KEY: 'provider-key',
    SENTRELY_UPSTREAM_OPENAI_API_KEY: 'provider-key',
    SENTRELY_HOLD_STREAM_MS: '4000',
    SENTRELY_HOLD_REPLY_MS: '1000',
    SENTRELY_HOLD_PING_MS: '1000',
  });
  const database = openDatabase(join(folder, 'state.db'), 'NORMAL');
  const stage = { database, config, agentKey: premises.agentKey, policies, folder };
  return {
    stage,
    remove: () => {
      premises.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const sessions = ['s0', 's1'];
const dialects = { anthropic: anthropicMessages, chat: openaiChat, responses: openaiResponses };
const paths = {
  anthropic: '/v1/messages',
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
};

/** What the provider says to one request. */
interface Script {
  readonly dialect: DialectName;
  readonly isStream: boolean;
  readonly text: string;
  readonly status: number;
  /** Breaks off after so many bytes; null where it comes to its end. */
  readonly cutAt: number | null;
}

class Game {
  readonly time = new VirtualTime(Date.UTC(2026, 10, 24));
  readonly #seed: number;
  readonly #stage: Stage;
  readonly #tally: Tally;
  readonly #trace: (line: string) => void;
  readonly #chance: Chance;
  readonly #room: WaitingRoom;
  readonly #laws: Laws;
  readonly #replicas: Replica[] = [];
  readonly #begunStep = new Map<Replica, number>();
  #steps = 0;
  readonly #scripts = new Map<string, Script>();
  readonly #answering = new Set<Promise<void>>();
  readonly #clients: ClientConnection[] = [];
  readonly #orders: { readonly id: string; readonly scope: KillScope; readonly subject: string }[] =
    [];
  /** By what it is about: when the last lift was begun. */
  readonly #liftBegun = new Map<string, number>();
  readonly #approvals: ApprovalStore;
  readonly #faultsIn100: number;
  #policy: LoadedPolicy;
  #isHealed = false;
  #failure: unknown;
  #ordinal = 0;

  constructor(seed: number, stage: Stage, tally: Tally, trace: (line: string) => void) {
    this.#seed = seed;
    this.#stage = stage;
    this.#tally = tally;
    this.#trace = trace;
    this.#chance = chanceOf(seed);
    this.#room = new WaitingRoom(this.#chance);
    this.#laws = new Laws(tally);
    this.#faultsIn100 = this.#chance.one([0, 0, 3, 15]);
    this.#policy = stage.policies[0] as LoadedPolicy;
    const silent = { watch: () => () => {}, stored: () => {}, close: () => {} };
    this.#approvals = createApprovals(stage.database, silent);
  }

  async play(steps: number): Promise<void> {
    for (const at of [0, 1]) this.#begin(at);
    await this.#run(40);
    for (let step = 0; step < steps; step++) {
      await this.#step();
      await settled();
      this.#rethrow();
    }
    await this.#heal();
    this.#lookAtLogs();
  }

  /** Leaves nothing to the next seed. */
  async clear(): Promise<void> {
    for (const replica of this.#replicas) if (replica.isAlive) replica.die('all');
    const { database, folder } = this.#stage;
    await database.write(wipe);
    rmSync(join(folder, String(this.#seed)), { recursive: true, force: true });
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Lets up to so many of those that wait go on. */
  async #run(turns: number): Promise<void> {
    for (let turn = 0; turn < turns && this.#room.size > 0; turn++) {
      this.#room.next();
      await settled();
      this.#rethrow();
    }
  }

  async #step(): Promise<void> {
    const { below, one } = this.#chance;
    const kind = below(1000);
    if (kind < 840 && this.#room.size > 0) return this.#room.next();
    if (kind < 865) return this.time.pass(one([1, 20, 100, 400, 1500]));
    if (kind < 920) return this.#ask();
    if (kind < 968) return await this.#vote();
    if (kind < 975) return this.#kill();
    if (kind < 987) return this.#lift();
    if (kind < 990) return this.#crash();
    if (kind < 993) return this.#breakDisk();
    if (kind < 997) return this.#clients[below(this.#clients.length + 1)]?.destroy();
    await this.#publish();
  }

  #begin(at: number): void {
    const folder = join(this.#stage.folder, String(this.#seed), String(at));
    const replica = new Replica(this.#site(), `gateway ${at}`, folder);
    this.#replicas[at] = replica;
    this.#begunStep.set(replica, ++this.#steps);
    replica.start().catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  #site(): Site {
    const { database, config } = this.#stage;
    return {
      database,
      config,
      room: this.#room,
      chance: this.#chance,
      seals: keys,
      now: () => this.time.nowMs,
      policy: () => this.#policy,
      channel: (owner) => this.#channel(owner),
      upstreams: (owner) => this.#upstreams(owner),
      storeFaultsIn100: () => (this.#isHealed ? 0 : this.#faultsIn100),
      onFault: () => {
        this.#tally.faults += 1;
      },
      stored: (topic, by) => {
        by.hear(topic);
        const others = this.#replicas.filter((replica) => replica !== by);
        for (const other of others) setTimeout(() => other.hear(topic), this.#chance.below(100));
      },
      onDurable: (line) => this.#laws.durable(line),
    };
  }

  /** People are asked on paper; the paper takes its time. */
  #channel(owner: Owner): Channel {
    return {
      obstacle: () => null,
      post: async () => {
        await this.#room.wait(owner);
        return { url: 'paper:1', reference: '1' };
      },
      update: () => this.#room.wait(owner),
      check: async ({ requirements }, { voter }) => {
        await this.#room.wait(owner);
        return voter.id === 1001
          ? { kind: 'stands', meets: requirements.map(({ rule }) => rule), evidence: [] }
          : { kind: 'void', reason: 'not among them' };
      },
    };
  }

  #upstreams(owner: Owner): Services['upstreams'] {
    return {
      candidates: ({ model }) => [{ upstream: {} as Candidate['upstream'], model }],
      ask: async ({ model, signal }) => {
        await this.#room.wait(owner);
        const script = this.#scripts.get(model);
        if (script === undefined) throw new Error('nobody asked this');
        return { ...this.#answerOf(script, owner, signal), upstream: 'scripted', model };
      },
      health: () => [],
      close: () => Promise.resolve(),
    };
  }

  #answerOf(script: Script, owner: Owner, signal: AbortSignal): Omit<Served, 'upstream' | 'model'> {
    const body = Readable.from(this.#piecesOf(script, owner, signal)).on('error', () => {});
    const isStream = script.isStream && script.status === 200;
    return {
      status: script.status,
      headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json' },
      body,
      discard: () => void body.destroy(),
      failoverFrom: null,
    };
  }

  async *#piecesOf({ text, cutAt }: Script, owner: Owner, signal: AbortSignal) {
    const bytes = Buffer.from(text);
    const end = cutAt ?? bytes.length;
    for (let at = 0; at < end; ) {
      await this.#room.wait(owner);
      if (signal.aborted) throw new Error('aborted');
      const next = Math.min(end, at + 1 + this.#chance.below(700));
      yield bytes.subarray(at, next);
      at = next;
    }
    if (cutAt !== null && this.#chance.below(2) === 0) throw new Error('connection reset');
  }

  #ask(): void {
    const { one, below } = this.#chance;
    const replica = one(this.#replicas);
    const { services } = replica;
    if (!replica.isAlive || services === undefined || this.#answering.size > 6) return;
    this.#ordinal += 1;
    const model = `m${this.#ordinal}`;
    const session = one(sessions);
    const dialect = one(dialectNames);
    const isStream = below(3) > 0;
    this.#scripts.set(model, this.#script(dialect, isStream, session));
    const headers = {
      'x-sentrely-key': this.#stage.agentKey,
      'x-sentrely-session': session,
    };
    const body = requestOf(dialect, model, isStream);
    const incoming = incomingOf(paths[dialect], headers, body);
    const isSlow = (): boolean => below(6) === 0;
    const client = new ClientConnection({ owner: replica, room: this.#room }, isSlow, (bytes) =>
      this.#leaves(bytes, replica, session),
    );
    this.#clients.push(client);
    this.#trace(
      `${replica.name}: ${session} asks ${model} (${dialect}${isStream ? ', stream' : ''})`,
    );
    const answering = handleExchange(services, dialects[dialect], incoming, client.reply)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#answering.delete(answering));
    this.#answering.add(answering);
    this.#owners.set(answering, replica);
  }

  readonly #owners = new WeakMap<Promise<void>, Replica>();

  #script(dialect: DialectName, isStream: boolean, session: string): Script {
    const { below, one } = this.#chance;
    const calls = Array.from({ length: 1 + below(3) }, (): MadeCall => {
      this.#ordinal += 1;
      const name = one(['write_file', 'deploy', 'deploy', 'deploy', 'run_command'] as const);
      const call = {
        id: `${mark}${session}${this.#ordinal}`,
        name,
        argumentsText: argumentsOf(name, below(2)),
      };
      this.#laws.made(call);
      return call;
    });
    const text = isStream ? streamOf(dialect, calls, this.#chance) : replyOf(dialect, calls);
    const isRefused = below(12) === 0;
    return {
      dialect,
      isStream,
      text: isRefused ? '{"type":"error","error":{"type":"overloaded_error","message":"x"}}' : text,
      status: isRefused ? 529 : 200,
      cutAt: below(4) === 0 ? below(text.length) : null,
    };
  }

  #leaves(bytes: Buffer, replica: Replica, session: string): void {
    const piece = bytes.toString();
    this.#trace(
      `${replica.name}: ${session} <- ${piece.length} bytes ${(piece.match(/ZQs\d+/g) ?? []).join(' ')}`,
    );
    try {
      this.#laws.leaves(piece, {
        ownSession: `dev ${session}`,
        agent: 'dev',
        credential: this.#credential,
        from: replica,
        fromStep: this.#begunStep.get(replica) ?? 0,
        nowMs: this.time.nowMs,
      });
    } catch (error) {
      this.#failure ??= error;
    }
  }

  get #credential(): string {
    const [hash = ''] = this.#policy.plan.agentOfKeyHash.keys();
    return hash;
  }

  async #vote(): Promise<void> {
    const { one, below } = this.#chance;
    const replica = one(this.#replicas);
    if (!replica.isAlive) return;
    const pending = await this.#approvals.listPending(one(sessions), this.time.nowMs);
    const [record] = pending;
    if (record === undefined || record.card === null) return;
    const { id } = record.request;
    const verb = below(8) === 0 ? 'deny' : 'approve';
    const voter = below(8) === 0 ? 2002 : 1001;
    if (voter === 1001 && verb === 'approve') this.#laws.approving(id);
    this.#tally.votes += 1;
    this.#trace(`${replica.name}: ${voter} says ${verb}`);
    const vote = voteOn(record.request, { verb, voter: { id: voter, login: 'x' } });
    replica.desk.receive(vote).catch(() => {});
  }

  #kill(): void {
    const [scope, subject] = this.#chance.one<readonly [KillScope, string]>([
      ['session', 'dev s0'],
      ['session', 'dev s1'],
      ['session', 'dev s1'],
      ['credential', this.#credential],
      ['everything', ''],
    ]);
    this.#order(scope, subject);
  }

  #order(scope: KillScope, subject: string): void {
    const replica = this.#chance.one(this.#replicas);
    if (!replica.isAlive || replica.killSwitch === undefined) return;
    const what = scope === 'session' ? subject : scope;
    const begun = ++this.#steps;
    this.#trace(`${replica.name}: kill ${what}`);
    replica.killSwitch
      .order({ scope, subject, reason: 'No.', by: 'maria' })
      .then(({ order, cut, isNew }) => {
        if (!replica.isAlive) return;
        this.#tally.cutShort += cut;
        const liftBegun = this.#liftBegun.get(`${scope} ${subject}`) ?? 0;
        // Only a lift that was begun after it may end it.
        if (liftBegun > begun) return;
        if (liftBegun > 0 && !isNew) this.#tally.ordersAgainstLift += 1;
        this.#laws.ordered({
          order: { scope, subject },
          by: replica,
          atMs: this.time.nowMs,
          atStep: ++this.#steps,
        });
        if (!this.#orders.some(({ id }) => id === order.id))
          this.#orders.push({ id: order.id, scope, subject });
        this.#trace(`${replica.name}: kill ${what} is answered`);
      })
      .catch(() => {});
  }

  /** Somebody orders the same again while it is lifted. */
  #lift(): void {
    const replica = this.#chance.one(this.#replicas);
    const order = this.#orders.shift();
    if (order === undefined || !replica.isAlive) return;
    const { id, scope, subject } = order;
    this.#laws.lifting(order);
    this.#liftBegun.set(`${scope} ${subject}`, ++this.#steps);
    this.#trace(`${replica.name}: lift ${scope}`);
    replica.killSwitch?.lift(id, 'maria').catch(() => {});
    this.#order(scope, subject);
  }

  /** A process dies; another begins over what it left. */
  #crash(): void {
    const { one, below } = this.#chance;
    const at = below(this.#replicas.length);
    const replica = this.#replicas[at];
    if (replica === undefined) return;
    const kept = one(['all', 0, below(100) / 100] as const);
    this.#tally[kept === 'all' ? 'crashes' : 'powerFailures'] += 1;
    this.#trace(`${replica.name} dies`);
    replica.die(kept);
    this.#room.bury();
    for (const answering of this.#answering)
      if (this.#owners.get(answering) === replica) this.#answering.delete(answering);
    this.#begin(at);
  }

  #breakDisk(): void {
    const { one } = this.#chance;
    const { disk } = one(this.#replicas);
    disk.fails = one(['nothing', 'nothing', 'write', 'half a write', 'sync'] as const);
    if (disk.fails !== 'nothing') this.#tally.diskFaults += 1;
  }

  async #publish(): Promise<void> {
    this.#policy = this.#chance.one(this.#stage.policies);
    const { digest } = this.#policy.content;
    for (const { isAlive, desk } of this.#replicas)
      if (isAlive) desk.supersede(digest).catch(() => {});
  }

  /** All faults end, all holds are over: every request has its answer. */
  async #heal(): Promise<void> {
    this.#isHealed = true;
    for (const { disk } of this.#replicas) disk.fails = 'nothing';
    for (let round = 0; round < 12 && this.#answering.size > 0; round++) {
      await this.#run(2000);
      this.time.pass(1500);
      await settled();
    }
    this.#rethrow();
    if (this.#answering.size > 0)
      throw new Error(`${this.#answering.size} requests were never answered`);
  }

  /** The decision about everything that a client got to run is in some log, whatever died since. */
  #lookAtLogs(): void {
    const found = new Set<string>();
    for (const { folder } of this.#replicas)
      for (const writer of listWriters(folder))
        for (const { due } of readTail(listSegments(folder, writer), 0))
          for (const { text } of due) {
            const row = JSON.parse(text) as Record<string, string>;
            if (row['kind'] === 'tool.decision' && row['disposition'] === 'released')
              found.add(row['tool_use_id'] ?? '');
          }
    for (const id of this.#laws.released)
      if (!found.has(id)) throw new Error(`the decision about ${id} is lost`);
  }
}

const tables = [
  'votes',
  'approvals',
  'kills',
  'calls',
  'sessions',
  'own_sessions',
  'session_states',
  'session_latches',
];

function* wipe(): Step<void> {
  for (const table of tables) yield* run(`DELETE FROM ${table}`);
}

/** In canonical JSON, as the log writes arguments. */
function argumentsOf(name: MadeCall['name'], variant: number): string {
  if (name === 'write_file') return `{"content":"${mark}","path":"a${variant}"}`;
  if (name === 'run_command') return `{"command":"rm -rf ${variant}"}`;
  return `{"environment":"production","version":"${variant}"}`;
}
