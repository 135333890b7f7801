import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { conversationColumns } from '../enforce/conversation-columns.ts';
import { ruleColumns } from '../enforce/rule-columns.ts';
import type { Services } from '../services.ts';
import type { FileAsker } from './enter.ts';
import type { FileAct } from './judge.ts';

/** A decision about a file. */
export interface FileDecision {
  readonly act: FileAct;
  readonly outcome: Outcome;
  /** What stopped it, where it does not go on. */
  readonly stopped?: string | undefined;
  /** The decision that this one takes back. */
  readonly after?: string;
}

/** Records a decision durably; resolves with the id of its event. */
export async function recordDecision(
  { audit }: Pick<Services, 'audit'>,
  { policy, conversation }: Pick<FileAsker, 'policy' | 'conversation'>,
  { act, outcome, stopped, after }: FileDecision,
): Promise<string> {
  const { use, facts } = act;
  const { rules } = outcome;
  const { eventId } = await audit.append({
    kind: 'tool.decision',
    durability: 'fsync',
    ...conversationColumns(conversation),
    ref_event_id: after,
    tool_name: use.action,
    verdict: outcome.verdict,
    disposition: stopped === undefined ? 'released' : 'stopped',
    enforced: outcome.enforced,
    enforced_by: 'request',
    ...ruleColumns(rules, policy),
    reason: stopped ?? outcome.reason,
    args: canonicalJson({ ...use.values, ...facts }),
    detail: canonicalJson({
      facets: outcome.facets,
      rules: rules.map(({ id, effect, file, line }) => ({ id, effect, file, line })),
    }),
  });
  return eventId;
}

/** What the provider answered to what was decided. */
export interface FileOutcome {
  /** Id of the decision. */
  readonly decision: string;
  readonly action: FileAct['use']['action'];
  readonly upstream: string;
  readonly status: number;
  /** The provider's id of the file, where there is one. */
  readonly file?: string;
}

/** Records what came of it: without this nobody could tell which file an upload became. */
export async function recordFileOutcome(
  { audit }: Pick<Services, 'audit'>,
  { conversation }: Pick<FileAsker, 'conversation'>,
  { decision, action, upstream, status, file }: FileOutcome,
): Promise<void> {
  await audit.append({
    kind: 'tool.outcome',
    durability: 'os',
    ...conversationColumns(conversation),
    provider: upstream,
    ref_event_id: decision,
    tool_name: action,
    outcome: status < 400 ? 'ok' : 'error',
    status,
    ...(file === undefined ? {} : { detail: canonicalJson({ file }) }),
  });
}
