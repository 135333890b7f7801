import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Conversation } from '../enforce/conversation.ts';
import { conversationColumns } from '../enforce/conversation-columns.ts';
import type { ResponseSummary, Usage } from '../providers/dialect.ts';
import type { Services } from '../services.ts';
import type { BatchEnd } from '../providers/anthropic/batch-result.ts';

function common(conversation: Conversation): AuditEvent {
  return {
    kind: 'llm.response',
    durability: 'os',
    ...conversationColumns(conversation),
    ref_event_id: conversation.requestEvent,
  };
}

/** Records that a batch was created: its id, and how many requests its one event stands for. */
export async function recordCreated(
  { audit }: Pick<Services, 'audit'>,
  conversation: Conversation,
  batch: { readonly id: string; readonly upstream: string; readonly requests: number },
): Promise<void> {
  const { id, upstream, requests } = batch;
  await audit.append({
    ...common(conversation),
    provider: upstream,
    request_id: id,
    status: 200,
    outcome: 'complete',
    detail: canonicalJson({ batch: id, requests }),
  });
}

/** What became of fetching results. */
export interface Fetched {
  readonly batch: string;
  readonly upstream: string;
  readonly outcome: ResponseSummary['outcome'];
  /** How many lines left, by how their requests ended. */
  readonly lines: Readonly<Record<BatchEnd, number>>;
  /** Left out where it was recorded at an earlier fetch, or is not known. */
  readonly usage?: Usage | undefined;
}

/** Records that results were fetched. What they used is recorded once, however often they are. */
export async function recordFetched(
  { audit }: Pick<Services, 'audit'>,
  conversation: Conversation,
  { batch, upstream, outcome, lines, usage }: Fetched,
): Promise<void> {
  await audit.append({
    ...common(conversation),
    provider: upstream,
    request_id: batch,
    status: 200,
    outcome,
    input_tokens: usage?.input,
    output_tokens: usage?.output,
    cache_read_tokens: usage?.cacheRead,
    cache_write_tokens: usage?.cacheWrite,
    detail: canonicalJson({ batch, lines }),
  });
}
