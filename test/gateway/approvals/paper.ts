import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import type { Channel } from '../../../gateway/approvals/channel.ts';
import {
  type ApprovalDesk,
  type Ask,
  type Asked,
  createDesk,
} from '../../../gateway/approvals/desk.ts';
import type { ApprovalRecord, ApprovalRequest, Card } from '../../../gateway/approvals/request.ts';
import type { Standing, Vote } from '../../../gateway/approvals/vote.ts';
import { openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import type { State } from '../../../gateway/state/state.ts';
import { bindingOf, bundleOne, requirementOf, start } from './fixtures.ts';

/** A channel on paper: who may approve is a set of ids, and every step can be held up or broken. */
class PaperChannel implements Channel {
  readonly approvers = new Set([1001]);
  readonly posted: string[] = [];
  readonly shown: ApprovalRecord[] = [];
  /** Awaited before a vote is judged. */
  beforeCheck: () => Promise<void> = async () => undefined;
  beforePost: () => Promise<void> = async () => undefined;

  obstacle(): string | null {
    return null;
  }

  async post(record: ApprovalRecord): Promise<Card> {
    await this.beforePost();
    this.posted.push(record.request.id);
    return { url: `paper:${this.posted.length}`, reference: '1/1' };
  }

  async update(record: ApprovalRecord): Promise<void> {
    this.shown.push(record);
  }

  async check(request: ApprovalRequest, vote: Vote): Promise<Standing> {
    await this.beforeCheck();
    if (!this.approvers.has(vote.voter.id)) return { kind: 'void', reason: 'not among them' };
    return { kind: 'stands', meets: request.requirements.map(({ rule }) => rule), evidence: [] };
  }
}

/** A desk with a clock that is set by hand, a log in memory and a channel on paper. */
export class PaperOffice {
  readonly channel = new PaperChannel();
  readonly events: AuditEvent[] = [];
  readonly errors: unknown[] = [];
  nowMs = start;
  /** Awaited before an event counts as durable. */
  beforeRecord: (event: AuditEvent) => Promise<void> = async () => undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sentrely-desk-'));
  readonly state: State = openSqliteState(join(this.#folder, 'state.db'));
  readonly desk: ApprovalDesk = createDesk({
    store: this.state.approvals,
    channel: this.channel,
    record: async (event) => {
      await this.beforeRecord(event);
      this.events.push(event);
    },
    now: () => this.nowMs,
    report: (error) => this.errors.push(error),
    pollMs: 20,
    sweepMs: 3_600_000,
  });

  async close(): Promise<void> {
    await this.desk.close();
    await this.state.close();
    rmSync(this.#folder, { recursive: true });
  }

  ask(args: unknown = 1, change: Partial<Ask> = {}): Promise<Asked> {
    const binding = bindingOf({ args });
    return this.desk.open({ binding, requirements: [requirementOf()], owner: null, ...change });
  }

  async opened(
    args: unknown = 1,
    change: Partial<Ask> = {},
  ): Promise<Extract<Asked, { kind: 'open' }>> {
    const asked = await this.ask(args, change);
    if (asked.kind !== 'open') throw new Error(asked.reason);
    return asked;
  }

  async stateOf(id: string): Promise<string> {
    return await this.desk.wait(id, this.nowMs, new AbortController().signal);
  }

  async consume({ id, digest }: { id: string; digest: string }): Promise<string> {
    const used = await this.desk.consume(id, digest, bundleOne);
    return used.kind === 'consumed' ? 'consumed' : used.why;
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind, outcome }) =>
      outcome === undefined ? kind : `${kind} ${String(outcome)}`,
    );
  }
}

let comments = 0;

export function voteOn(
  { id, digest }: { id: string; digest: string },
  change: Partial<Vote> = {},
): Vote {
  comments += 1;
  return {
    request: id,
    verb: 'approve',
    digestPrefix: digest.slice(0, 12),
    voter: { id: 1001, login: 'ada' },
    source: `paper:${comments}`,
    url: `paper:${comments}`,
    castAtMs: start,
    bodySha256: '0'.repeat(64),
    reason: '',
    heardBy: 'webhook',
    ...change,
  };
}
