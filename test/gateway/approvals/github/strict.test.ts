import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApproverEntry } from '../../../../compiler/bundle/rules.ts';
import { GithubClient } from '../../../../gateway/approvals/github/client.ts';
import { type GithubApprovals, openGithub } from '../../../../gateway/approvals/github/open.ts';
import { CommentPoll } from '../../../../gateway/approvals/github/poll.ts';
import { openSqliteState } from '../../../../gateway/state/sqlite/state.ts';
import type { State } from '../../../../gateway/state/state.ts';
import { bindingOf, bundleOne, minute, requirementOf } from '../fixtures.ts';
import { secondOf, type StoredComment, StrictGithub } from './strict-github.ts';

const never = new AbortController().signal;

describe('approval by comment, as GitHub itself answers', () => {
  const ada = { kind: 'user', id: 1001, login: 'ada' } as const;
  let github: StrictGithub;
  let url: string;
  let folder: string;
  let state: State;
  let approvals: GithubApprovals;
  let poll: CommentPoll;
  let errors: unknown[];
  let offsetMs: number;
  const now = () => Date.now() + offsetMs;

  beforeEach(async () => {
    github = new StrictGithub();
    url = await github.listen();
    folder = mkdtempSync(join(tmpdir(), 'sentrely-approvals-'));
    state = openSqliteState(join(folder, 'state.db'));
    errors = [];
    offsetMs = 0;
    const connection = { isThrottled: false, timeoutMs: 300 };
    const report = (error: unknown) => void errors.push(error);
    approvals = openGithub(config(), {
      store: state.approvals,
      deliveries: state.deliveries,
      record: async () => undefined,
      now,
      report,
      connection,
      commentsMs: 0,
    });
    poll = new CommentPoll(new GithubClient(config(), connection), approvals.desk, now(), report);
  });
  afterEach(async () => {
    await approvals.close();
    await state.close();
    github.close();
    rmSync(folder, { recursive: true });
  });

  function config() {
    return { repository: 'acme/approvals', issue: 1, token: 't', webhookSecrets: [], apiUrl: url };
  }

  async function ask(approver: ApproverEntry = ada, args: unknown = 1, approvers = [approver]) {
    const asked = await approvals.desk.open({
      binding: bindingOf({ args }),
      requirements: [requirementOf({ approvers })],
      owner: null,
    });
    if (asked.kind !== 'open') throw new Error(asked.reason);
    const approve = `/sentrely approve ${asked.id} ${asked.digest}`;
    return { ...asked, approve, deny: `/sentrely deny ${asked.id} ${asked.digest}` };
  }

  async function consume({ id, digest }: { id: string; digest: string }): Promise<string> {
    const used = await approvals.desk.consume(id, digest, bundleOne);
    return used.kind === 'consumed' ? 'consumed' : used.why;
  }

  /** What becomes of an approval in a comment that differs from a good one. */
  async function tryVote(
    change: Partial<StoredComment>,
    approver: ApproverEntry = ada,
  ): Promise<string | null> {
    const asked = await ask(approver);
    github.add({ body: asked.approve, ...change }, now());
    await poll.read();
    const record = await state.approvals.read(asked.id);
    return record?.votes[0] === undefined ? 'unheard' : record.votes[0].voided;
  }

  it('is heard by reading comments where no webhook arrives', async () => {
    const asked = await ask();
    await poll.read();
    const waiting = approvals.desk.wait(asked.id, now() + 5000, never);
    github.add({ body: asked.approve }, now());
    await poll.read();
    expect(await waiting).toBe('approved');
    expect(await consume(asked)).toBe('consumed');
    expect((await state.approvals.read(asked.id))?.votes[0]?.heardBy).toBe('poll');
  });

  it('is heard by a timer, and asking again costs nothing', async () => {
    const asked = await ask();
    poll.start(20);
    github.add({ body: asked.approve }, now());
    expect(await approvals.desk.wait(asked.id, now() + 5000, never)).toBe('approved');
    await poll.stop();
    await approvals.desk.idle();
    await poll.read();
    const { unchanged } = github;
    await poll.read();
    expect(github.unchanged).toBe(unchanged + 1);
    expect(errors).toEqual([]);
  });

  it('is heard also after a page full of other comments', async () => {
    const asked = await ask();
    for (let at = 0; at < 250; at += 1) github.add({ body: 'chatter' }, now() - (300 - at) * 1000);
    github.add({ body: asked.approve }, now());
    await poll.read();
    expect(await consume(asked)).toBe('consumed');
  });

  it('is heard again when it could not be judged', async () => {
    const asked = await ask({ kind: 'team', team: 'acme/platform' });
    github.memberships.set('acme/platform/ada', 'active');
    const route = 'GET /orgs/acme/teams/platform/memberships/ada';
    github.failures.set(route, 502);
    github.add({ body: asked.approve }, now());
    for (let times = 1; times <= 3; times += 1) {
      await poll.read();
      expect(errors).toHaveLength(times);
      expect(errors.at(-1)).toMatchObject({ code: 'SENTRELY_ERR_APPROVAL_CHANNEL' });
    }
    expect(await consume(asked)).toBe('pending');
    github.failures.delete(route);
    await poll.read();
    expect(await consume(asked)).toBe('consumed');
  });

  it.each<[string, Partial<StoredComment>]>([
    ['written by an app for a person', { performed_via_github_app: { id: 7 } }],
    ['by a bot', { user: { id: 1001, login: 'ada', type: 'Bot' } }],
    ['by an organisation', { user: { id: 1001, login: 'ada', type: 'Organization' } }],
    ['by another id under the same login', { user: { id: 1002, login: 'ada', type: 'User' } }],
    ['on another issue', { issue: 2 }],
    [
      'posted before the request',
      { created_at: secondOf(Date.now() - 5000), updated_at: secondOf(Date.now() - 5000) },
    ],
    [
      'edited',
      { updated_at: secondOf(Date.now() + 5000), lastEditedAt: secondOf(Date.now() + 5000) },
    ],
  ])('does not count %s', async (_, change) => {
    expect(await tryVote(change)).not.toBeNull();
  });

  it('does not count what somebody else made of it within its first second', async () => {
    const asked = await ask();
    const comment = github.add({ body: 'hello' }, now());
    comment.body = asked.approve;
    comment.lastEditedAt = comment.created_at;
    await poll.read();
    expect(await consume(asked)).toBe('pending');
  });

  it('counts when GitHub touched the comment without an edit', async () => {
    expect(await tryVote({ updated_at: secondOf(Date.now() + 5000) })).toBeNull();
  });

  it('is judged by its times where the server has no GraphQL', async () => {
    github.hasGraphql = false;
    expect(await tryVote({})).toBeNull();
  });

  it('is void by its times where the server has no GraphQL', async () => {
    github.hasGraphql = false;
    const touched = { updated_at: secondOf(Date.now() + 5000) };
    expect(await tryVote(touched)).toBe('the comment was edited');
  });

  it('is not judged while GraphQL fails', async () => {
    github.failures.set('POST /graphql', 502);
    expect(await tryVote({})).toBe('unheard');
    expect(errors).toMatchObject([{ code: 'SENTRELY_ERR_APPROVAL_CHANNEL' }]);
  });

  it('is not judged when GitHub does not say whether an app wrote it', async () => {
    const asked = await ask();
    const comment = github.add({ body: asked.approve }, now());
    delete comment.performed_via_github_app;
    await poll.read();
    expect(await consume(asked)).toBe('pending');
  });

  it('is void when it was edited and put back, by the word of GitHub', async () => {
    const asked = await ask();
    const comment = github.add({ body: asked.approve }, now());
    await poll.read();
    comment.updated_at = secondOf(now() + 2000);
    comment.lastEditedAt = comment.updated_at;
    expect(await consume(asked)).toBe('pending');
  });

  it('is void when its comment belongs to another approver now', async () => {
    const grace = { kind: 'user', id: 1002, login: 'grace' } as const;
    const asked = await ask(ada, 1, [ada, grace]);
    const comment = github.add({ body: asked.approve }, now());
    await poll.read();
    comment.user = { id: 1002, login: 'grace', type: 'User' };
    expect(await consume(asked)).toBe('pending');
  });

  it.each([
    ['active', null],
    ['pending', 'not among the approvers'],
  ] as const)('by a team member whose membership is %s', async (membership, voided) => {
    github.memberships.set('acme/platform/ada', membership);
    expect(await tryVote({}, { kind: 'team', team: 'acme/platform' })).toBe(voided);
  });

  it.each([
    ['maintain', 'maintain', null],
    ['admin', 'maintain', null],
    ['write', 'maintain', 'not among the approvers'],
    ['deployer', 'deployer', null],
    ['deployer', 'write', 'not among the approvers'],
    ['admin', 'deployer', 'not among the approvers'],
    ['none', 'none', 'not among the approvers'],
    ['read', 'read', 'not among the approvers'],
    ['admin', 'read', 'not among the approvers'],
  ])('by a person with role %s where %s is wanted', async (role_name, role, voided) => {
    github.roles.set('ada', { role_name, permission: 'write', id: 1001 });
    expect(await tryVote({}, { kind: 'role', role })).toBe(voided);
  });

  it('does not count the role of another account that took over the login', async () => {
    github.roles.set('ada', { role_name: 'admin', permission: 'admin', id: 4711 });
    expect(await tryVote({}, { kind: 'role', role: 'write' })).toBe('not among the approvers');
  });

  it.each(['acme', 'acme/platform/x', '../user', 'acme/', ''])(
    'does not count for the odd team `%s`',
    async (team) => {
      expect(await tryVote({}, { kind: 'team', team })).not.toBeNull();
      expect(github.requests.filter((route) => route.includes('..'))).toEqual([]);
    },
  );

  it.each([
    [
      'an error of GitHub',
      () => github.failures.set('GET /orgs/acme/teams/platform/memberships/ada', 500),
    ],
    [
      'a missing right of our token',
      () => github.failures.set('GET /orgs/acme/teams/platform/memberships/ada', 403),
    ],
    ['silence', () => (github.isSilent = true)],
  ])('cannot be used through %s, and can be afterwards', async (_, breakIt) => {
    const asked = await ask({ kind: 'team', team: 'acme/platform' });
    github.memberships.set('acme/platform/ada', 'active');
    github.add({ body: asked.approve }, now());
    await poll.read();
    await approvals.desk.idle();
    breakIt();
    expect(await consume(asked)).toBe('unverifiable');
    expect(errors).toHaveLength(1);
    github.failures.clear();
    github.isSilent = false;
    expect(await consume(asked)).toBe('consumed');
  });

  it('is not opened when its card cannot be posted, and is when the call is repeated', async () => {
    const route = 'POST /repos/acme/approvals/issues/1/comments';
    github.failures.set(route, 500);
    await expect(ask()).rejects.toMatchObject({ code: 'SENTRELY_ERR_APPROVAL_CHANNEL' });
    github.failures.clear();
    expect(await ask()).toMatchObject({
      state: 'pending',
      url: expect.stringContaining('#issuecomment-'),
    });
    expect(github.comments).toHaveLength(1);
  });

  it('survives a card that cannot be edited', async () => {
    const asked = await ask();
    github.failures.set(
      `PATCH /repos/acme/approvals/issues/comments/${github.comments[0]?.id ?? 0}`,
      500,
    );
    github.add({ body: asked.approve }, now());
    await poll.read();
    expect(await consume(asked)).toBe('consumed');
    await approvals.desk.idle();
    expect(errors.length).toBeGreaterThan(0);
  });

  it('is shown with a second between writes, as GitHub asks of programs', async () => {
    const comment = github.add({ body: 'card' }, now());
    const client = new GithubClient(config());
    const begun = performance.now();
    await Promise.all(['one', 'two'].map((text) => client.editComment(comment.id, text)));
    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  it('needs octokit only once GitHub is spoken to', () => {
    const folders = ['approvals', 'approvals/github'].map(
      (name) => new URL(`../../../../gateway/${name}/`, import.meta.url),
    );
    const importers = folders.flatMap((at) =>
      readdirSync(at).filter(
        (name) =>
          name.endsWith('.ts') &&
          /^(?!import type).*['"](@octokit\/|octokit)/m.test(
            readFileSync(new URL(name, at), 'utf8'),
          ),
      ),
    );
    expect(importers).toEqual(['connection.ts']);
  });

  it('by a vanished account is only text', async () => {
    expect(await tryVote({ user: null })).toBe('unheard');
  });

  it('in a second that began before the request is in time', async () => {
    expect(await tryVote({})).toBeNull();
  });

  it('said before the deadline and read after it is late', async () => {
    const asked = await ask();
    github.add({ body: asked.approve }, now());
    offsetMs = 15 * minute;
    await poll.read();
    expect(await consume(asked)).toBe('expired');
  });
});
