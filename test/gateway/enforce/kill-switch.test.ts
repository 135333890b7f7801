import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import type { AuditLog } from '../../../gateway/audit/log.ts';
import type { Conversation } from '../../../gateway/enforce/conversation.ts';
import { type KillSwitch, openKillSwitch } from '../../../gateway/enforce/kill-switch.ts';
import { gatewayError } from '../../../gateway/errors.ts';
import type { KillStore } from '../../../gateway/state/kills.ts';
import { openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import type { State } from '../../../gateway/state/state.ts';
import { until } from '../admin/live-client.ts';

const hash = (letter: string): string => `sha256:${letter.repeat(64)}`;

function conversationOf(
  change: Partial<Conversation['caller']> & { session?: string } = {},
): Conversation {
  const { session = 's1', ...caller } = change;
  return {
    caller: { agent: 'dev', credential: hash('a'), keyHeader: 'x-sentrely-key', ...caller },
    session,
    gateway: 'test/gateway',
    provider: 'anthropic',
    model: 'claude-sonnet-5',
    workspace: null,
    place: '',
    toolHashes: new Map(),
    requestEvent: '01900000-0000-7000-8000-000000000000',
  };
}

/** Gateways over one state file, as two processes would be. */
class Office {
  readonly folder = mkdtempSync(join(tmpdir(), 'sentrely-kill-'));
  readonly events: AuditEvent[] = [];
  readonly reports: unknown[] = [];
  readonly #closing: (() => Promise<void> | void)[] = [];
  isLogBroken = false;

  readonly audit: AuditLog = {
    append: async (event) => {
      if (this.isLogBroken) throw gatewayError('SENTRELY_ERR_AUDIT_UNAVAILABLE');
      this.events.push(event);
      return { eventId: '', seq: 0, durableUs: 0 };
    },
    close: async () => {},
  };

  async gateway(
    kills?: (state: State) => KillStore,
  ): Promise<{ killSwitch: KillSwitch; state: State }> {
    const state = openSqliteState(join(this.folder, 'state.db'));
    const killSwitch = await openKillSwitch({
      kills: kills?.(state) ?? state.kills,
      sessions: state.sessions,
      audit: this.audit,
      approvals: undefined,
      parentOf: (credential) => (credential === hash('c') ? hash('a') : undefined),
      now: Date.now,
      report: (error) => this.reports.push(error),
    });
    this.#closing.push(
      () => killSwitch.close(),
      () => state.close(),
    );
    return { killSwitch, state };
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
    rmSync(this.folder, { recursive: true });
  }
}

const order = {
  scope: 'session',
  subject: 'dev s1',
  reason: 'It went astray.',
  by: 'maria',
} as const;

