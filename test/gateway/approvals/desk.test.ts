import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useMsMax } from '../../../gateway/approvals/request.ts';
import { bindingOf, bundleOne, bundleTwo, minute, requirementOf } from './fixtures.ts';
import { PaperOffice, voteOn } from './paper.ts';

const never = new AbortController().signal;
const unavailable = new Error('the audit log cannot be written');

describe('the desk', () => {
  let office: PaperOffice;
  beforeEach(() => {
    office = new PaperOffice();
  });
  afterEach(async () => await office.close());

  describe('opens', () => {
    it('nothing that nobody could approve', async () => {
      const refused = async (change: Parameters<PaperOffice['ask']>[1]) =>
        expect(await office.ask(1, change)).toMatchObject({
          kind: 'refused',
          reason: expect.stringMatching(/^[a-z].*\.$/),
        });
      await refused({ requirements: [] });
      await refused({ requirements: [requirementOf({ approvers: [] })] });
      await refused({ requirements: [requirementOf({ count: 2 })] });
      await refused({ binding: bindingOf({ gateway_id: null }) });
      await refused({ binding: bindingOf({ principal: null }) });
      await refused({ binding: bindingOf({ session: null }) });
      await refused({ binding: bindingOf({ args: { a: Number.NaN } }) });
      await refused({ binding: bindingOf({ args: '\ud800' }) });
      expect(office.events).toEqual([]);
      expect(office.channel.posted).toEqual([]);
    });

    it('at most 20 at once in a session, and more when some are over', async () => {
      for (let args = 0; args < 20; args += 1) await office.opened(args);
      expect(await office.ask(20)).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('too many'),
      });
      expect(await office.ask(7)).toMatchObject({ kind: 'open' });
      office.nowMs += 15 * minute;
      expect(await office.ask(20)).toMatchObject({ kind: 'open' });
    });

    it('at most 60 at once for an agent, however it names its sessions', async () => {
      for (let args = 0; args < 60; args += 1)
        await office.opened(args, { binding: bindingOf({ args, session: `s${args}` }) });
      expect(
        await office.ask(60, { binding: bindingOf({ args: 60, session: 's60' }) }),
      ).toMatchObject({ kind: 'refused' });
    });

    it('for a vote that comes back before the card is known to be up', async () => {
      const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
      let vote: Promise<unknown> = Promise.resolve();
      office.channel.beforePost = async () => {
        const [pending] = await office.state.approvals.listPending('s1', office.nowMs);
        vote = office.desk.receive(voteOn(pending?.request ?? { id: '', digest: '' }));
        hear();
        await new Promise((resolve) => setTimeout(resolve, 20));
      };
      await office.opened(1, { binding: bindingOf({ args: 1, session: 's1' }) });
      await heard;
      expect(await vote).toBe('counted');
    });

    it('nothing whose question is not durable in the log', async () => {
      office.beforeRecord = () => Promise.reject(unavailable);
      await expect(office.ask()).rejects.toBe(unavailable);
      expect(office.channel.posted).toEqual([]);
      office.beforeRecord = async () => expect(office.channel.posted).toEqual([]);
      await office.opened();
      expect(office.channel.posted).toHaveLength(1);
      expect(office.kinds()).toEqual(['approval.requested']);
    });

    it('one card for identical calls, also when the first posting fails', async () => {
      office.channel.beforePost = () => Promise.reject(new Error('GitHub is down'));
      const failed = await Promise.allSettled([office.ask(), office.ask()]);
      expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      office.channel.beforePost = async () => undefined;
      const asks = await Promise.all([office.opened(), office.opened(), office.opened()]);
      expect(new Set(asks.map(({ id, url }) => `${id} ${url ?? ''}`)).size).toBe(1);
      expect(office.channel.posted).toHaveLength(1);
    });

    it('a question about another action for anything that is bound', async () => {
      const bindings = [
        bindingOf(),
        bindingOf({ args: { command: 'git push origin main ' } }),
        bindingOf({ exec: { cwd: '/work/other', env: {} } }),
        bindingOf({ exec: null }),
        bindingOf({ agent: 'other-bot' }),
        bindingOf({ session: 'session-2' }),
        bindingOf({ principal: 'sha256:b' }),
        bindingOf({ server: 'Bash' }),
        bindingOf({ tool_schema_hash: 'changed' }),
        bindingOf({ policy_revision: 8 }),
        bindingOf({ bundle_digest: bundleTwo }),
        bindingOf({ rule_ids: ['release.main-needs-review', 'release#2'] }),
        bindingOf({ gateway_id: 'other/gateway' }),
      ];
      const asks = await Promise.all(bindings.map((binding) => office.opened(1, { binding })));
      expect(new Set(asks.map(({ id }) => id)).size).toBe(bindings.length);
      const first = await office.opened(1, { binding: bindingOf() });
      await office.desk.receive(voteOn(first));
      for (const { digest } of asks.slice(1)) {
        expect(await office.desk.findApproved(digest)).toBeUndefined();
        expect((await office.desk.consume(first.id, digest, bundleOne)).kind).toBe('refused');
      }
    });
  });

  describe('waits', () => {
    it('until the time it was given, and says that nobody answered', async () => {
      const { id } = await office.opened();
      const waiting = office.desk.wait(id, office.nowMs + 100, never);
      office.nowMs += 100;
      expect(await waiting).toBe('pending');
    });

    it('until the client has gone', async () => {
      const { id } = await office.opened();
      const gone = new AbortController();
      const waiting = office.desk.wait(id, office.nowMs + 100_000, gone.signal);
      gone.abort();
      expect(await waiting).toBe('pending');
      expect(await office.desk.wait(id, office.nowMs + 100_000, AbortSignal.abort())).toBe(
        'pending',
      );
    });

    it('no longer than the request may be answered', async () => {
      const { id } = await office.opened();
      const waiting = office.desk.wait(id, office.nowMs + 100 * minute, never);
      office.nowMs += 15 * minute;
      expect(await waiting).toBe('expired');
      expect(office.kinds()).toEqual(['approval.requested', 'approval.decided expired']);
    });

    it('for nothing that is unknown', async () => {
      expect(
        await office.desk.wait('a_00000000000000000000000000', office.nowMs + 1000, never),
      ).toBe('unknown');
      expect(await office.desk.wait('error', office.nowMs + 1000, never)).toBe('unknown');
      expect(await office.consume({ id: '__proto__', digest: '' })).toBe('unknown');
    });

    it('in many places at once', async () => {
      const asked = await office.opened();
      const waiting = Array.from({ length: 50 }, () =>
        office.desk.wait(asked.id, office.nowMs + minute, never),
      );
      await office.desk.receive(voteOn(asked));
      expect(new Set(await Promise.all(waiting))).toEqual(new Set(['approved']));
      expect(office.kinds().filter((kind) => kind === 'approval.decided approved')).toHaveLength(1);
    });
  });

  describe('counts', () => {
    it('no vote that is not durable in the log, and the same vote later', async () => {
      const asked = await office.opened();
      const vote = voteOn(asked);
      office.beforeRecord = () => Promise.reject(unavailable);
      await expect(office.desk.receive(vote)).rejects.toBe(unavailable);
      expect(await office.consume(asked)).toBe('pending');
      office.beforeRecord = async () => undefined;
      expect(await office.desk.receive(vote)).toBe('counted');
      expect(await office.stateOf(asked.id)).toBe('approved');
    });

    it('towards no approval whose decision is not durable, until it is', async () => {
      const asked = await office.opened();
      office.beforeRecord = async ({ kind }) => {
        if (kind === 'approval.decided') throw unavailable;
      };
      await expect(office.desk.receive(voteOn(asked))).rejects.toBe(unavailable);
      expect((await office.state.approvals.read(asked.id))?.state).toBe('pending');
      expect(await office.consume(asked)).toBe('pending');
      office.beforeRecord = async () => undefined;
      expect(await office.stateOf(asked.id)).toBe('approved');
    });

    it('a denial even when the log is broken', async () => {
      const asked = await office.opened();
      await office.desk.receive(voteOn(asked));
      office.beforeRecord = async ({ kind }) => {
        if (kind === 'approval.decided') throw unavailable;
      };
      await office.desk.receive(voteOn(asked, { verb: 'deny' }));
      expect(await office.consume(asked)).toBe('denied');
      expect(office.errors).toContain(unavailable);
    });

    it('a withdrawal even when the log is broken', async () => {
      const asked = await office.opened();
      const vote = voteOn(asked);
      await office.desk.receive(vote);
      office.beforeRecord = () => Promise.reject(unavailable);
      expect(await office.desk.withdraw(vote.source, 'edited')).toBe('voided');
      expect(await office.consume(asked)).toBe('pending');
    });

    it('one comment once, however many tell of it at the same time', async () => {
      const asked = await office.opened();
      const vote = voteOn(asked);
      const results = await Promise.all(
        Array.from({ length: 10 }, () => office.desk.receive(vote)),
      );
      expect(results.filter((result) => result === 'counted')).toHaveLength(1);
      expect(office.kinds().filter((kind) => kind === 'approval.voted')).toHaveLength(1);
    });

    it('no comment that is withdrawn while it is judged', async () => {
      const asked = await office.opened();
      const vote = voteOn(asked);
      const { promise, resolve } = Promise.withResolvers<void>();
      office.channel.beforeCheck = () => promise;
      const received = office.desk.receive(vote);
      const withdrawn = office.desk.withdraw(vote.source, 'deleted');
      resolve();
      expect([await received, await withdrawn]).toEqual(['counted', 'voided']);
      expect(await office.consume(asked)).toBe('pending');
    });

    it('nothing that comes while the time runs out during its judgement', async () => {
      const asked = await office.opened();
      office.channel.beforeCheck = async () => {
        office.nowMs += 15 * minute;
      };
      expect(await office.desk.receive(voteOn(asked))).toBe('late');
      expect(await office.consume(asked)).toBe('expired');
    });

    it('nothing for people whom the channel lets stand for no requirement', async () => {
      const asked = await office.opened();
      office.channel.check = async () => ({ kind: 'stands', meets: [], evidence: [] });
      expect(await office.desk.receive(voteOn(asked))).toBe('void');
      office.channel.check = async () => ({
        kind: 'stands',
        meets: ['another.rule'],
        evidence: [],
      });
      await office.desk.receive(voteOn(asked));
      expect(await office.consume(asked)).toBe('pending');
    });
  });

  describe('lets an approval be used', () => {
    it('by one of many that try at once', async () => {
      const asked = await office.opened();
      await office.desk.receive(voteOn(asked));
      const results = await Promise.all(Array.from({ length: 25 }, () => office.consume(asked)));
      expect(results.filter((result) => result === 'consumed')).toHaveLength(1);
    });

    it('not when it is denied while its voters are looked up', async () => {
      const asked = await office.opened();
      await office.desk.receive(voteOn(asked));
      let isFirst = true;
      office.channel.beforeCheck = async () => {
        if (!isFirst) return;
        isFirst = false;
        await office.desk.receive(
          voteOn(asked, { verb: 'deny', voter: { id: 1001, login: 'ada' } }),
        );
      };
      expect(await office.consume(asked)).toBe('denied');
    });

    it('not when its votes were exchanged while they were looked up', async () => {
      const asked = await office.opened();
      const vote = voteOn(asked);
      await office.desk.receive(vote);
      let isFirst = true;
      office.channel.beforeCheck = async () => {
        if (!isFirst) return;
        isFirst = false;
        await office.desk.withdraw(vote.source, 'deleted');
        await office.desk.receive(voteOn(asked));
      };
      expect(await office.consume(asked)).toBe('changed');
      expect(await office.consume(asked)).toBe('consumed');
    });

    it('when somebody else approves too while its voters are looked up', async () => {
      const asked = await office.opened();
      await office.desk.receive(voteOn(asked));
      let isFirst = true;
      office.channel.beforeCheck = async () => {
        if (!isFirst) return;
        isFirst = false;
        await office.desk.receive(voteOn(asked));
      };
      expect(await office.consume(asked)).toBe('consumed');
    });

    it('not after its time, which ends by itself', async () => {
      const asked = await office.opened();
      await office.desk.receive(voteOn(asked));
      office.nowMs += useMsMax;
      expect(await office.consume(asked)).toBe('expired');
      office.nowMs -= 1;
      expect(await office.consume(asked)).toBe('consumed');
    });
  });

  it('shows a flood of votes with few edits, the last one true', async () => {
    const asked = await office.opened();
    const { promise, resolve } = Promise.withResolvers<void>();
    const { channel } = office;
    const update = channel.update.bind(channel);
    channel.update = async (record) => {
      await promise;
      await update(record);
    };
    for (let at = 0; at < 30; at += 1)
      await office.desk.receive(voteOn(asked, { voter: { id: 666, login: 'm' } }));
    await office.desk.receive(voteOn(asked));
    resolve();
    await office.desk.idle();
    expect(channel.shown.length).toBeLessThanOrEqual(3);
    expect(channel.shown.at(-1)?.state).toBe('approved');
  });

  it('takes up after a crash between a vote and its consequence', async () => {
    const asked = await office.opened();
    const standing = { meets: ['release.main-needs-review'], evidence: [], voided: null };
    await office.state.approvals.vote({ ...voteOn(asked), ...standing }, office.nowMs);
    expect((await office.state.approvals.read(asked.id))?.state).toBe('pending');
    expect(await office.stateOf(asked.id)).toBe('approved');
    expect(office.kinds()).toContain('approval.decided approved');
  });
});
