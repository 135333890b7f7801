import { canonicalJson } from '../../../compiler/bundle/canonical-json.ts';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { assert } from '../../../compiler/bundle/assert.ts';
import type { Channel } from '../channel.ts';
import type { ApprovalRecord, ApprovalRequest, Card } from '../request.ts';
import type { Standing, Vote } from '../vote.ts';
import { cardCharactersMax, renderCard } from './card.ts';
import type { GithubClient } from './client.ts';
import type { GithubComment } from './comment.ts';
import { SessionIssues } from './issue.ts';
import { standingOf } from './people.ts';

/** Room in a card for the votes that it will show. */
const votesCharacters = 4096;

/** Approvals by comment on an issue or a pull request. */
export class GithubChannel implements Channel {
  readonly #client: GithubClient;
  readonly #issues: SessionIssues;

  constructor(client: GithubClient, issue: number | undefined) {
    this.#client = client;
    this.#issues = new SessionIssues(client, issue);
  }

  obstacle(request: ApprovalRequest): string | null {
    const max = cardCharactersMax - votesCharacters;
    const isTooLong =
      canonicalJson(request.binding.args).length > max ||
      renderCard(newRecord(request)).length > max;
    return isTooLong
      ? `its arguments are too long to be shown whole in a comment (${max} characters).`
      : null;
  }

  async post(record: ApprovalRecord): Promise<Card> {
    const issue = await this.#issues.issueOf(record.request);
    try {
      const comment = await this.#client.writeComment(issue, renderCard(record));
      return { url: comment.url, reference: `${issue}/${comment.id}` };
    } catch (error) {
      this.#issues.forget(record.request);
      throw error;
    }
  }

  async update(record: ApprovalRecord): Promise<void> {
    assert(record.card !== null, 'only a card that was posted is updated');
    await this.#client.editComment(placeOf(record.card).comment, renderCard(record));
  }

  async check(request: ApprovalRequest, vote: Vote, card: Card): Promise<Standing> {
    const comment = await this.#client.readComment(commentIdOf(vote.source));
    if (comment === undefined) return { kind: 'void', reason: 'the comment was deleted' };
    const defect = defectOf(request, vote, card, comment) ?? (await this.#editOf(comment));
    if (defect !== null) return { kind: 'void', reason: defect };
    return await standingOf(this.#client, request, comment);
  }

  /**
   * Whoever can write to the repository can edit what others said. Times do not show it: they are
   * whole seconds, and GitHub touches comments for other reasons. Its own word does, asked after the
   * text was read. GitHub always has GraphQL; of a server without it only the times are left, and
   * they must agree.
   */
  async #editOf(comment: GithubComment): Promise<string | null> {
    const lastEdit = await this.#client.lastEdit(comment.nodeId);
    if (lastEdit === undefined) return isTouched(comment) ? edited : null;
    return lastEdit === null ? null : edited;
  }
}

/** Whether a comment changed after it was made. Times of some servers differ by milliseconds. */
function isTouched({ createdAtMs, updatedAtMs }: GithubComment): boolean {
  return updatedAtMs - createdAtMs >= 1000;
}

const edited = 'the comment was edited';

/** The name of a comment as the source of a vote. */
export function sourceOf(commentId: number): string {
  return `github:${commentId}`;
}

function commentIdOf(source: string): number {
  const id = Number(source.slice(sourceOf(0).length - 1));
  assert(Number.isSafeInteger(id), 'the source of a vote on GitHub names a comment');
  return id;
}

/** What shows that a comment is not, or no longer, the vote that was heard. */
function defectOf(
  request: ApprovalRequest,
  vote: Vote,
  card: Card,
  comment: GithubComment,
): string | null {
  if (comment.issue !== placeOf(card).issue) return 'posted in another place than its card';
  if (sha256Hex(comment.body) !== vote.bodySha256) return edited;
  if (comment.author?.id !== vote.voter.id) return 'the author is another';
  const openedSecond = Math.floor(request.requestedAtMs / 1000) * 1000;
  const isInTime = comment.createdAtMs >= openedSecond && comment.createdAtMs < request.expiresAtMs;
  return isInTime ? null : 'not posted while the request was open';
}

function placeOf(card: Card): { readonly issue: number; readonly comment: number } {
  const [issue, comment] = card.reference.split('/').map(Number);
  assert(issue !== undefined && comment !== undefined, 'a card on GitHub names issue and comment');
  return { issue, comment };
}

/** A request nobody has voted on. */
function newRecord(request: ApprovalRequest): ApprovalRecord {
  return { request, state: 'pending', version: 0, useByMs: null, card: null, votes: [] };
}