describe('the kill switch', () => {
  let office: Office;
  beforeEach(() => {
    office = new Office();
  });
  afterEach(() => office.close());

  it('is seen by another gateway over the same state, also its live answers', async () => {
    const [here, there] = [await office.gateway(), await office.gateway()];
    const cuts: string[] = [];
    there.killSwitch.live.register(conversationOf(), (reason) => cuts.push(reason));
    there.killSwitch.live.register(conversationOf({ session: 's2' }), () => cuts.push('another'));
    const { order: stored } = await here.killSwitch.order(order);
    await until(() => cuts.length > 0);
    expect(cuts).toEqual(['An operator has stopped this: It went astray.']);
    await expect(there.killSwitch.admit(conversationOf())).rejects.toMatchObject({
      code: 'SENTRELY_ERR_KILLED',
    });
    await there.killSwitch.lift(stored.id, 'maria');
    await here.killSwitch.admit(conversationOf()).catch(() => undefined);
    await until(() => here.killSwitch.isKilled(conversationOf()) === undefined);
    await here.killSwitch.admit(conversationOf());
  });

  it('cuts an answer that is registered just after the order', async () => {
    const { killSwitch } = await office.gateway();
    await killSwitch.order(order);
    const cuts: string[] = [];
    const unregister = killSwitch.live.register(conversationOf(), (reason) => cuts.push(reason));
    await Promise.resolve();
    expect(cuts).toHaveLength(1);
    expect(killSwitch.countLive()).toBe(0);
    unregister();
  });

  it('cuts each answer once, all of them, though one cannot be cut', async () => {
    const { killSwitch } = await office.gateway();
    let cuts = 0;
    killSwitch.live.register(conversationOf(), () => {
      throw new Error('no');
    });
    killSwitch.live.register(conversationOf(), () => void (cuts += 1));
    const gone = killSwitch.live.register(conversationOf(), () => void (cuts += 100));
    gone();
    expect((await killSwitch.order(order)).cut).toBe(2);
    await killSwitch.order({ ...order, scope: 'everything', subject: '' });
    expect(cuts).toBe(1);
  });

  it('cuts at once, before anything is stored, and tells when that fails', async () => {
    const storing = Promise.withResolvers<never>();
    const { killSwitch } = await office.gateway(({ kills }) => ({
      ...kills,
      order: () => storing.promise,
    }));
    const cuts: string[] = [];
    killSwitch.live.register(conversationOf(), (reason) => cuts.push(reason));
    const ordering = killSwitch.order(order);
    expect(cuts).toEqual(['An operator has stopped this: It went astray.']);
    expect(killSwitch.isKilled(conversationOf())).toBeDefined();
    storing.reject(gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE'));
    await expect(ordering).rejects.toMatchObject({ code: 'SENTRELY_ERR_STATE_UNAVAILABLE' });
    expect(office.events).toContainEqual(
      expect.objectContaining({
        kind: 'admin.action',
        detail: expect.stringContaining('"stored":false'),
      }),
    );
  });

  it('holds although it was stored and then cannot be read back, until it is', async () => {
    let isReadable = true;
    const { killSwitch } = await office.gateway(({ kills }) => ({
      ...kills,
      list: async () => {
        if (isReadable) return await kills.list();
        throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
      },
    }));
    isReadable = false;
    const { order: stored } = await killSwitch.order(order);
    const cuts: string[] = [];
    killSwitch.live.register(conversationOf(), (reason) => cuts.push(reason));
    await Promise.resolve();
    expect(cuts).toEqual(['An operator has stopped this: It went astray.']);
    isReadable = true;
    await killSwitch.lift(stored.id, 'maria');
    expect(killSwitch.isKilled(conversationOf())).toBeUndefined();
  });

  it('given again while it is lifted stays, on every gateway, and the record says so', async () => {
    const [here, there] = [await office.gateway(), await office.gateway()];
    const { order: stored } = await here.killSwitch.order(order);
    const lifting = here.killSwitch.lift(stored.id, 'maria');
    const again = await there.killSwitch.order({ ...order, by: 'bob' });
    expect(again.order.id).toBe(stored.id);
    await expect(lifting).rejects.toMatchObject({ code: 'SENTRELY_ERR_ADMIN_CHANGED' });
    for (const { killSwitch } of [here, there])
      expect(killSwitch.isKilled(conversationOf())).toBeDefined();
    const acts = office.events.map(({ detail }) => JSON.parse(detail ?? '{}') as object);
    expect(acts).toContainEqual(expect.objectContaining({ act: 'lift' }));
    expect(acts.at(-1)).toMatchObject({ act: 'lift', of: { effect: { lifted: false } } });
    // What is known here by then is lifted.
    await here.killSwitch.lift(stored.id, 'maria');
    expect(here.killSwitch.isKilled(conversationOf())).toBeUndefined();
  });

  it('given again elsewhere before this gateway knew of it is lifted at the second try', async () => {
    const [here, there] = [await office.gateway(), await office.gateway()];
    await there.killSwitch.order(order);
    const { order: stored } = await there.killSwitch.order(order);
    const lift = () => here.killSwitch.lift(stored.id, 'maria');
    await expect(lift()).rejects.toMatchObject({ code: 'SENTRELY_ERR_ADMIN_CHANGED' });
    expect(await lift()).toMatchObject({ id: stored.id });
    expect(await lift()).toBeUndefined();
  });

  it.each([
    ['everything', '', [true, true, true, true]],
    ['agent', 'dev', [true, true, true, false]],
    ['credential', hash('a'), [true, true, true, false]],
    ['credential', hash('c'), [false, false, true, false]],
    ['session', 'dev s1', [true, false, true, false]],
    ['session', 'other s1', [false, false, false, true]],
    ['agent', 'de', [false, false, false, false]],
    ['agent', 'dev s1', [false, false, false, false]],
  ] as const)('for %s %s stops those it is about', async (scope, subject, expected) => {
    const { killSwitch } = await office.gateway();
    await killSwitch.order({ ...order, scope, subject });
    const asked = [
      conversationOf(),
      conversationOf({ session: 's2' }),
      conversationOf({ credential: hash('c') }),
      conversationOf({ agent: 'other', credential: hash('b') }),
    ];
    expect(asked.map((each) => killSwitch.isKilled(each) !== undefined)).toEqual(expected);
  });

  it('holds though the log is broken, and says that it is not on record', async () => {
    const { killSwitch } = await office.gateway();
    office.isLogBroken = true;
    expect(await killSwitch.order(order)).toMatchObject({ isNew: true, isRecorded: false });
    expect(killSwitch.isKilled(conversationOf())).toContain('It went astray.');
    const [held] = killSwitch.orders();
    await expect(killSwitch.lift(held?.id ?? '', 'maria')).rejects.toMatchObject({
      code: 'SENTRELY_ERR_AUDIT_UNAVAILABLE',
    });
    expect(killSwitch.isKilled(conversationOf())).toBeDefined();
  });

  it('refuses everything while its orders cannot be read, and goes on after', async () => {
    let isBroken = true;
    const { killSwitch } = await office.gateway(({ kills }) => ({
      ...kills,
      list: async () => {
        if (isBroken) throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
        return await kills.list();
      },
    }));
    const unavailable = { code: 'SENTRELY_ERR_STATE_UNAVAILABLE' };
    await expect(killSwitch.admit(conversationOf())).rejects.toMatchObject(unavailable);
    expect(() => killSwitch.isKilled(conversationOf())).toThrow();
    expect(office.events.at(-1)).toMatchObject({
      kind: 'request.refused',
      error_code: 'SENTRELY_ERR_STATE_UNAVAILABLE',
    });
    isBroken = false;
    await until(
      async () =>
        await killSwitch.admit(conversationOf()).then(
          () => true,
          () => false,
        ),
    );
  });

  it('refuses everything while the store does not answer at all', async () => {
    let isHanging = false;
    const { killSwitch } = await office.gateway(({ kills }) => ({
      ...kills,
      list: () => (isHanging ? new Promise<never>(() => {}) : kills.list()),
    }));
    await killSwitch.admit(conversationOf());
    isHanging = true;
    await until(
      async () =>
        await killSwitch.admit(conversationOf()).then(
          () => false,
          () => true,
        ),
    );
  });

  it('refuses a latched session, with its reason, on every gateway, until it is reset', async () => {
    const [here, there] = [await office.gateway(), await office.gateway()];
    let cuts = 0;
    here.killSwitch.live.register(conversationOf(), () => void (cuts += 1));
    await here.killSwitch.latch(conversationOf(), 'The same call 40 times.');
    await here.killSwitch.latch(conversationOf(), 'Something else.');
    expect(cuts).toBe(1);
    for (const { killSwitch } of [here, there]) {
      await expect(killSwitch.admit(conversationOf())).rejects.toMatchObject({
        code: 'SENTRELY_ERR_SESSION_LATCHED',
        message: expect.stringContaining('The same call 40 times.'),
      });
      expect(killSwitch.isKilled(conversationOf())).toContain('The same call 40 times.');
      await killSwitch.admit(conversationOf({ session: 's2' }));
      await killSwitch.admit(conversationOf({ agent: 'other' }));
    }
    expect(await there.killSwitch.reset('dev s1', 'maria')).toBe('The same call 40 times.');
    expect(await there.killSwitch.reset('dev s1', 'maria')).toBeNull();
    await here.killSwitch.admit(conversationOf());
    expect(here.killSwitch.isKilled(conversationOf())).toBeUndefined();
    expect(office.events.filter(({ kind }) => kind === 'admin.action')).toMatchObject([
      { principal: 'maria', agent_id: 'dev', session_id: 's1', target: 'session dev s1' },
    ]);
  });
});
