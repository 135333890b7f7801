import { gatewayError } from '../../errors.ts';
import { integerOf, listOf, member, textOf } from './answer.ts';
import { type GithubComment, readComment } from './comment.ts';
import { type GithubApprovalConfig, readConfig, type Repository } from './config.ts';
import { type ConnectionOptions, connect, type Octokit } from './connection.ts';

/** Pages of issues that are looked through for the one of a session. */
const issuePagesMax = 10;

/** The largest page that GitHub serves. */
const pageSize = 100;

/** One page of comments, and the tag by which GitHub knows it again. */
interface CommentPage {
  readonly comments: readonly GithubComment[];
  readonly etag: string | undefined;
}

/**
 * The calls of GitHub's API that approvals need, for one repository. Loads octokit with the first
 * call. Every method rejects with SENTRELY_ERR_APPROVAL_CHANNEL when GitHub does not answer as
 * expected; what is not there is undefined.
 */
export class GithubClient {
  readonly #repository: Repository;
  readonly #config: GithubApprovalConfig;
  readonly #options: ConnectionOptions;
  #octokit: Promise<Octokit> | undefined;
  #self: number | null | undefined;

  constructor(config: GithubApprovalConfig, options: ConnectionOptions = {}) {
    this.#repository = readConfig(config);
    this.#config = config;
    this.#options = options;
  }

  /** The numeric id of the account we act as; null for the token of an app, which has none. */
  async self(): Promise<number | null> {
    if (this.#self !== undefined) return this.#self;
    const data = await this.#find('GET /user', {}, 403);
    this.#self = data === undefined ? null : integerOf(member(data, 'id'));
    return this.#self;
  }

  async readComment(id: number): Promise<GithubComment | undefined> {
    const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
    const data = await this.#find(route, { comment_id: id });
    return data === undefined ? undefined : readComment(data);
  }

  /**
   * Comments of the repository changed at or after a time, oldest change first; undefined when they
   * are those that `etag` came with.
   */
  async commentsSince(sinceMs: number, etag: string | undefined): Promise<CommentPage | undefined> {
    const answer = await this.#request('GET /repos/{owner}/{repo}/issues/comments', 304, {
      sort: 'updated',
      direction: 'asc',
      since: new Date(sinceMs).toISOString(),
      per_page: pageSize,
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
    if (answer === undefined) return undefined;
    return { comments: listOf(answer.data).map(readComment), etag: answer.headers.etag };
  }

  /**
   * When the text of a comment was last edited, by GitHub's own word; null for never, undefined from
   * a server that has no GraphQL at all.
   */
  async lastEdit(nodeId: string): Promise<string | null | undefined> {
    const query = 'query ($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt } } }';
    const octokit = await this.#connect();
    let data: unknown;
    try {
      data = await octokit.graphql(query, { id: nodeId });
    } catch (error) {
      return member(error, 'status') === 404 ? undefined : unavailable(error, 'GraphQL');
    }
    const edited = member(member(data, 'node'), 'lastEditedAt');
    return edited === null ? null : textOf(edited);
  }

  async writeComment(issue: number, body: string): Promise<GithubComment> {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    return readComment(await this.#call(route, { issue_number: issue, body }));
  }

  async editComment(id: number, body: string): Promise<void> {
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
    await this.#call(route, { comment_id: id, body });
  }

  /** The number of our own open issue with exactly this label and title, if there is one. */
  async findIssue(label: string, title: string): Promise<number | undefined> {
    const self = await this.self();
    for (let page = 1; page <= issuePagesMax; page += 1) {
      const route = 'GET /repos/{owner}/{repo}/issues';
      const query = { labels: label, state: 'open', per_page: pageSize, page };
      const issues = listOf(await this.#call(route, query));
      const ours = issues.find(
        (issue) =>
          member(issue, 'title') === title &&
          (self === null || member(member(issue, 'user'), 'id') === self),
      );
      if (ours !== undefined) return integerOf(member(ours, 'number'));
      if (issues.length < pageSize) return undefined;
    }
    return undefined;
  }

  async openIssue(label: string, title: string, body: string): Promise<number> {
    const route = 'POST /repos/{owner}/{repo}/issues';
    const data = await this.#call(route, { title, body, labels: [label] });
    return integerOf(member(data, 'number'));
  }

  /** `active`, `pending`, or undefined for no member. */
  async teamMembership(org: string, team: string, login: string): Promise<string | undefined> {
    const route = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
    const data = await this.#find(route, { org, team_slug: team, username: login });
    return data === undefined ? undefined : textOf(member(data, 'state'));
  }

  /** The role of a person in the repository, and the id of the person it is the role of. */
  async role(login: string): Promise<{ readonly name: string; readonly user: number } | undefined> {
    const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    const data = await this.#find(route, { username: login });
    if (data === undefined) return undefined;
    return {
      name: textOf(member(data, 'role_name')),
      user: integerOf(member(member(data, 'user'), 'id')),
    };
  }

  async #call(route: string, values: Values): Promise<unknown> {
    return (await this.#request(route, null, values))?.data;
  }

  /** What is there, or undefined where GitHub answers `absent`. */
  async #find(route: string, values: Values, absent = 404): Promise<unknown> {
    return (await this.#request(route, absent, values))?.data;
  }

  async #request(route: string, absent: number | null, values: Values) {
    const octokit = await this.#connect();
    const place = route.includes('{repo}') ? this.#repository : {};
    try {
      return await octokit.request(route, { ...place, ...values });
    } catch (error) {
      return member(error, 'status') === absent ? undefined : unavailable(error, route);
    }
  }

  async #connect(): Promise<Octokit> {
    this.#octokit ??= connect(this.#config, this.#options);
    return await this.#octokit;
  }
}

type Values = Readonly<Record<string, unknown>>;

function unavailable(error: unknown, route: string): never {
  const status = member(error, 'status');
  const answer = typeof status === 'number' ? `answered ${status}` : 'did not answer';
  throw gatewayError('SENTRELY_ERR_APPROVAL_CHANNEL', `GitHub ${answer} to ${route}`, error);
}
