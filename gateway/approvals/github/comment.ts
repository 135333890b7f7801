import { integerOf, member, textOf, timeOf } from './answer.ts';

/** An issue comment, as much of it as a vote depends on. Times are Unix milliseconds. */
export interface GithubComment {
  readonly id: number;
  readonly nodeId: string;
  /** Number of the issue or pull request it stands in. */
  readonly issue: number;
  readonly body: string;
  readonly url: string;
  /** Null when the account is gone. */
  readonly author: GithubAccount | null;
  /** False only where GitHub says that no app wrote it. */
  readonly isByApp: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** An account. `type` is `User` for people; anything else may not vote. */
export interface GithubAccount {
  readonly id: number;
  readonly login: string;
  readonly type: string;
}

/** Reads a comment as the API and the webhooks write it. */
export function readComment(data: unknown): GithubComment {
  const issueUrl = textOf(member(data, 'issue_url'));
  return {
    id: integerOf(member(data, 'id')),
    nodeId: textOf(member(data, 'node_id')),
    issue: integerOf(Number(issueUrl.slice(issueUrl.lastIndexOf('/') + 1))),
    body: textOf(member(data, 'body') ?? ''),
    url: textOf(member(data, 'html_url')),
    author: readAccount(member(data, 'user')),
    isByApp: member(data, 'performed_via_github_app') !== null,
    createdAtMs: timeOf(member(data, 'created_at')),
    updatedAtMs: timeOf(member(data, 'updated_at')),
  };
}

function readAccount(data: unknown): GithubAccount | null {
  if (data === null) return null;
  return {
    id: integerOf(member(data, 'id')),
    login: textOf(member(data, 'login')),
    type: textOf(member(data, 'type')),
  };
}
