import { createGate, type JudgeServices } from '../enforce/judge.ts';
import type { Conversation } from '../enforce/conversation.ts';
import { beginHistory, type SessionHistory } from '../enforce/history.ts';
import { endReason, judgeServices, sealer } from '../judging.ts';
import { madeFor } from '../files/made.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import { anthropicMessages } from '../providers/anthropic/dialect.ts';
import {
  type BatchEnd,
  type BatchResult,
  readResult,
} from '../providers/anthropic/batch-result.ts';
import { unreadable } from '../providers/stream-event.ts';
import { policyInForce } from '../request.ts';
import type { Services } from '../services.ts';
import type { Amounts } from '../state/ledger.ts';
import type { Watch } from '../telemetry/watch.ts';
import type { Usage } from '../providers/dialect.ts';
import type { BatchContext, BatchPlan } from './plan.ts';
import { BatchSpending } from './spending.ts';

/** For whom the results of a batch are judged. */
export interface ResultSurroundings {
  readonly conversation: Conversation;
  /** Name of the upstream that has the batch. */
  readonly upstream: string;
  readonly plan: BatchPlan;
  readonly watch: Watch;
  /** Aborted when nobody waits for the results any more, or nobody may. */
  readonly over: AbortSignal;
}

/** A history remembers what it let go, so one serves so many lines. */
const linesPerHistory = 256;

const lineEnd = /\r?\n$/;

/** Judges the results of a batch line by line, each call as in an answer of its request alone. */
export class ResultJudge {
  readonly #services: Services;
  readonly #about: ResultSurroundings;
  readonly #seen = new Set<string>();
  readonly #lines: Record<BatchEnd, number> = { succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  readonly #spending = new BatchSpending();
  /** The history for the context and policy that were last needed: they seldom change. */
  #last:
    | {
        readonly context: BatchContext;
        readonly policy: LoadedPolicy;
        readonly history: SessionHistory;
      }
    | undefined;
  #sinceBegun = 0;
  #heldMs = 0;

  constructor(services: Services, about: ResultSurroundings) {
    this.#services = services;
    this.#about = about;
  }

  /** Lines that were let go, by how their requests ended. */
  get lines(): Readonly<Record<BatchEnd, number>> {
    return { ...this.#lines };
  }

  /** What the whole batch used; undefined until every request had its line, or where it is not known. */
  get total(): { readonly usage: Usage; readonly used: Amounts } | undefined {
    const { contexts } = this.#about.plan;
    return this.#seen.size === contexts.size ? this.#spending.total : undefined;
  }

  /**
   * A line as the client is to get it: the same bytes unless a call in it is not released. Rejects with
   * SENTRELY_ERR_UPSTREAM_UNREADABLE for what is not one result of one request of the batch.
   */
  async pass(line: Buffer): Promise<Buffer> {
    const end =
      lineEnd.exec(line.toString('latin1', Math.max(0, line.length - 2)))?.[0].length ?? 0;
    const result = readResult(line.subarray(0, line.length - end));
    const context = this.#contextOf(result);
    const passed = await this.#judge(line, result, context);
    this.#lines[result.end] += 1;
    return passed;
  }

  #contextOf({ customId }: BatchResult): BatchContext {
    const context = this.#about.plan.contexts.get(customId);
    if (context === undefined) throw unreadable('the result of a request that the batch has not');
    if (this.#seen.has(customId)) throw unreadable('two results of one request');
    this.#seen.add(customId);
    return context;
  }

  async #judge(line: Buffer, { message }: BatchResult, context: BatchContext): Promise<Buffer> {
    if (message === null) return line;
    const { plan, over } = this.#about;
    const policy = policyInForce(this.#services);
    const { hold } = this.#services.config;
    const gate = await this.#gate(context, policy);
    const { body, summary } = await anthropicMessages.relayReply(
      message.bytes,
      gate,
      sealer(this.#services),
      // All calls of one answer to the client wait together no longer than those of a JSON reply.
      { holdMs: Math.max(0, hold.reply_ms - this.#heldMs), signal: over },
    );
    if (over.aborted) {
      await gate.withheld?.(endReason(over));
      throw over.reason;
    }
    this.#spending.add(summary.usage, context, plan.most?.microUSD !== undefined);
    if (body === message.bytes || body.equals(message.bytes)) return line;
    return Buffer.concat([line.subarray(0, message.start), body, line.subarray(message.end)]);
  }

  async #gate(context: BatchContext, policy: LoadedPolicy) {
    const { conversation, watch, upstream } = this.#about;
    const { model, workspace, tools, served } = context;
    const own = { ...conversation, model, workspace, toolHashes: new Map(tools) };
    const history = await this.#historyOf(own, context, policy);
    const { batchLimits } = this.#services;
    const services: JudgeServices = {
      ...judgeServices(this.#services, watch),
      guard: async (action, conversation) => await batchLimits?.guard(action, conversation),
      held: () => this.#held(),
    };
    const granted = served === null ? {} : { granted: served };
    const made = madeFor(this.#services, conversation.caller, upstream);
    return createGate(services, own, policy, { history, made, ...granted });
  }

  async #historyOf(
    own: Conversation,
    context: BatchContext,
    policy: LoadedPolicy,
  ): Promise<SessionHistory> {
    const last = this.#last;
    const isFresh = this.#sinceBegun++ % linesPerHistory !== 0;
    if (isFresh && last?.context === context && last.policy === policy) return last.history;
    const history = await beginHistory(this.#services.history, own, policy, nothingNew);
    this.#last = { context, policy, history };
    return history;
  }

  #held(): () => void {
    const { now } = this.#services;
    const since = now();
    const end = this.#about.watch.held();
    return () => {
      this.#heldMs += now() - since;
      end();
    };
  }
}

/**
 * What fetching results tells of its session. A state that is new now was lost since the batch was
 * created, and what was in it is not known: that is what a summary says.
 */
const nothingNew: Parameters<typeof beginHistory>[3] = {
  results: [],
  calls: () => [],
  hasSummary: () => true,
  promptTexts: () => [],
};
