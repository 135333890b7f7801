import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { type DemoGithub, startGithub } from '../../cli/demo/github.ts';
import { approvalSettings, askingRules, hear } from '../e2e/asking.ts';
import { adminKey, callAdmin } from '../gateway/admin/operator.ts';
import { type Premises, preparePremises } from '../gateway/harness.ts';
import { type Chance, chanceOf } from '../simulation/chance.ts';
import { dialectNames } from '../simulation/model-answer.ts';
import { type Child, startChild } from './child.ts';
import { unitEnvironment } from './unit.ts';
import { type Kind, shares } from './kinds.ts';
import { mayGrow, type Sample, trendOf } from './memory.ts';
import { judgeLog } from './record.ts';
import { type Asked, type Outcome, send } from './request.ts';

/** How long, and how many requests a second. */
export interface SoakOptions {
  readonly ms: number;
  readonly rate: number;
}

/** What a soak found: lines for people, and what did not hold. */
export interface SoakReport {
  readonly lines: readonly string[];
  readonly faults: readonly string[];
}

interface Addresses {
  readonly url: string;
  readonly adminUrl: string;
}

/** More under way would be a gateway that does not keep up: then the load waits, and says so. */
const underWayMax = 400;

/**
 * The share of requests that may be refused with a stated reason: on a machine that others use too, a
 * disk may take longer than the gateway waits. None of them is lost.
 */
const deniedShareMax = 0.01;

/** One soak. */
export class Soak {
  readonly #options: SoakOptions;
  readonly #chance: Chance = chanceOf(7);
  readonly #premises: Premises = preparePremises();
  readonly #underWay = new Set<Promise<void>>();
  readonly #counts = new Map<string, number>();
  readonly #faults: string[] = [];
  readonly #released = new Set<string>();
  readonly #samples: Sample[] = [];
  #github!: DemoGithub;
  #provider!: Child<{ readonly url: string }>;
  #gateway!: Child<Addresses>;
  #client!: Pool;
  #sent = 0;
  #again = 0;
  #heldBack = 0;
  /** Requests that the gateway refused for a reason of its own, and said so: a disk that is too slow. */
  #denied = 0;
  #isOver = false;

  constructor(options: SoakOptions) {
    this.#options = options;
  }

