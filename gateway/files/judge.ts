import { decideFile } from '../../compiler/evaluate/decide-request.ts';
import type { FileUse, Outcome } from '../../compiler/evaluate/decision.ts';
import { beginHistory } from '../enforce/history.ts';
import { rateSentence } from '../enforce/rate.ts';
import { gatewayError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { FileAsker } from './enter.ts';
import { recordDecision } from './record.ts';

/** What judging needs of all that a request needs. */
type JudgingServices = Pick<Services, 'audit' | 'history' | 'fileLimits' | 'isKilled'>;

/** What is asked to be done with a file. */
export interface FileAct {
  readonly use: FileUse;
  /** What else is recorded of it. */
  readonly facts?: Readonly<Record<string, string>>;
}

/**
 * Judges what is done with a file before the provider is asked: kill orders, rules, rates. Resolves with
 * the id of the decision on record. Rejects with SENTRELY_ERR_REQUEST_DENIED where no rule grants it or
 * it needs an approval, for which a request cannot wait; with SENTRELY_ERR_RATE_EXCEEDED; and as
 * `FileLimits.enter`.
 */
export async function judgeFile(
  services: JudgingServices,
  asker: Pick<FileAsker, 'policy' | 'conversation'>,
  act: FileAct,
): Promise<string> {
  const { policy, conversation } = asker;
  await services.fileLimits?.enter(conversation);
  const history = await beginHistory(services.history, conversation, policy, nothingTold);
  const { now, history: earlier } = history.past();
  const outcome = decideFile(policy.plan, {
    ...act.use,
    agent: conversation.caller.agent,
    ...(earlier === undefined ? {} : { history: earlier }),
    ...(now === undefined ? {} : { now }),
  });
  const refused = await refusalOf(services, asker, outcome);
  const stopped = refused?.message;
  const event = await recordDecision(services, asker, { act, outcome, stopped });
  if (refused !== undefined) throw refused;
  const killed = services.isKilled?.(conversation);
  if (killed !== undefined) {
    await recordDecision(services, asker, { act, outcome, stopped: killed, after: event });
    throw gatewayError('SENTRELY_ERR_KILLED', killed);
  }
  await history.sent(outcome);
  return event;
}

async function refusalOf(
  services: JudgingServices,
  { conversation, policy }: Pick<FileAsker, 'policy' | 'conversation'>,
  outcome: Outcome,
): Promise<Error | undefined> {
  const { verdict, enforced, reason, rules } = outcome;
  if (verdict !== 'allow' && enforced) {
    const by = rules.length === 0 ? '' : ` (${rules.map(({ id }) => id).join(', ')})`;
    const why = verdict === 'ask' ? 'it needs an approval, which a request cannot wait for: ' : '';
    return gatewayError('SENTRELY_ERR_REQUEST_DENIED', `${why}${reason}${by}`);
  }
  const rate = await services.fileLimits?.take(conversation, policy);
  if (rate === undefined) return undefined;
  const until = { resetsAtMs: rate.untilMs };
  return gatewayError('SENTRELY_ERR_RATE_EXCEEDED', rateSentence(rate), until);
}

/**
 * What a request about a file tells of its session: nothing. Where the session is new here, what was in
 * it is not known: that is what a summary says.
 */
const nothingTold: Parameters<typeof beginHistory>[3] = {
  results: [],
  calls: () => [],
  hasSummary: () => true,
  promptTexts: () => [],
};
