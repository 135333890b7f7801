import { Webhooks } from '@octokit/webhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asked } from '../../../../gateway/approvals/desk.ts';
import { bindingOf, bundleOne, bundleTwo, minute, requirementOf } from '../fixtures.ts';
import { World } from './world.ts';

const never = new AbortController().signal;

type OpenAsk = Extract<Asked, { kind: 'open' }>;

function approve({ id, digest }: OpenAsk, length = 64): string {
  return `/sentrely approve ${id} ${digest.slice(0, length)}`;
}

function deny({ id, digest }: OpenAsk): string {
  return `/sentrely deny ${id} ${digest}`;
}

describe('approval by comment', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ hasFixedIssue: true });
  });
  afterEach(async () => {
    await world.close();
    expect(world.errors).toEqual([]);
  });

  async function stateOf(asked: OpenAsk): Promise<string> {
    return await world.office.desk.wait(asked.id, world.now(), never);
  }

  async function consume(asked: OpenAsk, bundle = bundleOne): Promise<string> {
    const used = await world.office.desk.consume(asked.id, asked.digest, bundle);
    return used.kind === 'consumed' ? 'consumed' : used.why;
  }

  it('releases a waiting call, once, and says so in the card and the log', async () => {
    const asked = await world.ask({ event: '0197-event', callId: 'toolu_1' });
    expect(asked).toMatchObject({ state: 'pending' });
    expect(await world.card()).toContain(approve(asked, 12));
    const waiting = world.office.desk.wait(asked.id, world.now() + 20_000, never);
    const comment = await world.say('ada', approve(asked));
    expect(await waiting).toBe('approved');
    expect(await world.office.desk.findApproved(asked.digest)).toBe(asked.id);
    const used = await world.office.desk.consume(asked.id, asked.digest, bundleOne);
    const ada = await world.userId('ada');
    expect(used).toMatchObject({ kind: 'consumed', approver: { name: `${ada} ada` } });
    expect(await consume(asked)).toBe('used');
    expect(await world.office.desk.findApproved(asked.digest)).toBeUndefined();
    expect(await world.card()).toContain('Approval given and used');

    expect(world.events.map((event) => event.kind)).toEqual([
      'approval.requested',
      'approval.voted',
      'approval.decided',
    ]);
    expect(world.events[0]).toMatchObject({
      approval_id: asked.id,
      action_digest: asked.digest,
      agent_id: 'release-bot',
      session_id: 'session-1',
      tool_name: 'Bash',
      tool_use_id: 'toolu_1',
      ref_event_id: '0197-event',
      bundle_digest: bundleOne,
      rule_ids: ['release.main-needs-review'],
    });
    expect(world.events[1]).toMatchObject({ approver: `${ada} ada` });
    expect(world.events[1]?.approval_source).toContain(`#issuecomment-${comment}`);
    expect(JSON.parse(String(world.events[1]?.detail))).toMatchObject({
      evidence: ['team acme/platform'],
      heard_by: 'webhook',
    });
    expect(world.events[2]).toMatchObject({ outcome: 'approved', approver: `${ada} ada` });
  });

  it.each([
    ['the first 12 digits of the digest', (asked: OpenAsk) => approve(asked, 12)],
    ['a reason', (asked: OpenAsk) => `${approve(asked)} talked to Grace`],
    ['CRLF and more lines', (asked: OpenAsk) => `${approve(asked)}\r\n\r\nLooks good.`],
  ])('accepts %s', async (_, body) => {
    const asked = await world.ask();
    await world.say('ada', body(asked));
    expect(await stateOf(asked)).toBe('approved');
  });

  it.each([
    ['a quoted command', (asked: OpenAsk) => `> ${approve(asked)}`],
    ['a command on the second line', (asked: OpenAsk) => `ok\n${approve(asked)}`],
    ['a command in a fence', (asked: OpenAsk) => `\`\`\`\n${approve(asked)}\n\`\`\``],
    ['11 digits', (asked: OpenAsk) => approve(asked, 11)],
    [
      'the digest of another action',
      ({ id, digest }: OpenAsk) =>
        `/sentrely approve ${id} ${digest.slice(0, 11)}${digest[11] === '0' ? '1' : '0'}`,
    ],
    ['another id', ({ digest }: OpenAsk) => `/sentrely approve a_${'0'.repeat(26)} ${digest}`],
    ['a reaction in words', () => 'LGTM'],
    [
      'break-glass',
      ({ id, digest }: OpenAsk) => `/sentrely break-glass ${id} ${digest} the house is on fire`,
    ],
    ['pause', ({ id, digest }: OpenAsk) => `/sentrely pause ${id} ${digest}`],
  ])('does not accept %s', async (_, body) => {
    const asked = await world.ask();
    await world.say('ada', body(asked));
    expect(await stateOf(asked)).toBe('pending');
    expect(await consume(asked)).toBe('pending');
  });

  it('says in the card why a vote does not count', async () => {
    const asked = await world.ask();
    await world.say('mallory', approve(asked));
    await world.say('ada', `/sentrely pause ${asked.id} ${asked.digest}`);
    await world.say('ada', `/sentrely approve ${asked.id} ${'0'.repeat(12)}`);
    const card = await world.card();
    expect(card).toMatch(/`mallory` \(\d+\) approve: does not count: not among the approvers/);
    expect(card).toContain('pause: does not count: `pause` is not available in this version');
    expect(card).toContain('approve: does not count: the digest is that of another action');
    expect(world.recorded('approval.voted').map((event) => event.reason)).toHaveLength(3);
    expect(world.recorded('approval.decided')).toEqual([]);
  });

  describe('by somebody who may not', () => {
    it('is refused: a stranger, also when the team is only the owner of the agent', async () => {
      const owner = { kind: 'team', team: 'acme/platform' } as const;
      const asked = await world.ask({ requirements: [requirementOf({ approvers: [] })], owner });
      await world.say('mallory', approve(asked));
      expect(await consume(asked)).toBe('pending');
      await world.say('grace', approve(asked));
      expect(await consume(asked)).toBe('consumed');
    });

    it('is refused: an organisation admin who is not named', async () => {
      const asked = await world.ask();
      await world.say('root', approve(asked));
      expect(await consume(asked)).toBe('pending');
    });

    it('is refused: an app', async () => {
      const asked = await world.ask();
      await world.sayAsApp(approve(asked));
      expect(await consume(asked)).toBe('pending');
      expect(await world.card()).toContain('does not count: not a person');
    });

    it('is refused: the gateway itself, named or not', async () => {
      const id = await world.userId('gateway');
      const asked = await world.ask({
        requirements: [requirementOf({ approvers: [{ kind: 'user', id, login: 'gateway' }] })],
      });
      await world.say('gateway', approve(asked));
      expect(await consume(asked)).toBe('pending');
    });

    it('is refused: the person for whom the agent works', async () => {
      const principal = `github:${await world.userId('ada')}`;
      const asked = await world.ask({ binding: bindingOf({ principal }) });
      await world.say('ada', approve(asked));
      expect(await consume(asked)).toBe('pending');
      await world.say('grace', approve(asked));
      expect(await consume(asked)).toBe('consumed');
    });

    it('is refused: another account under the login of the one that is named', async () => {
      const id = await world.userId('grace');
      const asked = await world.ask({
        requirements: [requirementOf({ approvers: [{ kind: 'user', id, login: 'ada' }] })],
      });
      await world.say('ada', approve(asked));
      expect(await consume(asked)).toBe('pending');
    });

    it('is refused: a comment on another issue', async () => {
      const asked = await world.ask();
      const { data } = await world
        .api('mallory')
        .rest.issues.create({ owner: 'acme', repo: 'approvals', title: 'x' });
      await world.say('ada', approve(asked), data.number);
      expect(await consume(asked)).toBe('pending');
    });

    it('cannot deny either', async () => {
      const asked = await world.ask();
      await world.say('mallory', deny(asked));
      expect(await stateOf(asked)).toBe('pending');
    });

    it('never opens the door, whatever is said by whom before', async () => {
      const asked = await world.ask();
      for (const body of [
        approve(asked),
        approve(asked, 12),
        `${approve(asked)}\r\nplease`,
        deny(asked),
      ]) {
        await world.say('mallory', body);
        await world.say('root', body);
        await world.sayAsApp(body);
      }
      const id = await world.say('ada', 'what is this?');
      await world.edit('mallory', id, approve(asked));
      expect(await stateOf(asked)).toBe('pending');
      expect(await consume(asked)).toBe('pending');
    });
  });

  it('needs as many different people as the rule says', async () => {
    const asked = await world.ask({
      requirements: [
        requirementOf({ count: 2, approvers: [{ kind: 'team', team: 'acme/platform' }] }),
      ],
    });
    await world.say('ada', approve(asked));
    await world.say('ada', approve(asked));
    expect(await stateOf(asked)).toBe('pending');
    expect(await world.card()).toContain('(1 so far)');
    await world.say('grace', approve(asked));
    expect(await stateOf(asked)).toBe('approved');
  });

  it('needs every requirement, each by its own people', async () => {
    const root = { kind: 'user', id: await world.userId('root'), login: 'root' } as const;
    const asked = await world.ask({
      requirements: [
        requirementOf({ approvers: [{ kind: 'team', team: 'acme/platform' }] }),
        requirementOf({ rule: 'acme.root', approvers: [root] }),
      ],
    });
    await world.say('ada', approve(asked));
    expect(await stateOf(asked)).toBe('pending');
    await world.say('root', approve(asked));
    expect(await stateOf(asked)).toBe('approved');
  });

  it('ends with the first denial by an approver, also of what was approved', async () => {
    const asked = await world.ask();
    await world.say('ada', approve(asked));
    expect(await stateOf(asked)).toBe('approved');
    await world.say('grace', deny(asked));
    expect(await stateOf(asked)).toBe('denied');
    await world.say('ada', approve(asked));
    expect(await consume(asked)).toBe('denied');
    expect(world.recorded('approval.decided').map((event) => event.outcome)).toEqual([
      'approved',
      'denied',
    ]);
    expect(await world.ask()).toMatchObject({ id: asked.id, state: 'denied' });
  });

  it('ends when its comment is edited before it is used', async () => {
    const asked = await world.ask();
    const comment = await world.say('ada', approve(asked));
    expect(await stateOf(asked)).toBe('approved');
    await world.edit('ada', comment, `${approve(asked)} `);
    expect(await stateOf(asked)).toBe('pending');
    await world.edit('ada', comment, approve(asked));
    expect(await consume(asked)).toBe('pending');
    expect(await world.card()).toContain('does not count: the comment was edited');
    await world.say('ada', approve(asked));
    expect(await consume(asked)).toBe('consumed');
  });

  it('ends when its comment is deleted before it is used', async () => {
    const asked = await world.ask();
    const comment = await world.say('ada', approve(asked));
    await world.remove('ada', comment);
    expect(await consume(asked)).toBe('pending');
    expect(await world.card()).toContain('does not count: the comment was deleted');
  });

  it('stays used when its comment is edited afterwards, and the log says so', async () => {
    const asked = await world.ask();
    const comment = await world.say('ada', approve(asked));
    expect(await consume(asked)).toBe('consumed');
    await world.edit('ada', comment, 'I never said that');
    expect(await consume(asked)).toBe('used');
    expect(world.recorded('approval.voted').at(-1)).toMatchObject({
      reason: 'the comment was edited',
    });
  });

  it('ends when the webhook of the edit or deletion got lost', async () => {
    for (const spoil of ['edit', 'remove'] as const) {
      const asked = await world.ask({ binding: bindingOf({ args: spoil }) });
      const comment = await world.say('ada', approve(asked));
      const api = world.api('ada').rest.issues;
      world.deliveries.length = 0;
      world.isDeaf = true;
      const at = { owner: 'acme', repo: 'approvals', comment_id: comment };
      await (spoil === 'edit' ? api.updateComment({ ...at, body: 'no' }) : api.deleteComment(at));
      await world.judged(spoil === 'edit' ? 'edited' : 'deleted', comment);
      world.isDeaf = false;
      expect(await stateOf(asked)).toBe('approved');
      expect(await consume(asked)).toBe('pending');
    }
  });

  it('ends when the approver leaves the team before it is used', async () => {
    const asked = await world.ask();
    await world.say('ada', approve(asked));
    expect(await stateOf(asked)).toBe('approved');
    await world.leaveTeam('ada');
    expect(await consume(asked)).toBe('pending');
    expect(await world.card()).toContain('does not count: not among the approvers');
    await world.say('grace', approve(asked));
    expect(await consume(asked)).toBe('consumed');
  });

  it('counts a comment once, however often it is delivered', async () => {
    const asked = await world.ask();
    const comment = await world.say('ada', approve(asked));
    const delivery = await world.judged('created', comment);
    expect(await world.redeliver(delivery)).toBe(200);
    expect(await world.redeliver(delivery, 'another-guid')).toBe(202);
    expect(world.recorded('approval.voted')).toHaveLength(1);
    expect((await world.office.state.approvals.read(asked.id))?.votes).toHaveLength(1);
  });

  it('is not revived by an old delivery after the comment was deleted', async () => {
    const asked = await world.ask();
    const comment = await world.say('ada', approve(asked));
    const delivery = await world.judged('created', comment);
    await world.remove('ada', comment);
    await world.redeliver(delivery, 'another-guid');
    expect(await consume(asked)).toBe('pending');
  });

  it('does not believe a delivery about a comment that is not there', async () => {
    const asked = await world.ask();
    const comment = await world.say('ada', 'hello');
    const { body } = await world.judged('created', comment);
    const forged = body.toString().replaceAll('"hello"', JSON.stringify(approve(asked)));
    const signature = await new Webhooks({ secret: 'webhook-secret-of-the-test' }).sign(forged);
    const headers = {
      'x-github-event': 'issue_comment',
      'x-github-delivery': 'forged',
      'x-hub-signature-256': signature,
    };
    expect(await world.office.webhook.handle(Buffer.from(forged), headers)).toMatchObject({
      status: 202,
    });
    await world.office.webhook.idle();
    expect(await consume(asked)).toBe('pending');
    expect(world.recorded('approval.voted').at(-1)).toMatchObject({
      reason: 'the comment was edited',
    });
  });

  it('goes to one of two processes that want it at once', async () => {
    const asked = await world.ask();
    await world.say('ada', approve(asked));
    const other = world.openOffice();
    const results = await Promise.all(
      [world.office, other, world.office, other].map((office) =>
        office.desk.consume(asked.id, asked.digest, bundleOne),
      ),
    );
    expect(results.filter(({ kind }) => kind === 'consumed')).toHaveLength(1);
    await other.stop();
  });

  it('reaches a call that waits in another process', async () => {
    const asked = await world.ask();
    const other = world.openOffice();
    const waiting = other.desk.wait(asked.id, world.now() + 20_000, never);
    await world.say('ada', approve(asked));
    expect(await waiting).toBe('approved');
    await other.stop();
  });

  it('is late when the time is over, and nobody needs to look for it to be', async () => {
    const asked = await world.ask();
    world.offsetMs = 15 * minute;
    await world.say('ada', approve(asked));
    expect(await consume(asked)).toBe('expired');
    expect(world.recorded('approval.voted')[0]).toMatchObject({
      reason: 'the request was expired already',
    });
    expect(await stateOf(asked)).toBe('expired');
    expect(await world.card()).toContain('Approval expired');
    expect(world.recorded('approval.decided')).toMatchObject([{ outcome: 'expired' }]);
    expect((await world.ask()).id).not.toBe(asked.id);
  });

  it('is worth nothing ten minutes after it was given', async () => {
    const asked = await world.ask();
    await world.say('ada', approve(asked));
    world.offsetMs = 10 * minute + 5000;
    expect(await world.office.desk.findApproved(asked.digest)).toBeUndefined();
    expect(await consume(asked)).toBe('expired');
    await world.office.desk.expire();
    expect(world.recorded('approval.decided').map((event) => event.outcome)).toEqual([
      'approved',
      'expired',
    ]);
  });

  it('survives a restart while it is pending, and after it was given', async () => {
    const asked = await world.ask();
    await world.restart();
    expect(await stateOf(asked)).toBe('pending');
    expect(await world.ask()).toMatchObject({ id: asked.id, url: asked.url });
    await world.say('ada', approve(asked));
    await world.restart();
    expect(await world.office.desk.findApproved(asked.digest)).toBe(asked.id);
    expect(await consume(asked)).toBe('consumed');
    await world.restart();
    expect(await consume(asked)).toBe('used');
  });

  it('ends with the bundle that asked for it', async () => {
    const [pending, given] = [
      await world.ask(),
      await world.ask({ binding: bindingOf({ args: 2 }) }),
    ];
    await world.say('ada', approve(given));
    expect(await consume(given, bundleTwo)).toBe('other-bundle');
    await world.office.desk.supersede(bundleTwo);
    expect(await stateOf(pending)).toBe('superseded');
    expect(await consume(given)).toBe('superseded');
    await world.say('ada', approve(pending));
    expect(await consume(pending)).toBe('superseded');
    expect(await world.card()).toContain('superseded by a new policy');
  });

  it('is asked for once while the identical call is repeated', async () => {
    const asks = await Promise.all([world.ask(), world.ask(), world.ask()]);
    expect(new Set(asks.map(({ id }) => id)).size).toBe(1);
    expect(new Set(asks.map(({ url }) => url)).size).toBe(1);
    const { data } = await world
      .api('root')
      .rest.issues.listComments({ owner: 'acme', repo: 'approvals', issue_number: 1 });
    expect(data).toHaveLength(1);
    expect(world.recorded('approval.requested')).toHaveLength(1);
  });

  it.each([
    ['are too long', 'x'.repeat(70_000)],
    ['grow too long by being made visible', '\u00a0'.repeat(15_000)],
  ])('is refused for arguments that %s', async (_, command) => {
    const refused = await world.office.desk.open({
      binding: bindingOf({ args: { command } }),
      requirements: [requirementOf()],
      owner: null,
    });
    expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringContaining('too long') });
    expect(world.events).toEqual([]);
  });

  it('fits into a comment when it is accepted', async () => {
    const asked = await world.ask({
      binding: bindingOf({ args: { command: 'x y'.repeat(19_000) } }),
    });
    for (let at = 0; at < 12; at += 1) await world.say('mallory', approve(asked));
    expect((await world.card()).length).toBeLessThanOrEqual(65_536);
  });
});