  async run(): Promise<SoakReport> {
    try {
      await this.#open();
      const people = this.#answerCards();
      await this.#load();
      await Promise.all(this.#underWay);
      this.#isOver = true;
      await people;
      if (this.#denied > this.#sent * deniedShareMax)
        this.#faults.push(`${this.#denied} requests were refused by the gateway itself`);
      await this.#gateway.ask('seal');
      await this.#gateway.ask('stop');
      const { dataFolder } = this.#premises;
      const log = await judgeLog(dataFolder, this.#released);
      this.#faults.push(...log.faults);
      return { lines: [...this.#lines(), ...log.lines], faults: this.#faults };
    } finally {
      await this.#close();
    }
  }

  async #open(): Promise<void> {
    this.#github = await startGithub();
    this.#premises.publish(
      `${askingRules(this.#github.ownerId)} policy writes for agent dev { allow write_file }`,
    );
    const at = (name: string): URL => new URL(name, import.meta.url);
    this.#provider = await startChild(at('provider.ts'), {}, this.#logFile('provider'));
    this.#gateway = await this.#startGateway({});
    this.#client = new Pool(this.#gateway.hello.url, { connections: underWayMax });
  }

  async #startGateway(place: Readonly<Record<string, string>>): Promise<Child<Addresses>> {
    const { url } = this.#provider.hello;
    const gateway = await startChild<Addresses>(
      new URL('gateway.ts', import.meta.url),
      {
        ...unitEnvironment(),
        ...this.#premises.settings,
        ...approvalSettings(this.#github),
        SENTRELY_UPSTREAM_URL: url,
        SENTRELY_UPSTREAM_OPENAI_URL: url,
        SENTRELY_UPSTREAM_API_KEY: 'provider-key',
        SENTRELY_UPSTREAM_OPENAI_API_KEY: 'provider-key',
        SENTRELY_HOLD_STREAM_MS: '4000',
        SENTRELY_HOLD_REPLY_MS: '1000',
        SENTRELY_AUDIT_SEAL_MS: '20000',
        ...place,
      },
      this.#logFile('gateway'),
    );
    await hear(this.#github, gateway.hello);
    return gateway;
  }

  #logFile(name: string): string {
    return join(this.#premises.folder, `${name}.log`);
  }

  /** Sends at its rate, whatever comes back; restarts the gateway once, after a quarter. */
  async #load(): Promise<void> {
    const { ms, rate } = this.#options;
    const begunMs = performance.now();
    const sampleMs = Math.min(5000, ms / 24);
    let samples = 0;
    let restart: Promise<void> | undefined;
    for (;;) {
      const passedMs = performance.now() - begunMs;
      if (passedMs >= ms) break;
      if (restart === undefined && passedMs > ms / 4) restart = this.#restart();
      if (passedMs > samples * sampleMs) {
        samples += 1;
        void this.#sample();
      }
      if (this.#underWay.size >= underWayMax) this.#heldBack += 1;
      else this.#begin();
      await sleep(Math.max(0, begunMs + (this.#sent * 1000) / rate - performance.now()));
    }
    await restart;
  }

  async #restart(): Promise<void> {
    const { url, adminUrl } = this.#gateway.hello;
    const old = this.#gateway;
    await old.ask('stop');
    await old.gone();
    const bare = (address: string): string => address.replace('http://', '');
    this.#gateway = await this.#startGateway({
      SENTRELY_LISTEN: bare(url),
      SENTRELY_ADMIN_LISTEN: bare(adminUrl),
    });
  }

  async #sample(): Promise<void> {
    const memory = await this.#gateway.ask<Omit<Sample, 'atMs'>>('measure').catch(() => undefined);
    if (memory !== undefined) this.#samples.push({ ...memory, atMs: performance.now() });
  }

  #begin(): void {
    this.#sent += 1;
    const kind = this.#kind();
    const asked: Asked = {
      kind,
      dialect: this.#chance.one(dialectNames),
      isStream: kind === 'killed' || this.#chance.below(3) > 0,
      session: kind === 'killed' ? `killed-${this.#sent}` : `s${Math.floor(this.#sent / 40)}`,
    };
    const work = this.#one(asked)
      .catch((error: unknown) => this.#fault(asked, String(error)))
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  #kind(): Kind {
    const entries = Object.entries(shares) as [Kind, number][];
    let at = this.#chance.below(entries.reduce((sum, [, share]) => sum + share, 0));
    return entries.find(([, share]) => (at -= share) < 0)?.[0] ?? 'text';
  }

  async #one(asked: Asked): Promise<void> {
    let endedMs = 0;
    const begun = Promise.withResolvers<void>();
    const sending = send(this.#client, this.#premises.agentKey, asked, begun.resolve).finally(
      () => {
        endedMs = performance.now();
      },
    );
    if (asked.kind === 'killed') await Promise.race([begun.promise, sending]);
    const killedMs = asked.kind === 'killed' ? await this.#kill(asked.session) : 0;
    const outcome = await sending;
    // While the gateway restarts nobody takes the order, and the answer may be over before it.
    if (outcome.how === 'answered' && endedMs < killedMs) return this.#count('killed: too late');
    this.#again += outcome.again > 0 ? 1 : 0;
    for (const id of outcome.released) this.#released.add(id);
    this.#count(`${asked.kind}: ${outcome.how}`);
    const { text } = outcome;
    const wrong = wrongWith(asked, outcome);
    if (wrong === undefined) return;
    const code = /SENTRELY_ERR_[A-Z_]+/.exec(text)?.[0];
    const isStated = code !== undefined && asked.kind !== 'killed' && outcome.how !== 'answered';
    if (!isStated) return this.#fault(asked, `${wrong} (${outcome.status}) ${text.slice(-300)}`);
    this.#denied += 1;
    this.#count(`refused by ${code}`);
  }

  /** The red button, pressed while the answer is under way; it is let go again. When it was taken. */
  async #kill(session: string): Promise<number> {
    const { dataFolder } = this.#premises;
    const key = adminKey(dataFolder);
    const body = { scope: 'session', subject: `dev ${session}`, reason: 'Enough.' };
    for (let tries = 0; tries < 60; tries++) {
      const { adminUrl } = this.#gateway.hello;
      const answer = await callAdmin(adminUrl, 'POST', '/api/kills', { key, body }).catch(
        () => undefined,
      );
      const kill = answer?.body['kill'] as { readonly id: string } | undefined;
      if (kill !== undefined) {
        const takenMs = performance.now();
        await sleep(300);
        await callAdmin(adminUrl, 'DELETE', `/api/kills/${kill.id}`, { key }).catch(
          () => undefined,
        );
        return takenMs;
      }
      await sleep(250);
    }
    throw new Error('the order to kill was never taken');
  }

  /** Answers every card as maria: three in four are approved. */
  async #answerCards(): Promise<void> {
    const answered = new Set<string>();
    while (!this.#isOver) {
      await sleep(500);
      const key = adminKey(this.#premises.dataFolder);
      const { adminUrl } = this.#gateway.hello;
      const listed = await callAdmin(adminUrl, 'GET', '/api/approvals', { key }).catch(
        () => undefined,
      );
      type View = { id: string; state: string; url: string | null; approve: string; deny: string };
      for (const card of (listed?.body['approvals'] ?? []) as View[]) {
        if (card.state !== 'pending' || card.url === null || answered.has(card.id)) continue;
        answered.add(card.id);
        const isYes = answered.size % 4 > 0;
        await this.#github.comment(isYes ? card.approve : card.deny);
        this.#count(isYes ? 'cards approved' : 'cards denied');
      }
    }
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  #fault({ kind, dialect, isStream }: Asked, what: string): void {
    const how = isStream ? 'stream' : 'JSON';
    if (this.#faults.length < 20) this.#faults.push(`${kind}, ${dialect} ${how}: ${what}`);
  }

  #lines(): readonly string[] {
    const { ms, rate } = this.#options;
    const counts = [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const minutes = (ms / 60_000).toFixed(1);
    return [
      `${this.#sent} requests in ${minutes} minutes (asked for ${rate}/s, ${this.#heldBack} held back); ` +
        `${this.#again} sent again over the restart`,
      ...counts.map(([what, times]) => `  ${what.padEnd(24)} ${times}`),
      ...(['rss', 'heapUsed'] as const).map((of) => this.#trendLine(of)),
    ];
  }

  #trendLine(of: 'rss' | 'heapUsed'): string {
    const trend = trendOf(this.#samples, of);
    const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
    const line = `${of}: ${mb(trend.meanBytes)}, ${mb(trend.perMinute)} a minute, ${mb(trend.grownBytes)} over the second half`;
    if (trend.grownBytes > mayGrow(trend)) this.#faults.push(`memory grows: ${line}`);
    return line;
  }

  async #close(): Promise<void> {
    this.#isOver = true;
    await this.#client?.destroy();
    this.#gateway?.kill();
    this.#provider?.kill();
    await this.#github?.close();
    if (this.#faults.length > 0) {
      const log = readFileSync(this.#logFile('gateway'), 'utf8').split('\n').slice(-15);
      process.stderr.write(`${log.join('\n')}\n`);
    }
    this.#premises.remove();
  }
}

/** What is wrong with how a request ended; undefined where nothing is. */
function wrongWith(
  { kind, isStream }: Asked,
  { how, status, released }: Outcome,
): string | undefined {
  const may: Readonly<Record<Kind, readonly Outcome['how'][]>> = {
    allow: ['answered'],
    deny: ['answered'],
    mixed: ['answered'],
    ask: ['answered'],
    text: ['answered'],
    slow: ['answered'],
    // What breaks off at the provider breaks off at the client; it must not look whole.
    cut: isStream ? ['broken', 'stated'] : ['refused'],
    overloaded: ['refused'],
    killed: ['stated', 'refused'],
  };
  if (!may[kind].includes(how)) return `the answer is ${how}`;
  if (how === 'refused' && kind === 'overloaded' && status !== 529) return 'another error';
  if (kind === 'allow' && released.length !== 1) return 'the call did not arrive';
  if (kind === 'mixed' && released.length !== 2) return `${released.length} calls arrived, not 2`;
  if (kind === 'deny' && released.length > 0) return 'a denied call arrived';
  if (kind === 'killed' && released.length > 0) return 'a call of a killed session arrived';
  return undefined;
}
