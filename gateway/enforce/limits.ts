import type { AgentLimits } from '../../compiler/bundle/rules.ts';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { AuditLog } from '../audit/log.ts';
import type { BatchLimits } from '../batches/limits.ts';
import type { FileLimits } from '../files/limits.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { OperatorLog } from '../operator-log.ts';
import type { Services } from '../services.ts';
import type { State } from '../state/state.ts';
import type { Action } from './action.ts';
import { type AlertTargets, createAlertTeller } from './budget/alerts.ts';
import { createBudgets } from './budget/budgets.ts';
import type { Conversation } from './conversation.ts';
import { conversationColumns } from './conversation-columns.ts';
import type { KillSwitch } from './kill-switch.ts';
import { createLoopGuard } from './loop-guard.ts';
import { createRates, type Rates, rateSentence } from './rate.ts';

/** What holds agents to what they may spend and repeat: see the seams of the same names. */
export interface Limits
  extends Required<Pick<Services, 'admit' | 'used' | 'reserveAgain' | 'guard'>> {
  /** The same for batches. */
  readonly batches: BatchLimits;
  /** The same for files. */
  readonly files: FileLimits;
  /** Lets alerts that are under way end. */
  close(): Promise<void>;
}

/** What limits need from the running gateway. */
export interface LimitServices {
  readonly state: Pick<State, 'ledger' | 'sessions'>;
  readonly killSwitch: KillSwitch;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly targets: AlertTargets;
  readonly log: OperatorLog;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** How often counts of periods that are over are forgotten, in milliseconds. */
const forgetMs = 60 * 60 * 1000;

/** Opens them. A request is asked about in the order kill orders, loops, budgets: the cheap ones first. */
export function openLimits(services: LimitServices): Limits {
  const { state, killSwitch, audit, targets, log, now, report } = services;
  const alerts = createAlertTeller(targets, log);
  const budgets = createBudgets({ ledger: state.ledger, audit, alerts, now, report });
  const rates = createRates(state.ledger, now);
  const loops = createLoopGuard({ sessions: state.sessions, killSwitch, audit, now });
  const timer = setInterval(() => void state.ledger.forget(now()).catch(report), forgetMs);
  timer.unref();
  return {
    admit: async (conversation, facts) => {
      await killSwitch.admit(conversation);
      await loops.returned(conversation, facts.policy, facts.request.results);
      await recorded(services, conversation, () => budgets.admit(conversation, facts));
    },
    used: (conversation, usage, outcome, model) =>
      budgets.used(conversation, usage, outcome, model),
    reserveAgain: (conversation) => budgets.again(conversation),
    guard: async (action, conversation) => {
      const looped = await loops.called(conversation, action);
      if (looped !== undefined)
        return `Not run. ${looped} Do not go on: a person must reset the session.`;
      return await withinRates(rates, action, conversation);
    },
    batches: {
      enter: (conversation) => killSwitch.admit(conversation),
      worst: (conversation, facts) => budgets.worst(conversation, facts),
      admit: async (conversation, policy, { results, most }) => {
        await killSwitch.admit(conversation);
        await loops.returned(conversation, policy, results);
        if (most === null) return;
        await recorded(services, conversation, () =>
          budgets.reserveBatch(conversation, policy, most),
        );
      },
      settle: (conversation, policy, spent) => budgets.settleBatch(conversation, policy, spent),
      guard: (action, conversation) => withinRates(rates, action, conversation),
    },
    files: {
      enter: (conversation) => killSwitch.admit(conversation),
      take: ({ caller: { agent } }, policy) =>
        rates.take(agent, limitsOf(agent, policy)?.rates ?? []),
    },
    close: async () => {
      clearInterval(timer);
      await alerts.close();
    },
  };
}

/** Counts a call that may run; where there is no room for it, a sentence says when there is. */
async function withinRates(
  rates: Rates,
  action: Action,
  { caller: { agent } }: Conversation,
): Promise<string | undefined> {
  if (action.outcome.verdict === 'deny') return undefined;
  const refused = await rates.take(agent, limitsOf(agent, action.policy)?.rates ?? []);
  return refused === undefined ? undefined : rateSentence(refused);
}

function limitsOf(agent: string, { content }: LoadedPolicy): AgentLimits | undefined {
  return content.rules.agents.find(({ name }) => name === agent)?.limits;
}

/** Puts a refused request on record with the code that it was refused by. */
async function recorded(
  { audit, report }: LimitServices,
  conversation: Conversation,
  admit: () => Promise<void>,
): Promise<void> {
  try {
    await admit();
  } catch (error) {
    await audit.append(refusedEvent(conversation, error)).catch(report);
    throw error;
  }
}

function refusedEvent(
  conversation: Conversation,
  error: unknown,
): Parameters<AuditLog['append']>[0] {
  const isKnown = error instanceof SentrelyError;
  return {
    kind: 'request.refused',
    durability: 'os',
    ...conversationColumns(conversation),
    ref_event_id: conversation.requestEvent,
    outcome: 'refused',
    error_code: isKnown ? error.code : 'SENTRELY_ERR_INTERNAL',
    reason: isKnown ? error.message : undefined,
  };
}
