import type { Conversation } from '../enforce/conversation.ts';
import type { SessionHistory } from '../enforce/history.ts';
import { type Granted, judgeRequest } from '../enforce/request-rules.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ModelRequest } from '../providers/dialect.ts';
import type { Services } from '../services.ts';

/**
 * Judges the requests of one batch by the request rules. Such a rule sees the model, the tools that the
 * provider would run, and the session: where all are the same and history counts no such request, the
 * decision is the same one, and is recorded once.
 */
export class RequestDecisions {
  readonly #audit: Services['audit'];
  readonly #policy: LoadedPolicy;
  readonly #history: SessionHistory;
  readonly #known = new Map<string, Granted>();

  constructor(
    { audit }: Pick<Services, 'audit'>,
    about: { readonly policy: LoadedPolicy; readonly history: SessionHistory },
  ) {
    this.#audit = audit;
    this.#policy = about.policy;
    this.#history = about.history;
  }

  /** Rejects as {@link judgeRequest}. */
  async judge(conversation: Conversation, asked: ModelRequest): Promise<Granted> {
    const key = JSON.stringify([asked.model, asked.serverTools]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const about = { policy: this.#policy, asked, history: this.#history };
    const granted = await judgeRequest(this.#audit, conversation, about);
    if (granted.outcome.marks.length === 0) this.#known.set(key, granted);
    return granted;
  }
}
