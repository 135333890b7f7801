import type { ApprovalRecord, ApprovalRequest, Card } from './request.ts';
import type { Standing, Vote } from './vote.ts';

/**
 * A place where people are asked. It shows a request, hears votes and says what a voter may do; it
 * cannot change a digest, settle or consume. Its methods reject when the place does not answer.
 */
export interface Channel {
  /** Why a request cannot be shown whole here, as a sentence, or null. */
  obstacle(request: ApprovalRequest): string | null;
  /** Shows a new request. */
  post(record: ApprovalRecord): Promise<Card>;
  /** Shows what became of it, in the same card. */
  update(record: ApprovalRecord): Promise<void>;
  /**
   * Whether a vote still is what was heard and its author may cast it now. Asked when it is heard
   * and again when the approval is used.
   */
  check(request: ApprovalRequest, vote: Vote, card: Card): Promise<Standing>;
}