describe('one issue per session', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create({ hasFixedIssue: false });
  });
  afterEach(async () => {
    await world.close();
    expect(world.errors).toEqual([]);
  });

  const listIssues = async () =>
    (
      await world
        .api('root')
        .rest.issues.listForRepo({ owner: 'acme', repo: 'approvals', labels: 'sentrely:pending' })
    ).data;

  it('is opened once and found again after a restart', async () => {
    const first = await world.ask();
    await world.ask({ binding: bindingOf({ args: 2 }) });
    await world.restart();
    const third = await world.ask({ binding: bindingOf({ args: 3 }) });
    const issues = await listIssues();
    expect(issues).toHaveLength(1);
    expect(first.url?.split('#')[0]).toBe(third.url?.split('#')[0]);
    await world.say('ada', approve(third), issues[0]?.number);
    expect(await world.office.desk.wait(third.id, world.now(), never)).toBe('approved');
  });

  it('is another one for every session, whatever its name', async () => {
    const names = [
      's',
      'S',
      's '.repeat(100),
      `${'s '.repeat(100)}x`,
      '@ada\n#1 <img>',
      '__proto__',
    ];
    await Promise.all(names.map((session) => world.ask({ binding: bindingOf({ session }) })));
    const issues = await listIssues();
    expect(issues).toHaveLength(names.length);
    for (const { title } of issues) expect(title).not.toMatch(/[@\n]/);
  });

  it('is not one that somebody else has prepared', async () => {
    await world.ask();
    const [own] = await listIssues();
    await world.api('root').rest.issues.update({
      owner: 'acme',
      repo: 'approvals',
      issue_number: own?.number ?? 0,
      state: 'closed',
    });
    await world.api('mallory').rest.issues.create({
      owner: 'acme',
      repo: 'approvals',
      title: own?.title ?? '',
      labels: ['sentrely:pending'],
    });
    await world.restart();
    const asked = await world.ask({ binding: bindingOf({ args: 2 }) });
    expect(asked.url).toContain('/issues/3#');
  });
});
