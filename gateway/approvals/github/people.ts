import type { ApproverEntry } from '../../../compiler/bundle/rules.ts';
import { approverName } from '../events.ts';
import type { ApprovalRequest } from '../request.ts';
import type { Standing } from '../vote.ts';
import type { GithubClient } from './client.ts';
import type { GithubAccount, GithubComment } from './comment.ts';

/** GitHub's own roles, each holding what stands before it. Other names count only as themselves. */
const roles = ['triage', 'write', 'maintain', 'admin'];

/** In a public repository GitHub gives these to everybody who asks, so they approve nothing. */
const commonRoles: ReadonlySet<string> = new Set(['read', 'none']);

/**
 * What the author of a comment may approve, looked up now. `author_association` and the look of a
 * login are no evidence: the one changes with any merged change, the other can be chosen.
 */
export async function standingOf(
  client: GithubClient,
  request: ApprovalRequest,
  comment: GithubComment,
): Promise<Standing> {
  const { author } = comment;
  if (author === null) return refused('the account is gone');
  if (author.type !== 'User') return refused('not a person');
  if (comment.isByApp) return refused('written by an app');
  if (author.id === (await client.self())) return refused("the gateway's own account");
  if (isPrincipal(request, author)) return refused('asked for it, so may not approve it');
  const meets: string[] = [];
  const evidence = new Set<string>();
  for (const requirement of request.requirements) {
    const found = await findRight(client, requirement.approvers, author);
    if (found === undefined) continue;
    meets.push(requirement.rule);
    evidence.add(found);
  }
  if (meets.length === 0) return refused('not among the approvers');
  return { kind: 'stands', meets, evidence: [...evidence] };
}

function refused(reason: string): Standing {
  return { kind: 'void', reason };
}

/** Whether the credential of the session names this account: `github:` and its numeric id. */
function isPrincipal(request: ApprovalRequest, author: GithubAccount): boolean {
  return request.binding.principal === `github:${author.id}`;
}

/** What makes somebody one of the approvers, as evidence, or undefined. */
async function findRight(
  client: GithubClient,
  approvers: readonly ApproverEntry[],
  author: GithubAccount,
): Promise<string | undefined> {
  for (const approver of approvers) {
    if (await isCovered(client, approver, author)) return approverName(approver);
  }
  return undefined;
}

async function isCovered(
  client: GithubClient,
  approver: ApproverEntry,
  author: GithubAccount,
): Promise<boolean> {
  if (approver.kind === 'user') return approver.id === author.id;
  if (approver.kind === 'team') return await isInTeam(client, approver.team, author);
  const role = await client.role(author.login);
  return role !== undefined && role.user === author.id && isAtLeast(role.name, approver.role);
}

/** `team` is `organisation/slug`; an invitation that was not accepted yet is no membership. */
async function isInTeam(
  client: GithubClient,
  team: string,
  author: GithubAccount,
): Promise<boolean> {
  const [org, slug, ...rest] = team.split('/');
  if (org === undefined || slug === undefined || rest.length > 0) return false;
  return (await client.teamMembership(org, slug, author.login)) === 'active';
}

function isAtLeast(found: string, wanted: string): boolean {
  if (commonRoles.has(wanted)) return false;
  if (found === wanted) return true;
  const wantedRank = roles.indexOf(wanted);
  return wantedRank >= 0 && roles.indexOf(found) > wantedRank;
}
