import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseTrust } from '../../../compiler/bundle/trust.ts';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import type { Conversation } from '../../../gateway/enforce/conversation.ts';
import type { Gate, ToolCall } from '../../../gateway/enforce/gate.ts';
import { createGate } from '../../../gateway/enforce/judge.ts';
import { type KillSwitch, openKillSwitch } from '../../../gateway/enforce/kill-switch.ts';
import { type LoadedPolicy, loadPolicy } from '../../../gateway/loaded-policy.ts';
import { gatewayVersion } from '../../../gateway/version.ts';
import { PaperOffice, voteOn } from '../approvals/paper.ts';
import { type Premises, preparePremises } from '../harness.ts';

// Approve and kill at the same moment, at every distance of turns of the event loop from each other.

let premises: Premises;
let office: PaperOffice;
let policy: LoadedPolicy;
let killSwitch: KillSwitch;

const events: AuditEvent[] = [];
/** Awaited before an event counts as durable. */
let beforeDurable: (event: AuditEvent) => Promise<void> = async () => {};

const log = {
  append: async (event: AuditEvent) => {
    await turn();
    await beforeDurable(event);
    events.push(event);
    return { eventId: '01900000-0000-7000-8000-000000000000', seq: 0, durableUs: 0 };
  },
  close: async () => {},
};

beforeAll(async () => {
  premises = preparePremises();
  premises.publish(
    'policy work for agent dev { allow write_file rule deployments ask deploy approval 1 of user "ada" id 1001 }',
  );
  office = new PaperOffice();
  const { SENTRELY_BUNDLE_PATH: bundle = '', SENTRELY_BUNDLE_TRUST: trust = '' } =
    premises.settings;
  policy = loadPolicy(readFileSync(bundle), {
    trust: parseTrust(readFileSync(trust, 'utf8')),
    nowMs: Date.now(),
    floor: undefined,
    version: gatewayVersion,
  });
  killSwitch = await openKillSwitch({
    kills: office.state.kills,
    sessions: office.state.sessions,
    audit: log,
    approvals: office.desk,
    parentOf: () => undefined,
    now: () => office.nowMs,
    report: (error) => office.errors.push(error),
  });
});
afterAll(async () => {
  killSwitch.close();
  await office.close();
  premises.remove();
});

afterEach(() => {
  beforeDurable = async () => {};
});

function conversationOf(session: string): Conversation {
  return {
    caller: { agent: 'dev', credential: `sha256:${'a'.repeat(64)}`, keyHeader: 'x-sentrely-key' },
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

function gateOf(conversation: Conversation): Gate {
  const services = {
    audit: log,
    approvals: office.desk,
    calls: office.state.calls,
    current: () => policy,
    isKilled: (asked: Conversation) => killSwitch.isKilled(asked),
    now: () => office.nowMs,
    stopping: new AbortController().signal,
    report: (error: unknown) => office.errors.push(error),
  };
  return createGate(services, conversation, policy);
}

const callOf = (id: string, name: string, input: object): ToolCall => ({
  id,
  name,
  argumentsText: JSON.stringify(input),
  defect: null,
});

const patient = { holdMs: 60_000, signal: new AbortController().signal };

const deployment = { environment: 'production', version: '1' };

const kill = (session: string) =>
  killSwitch.order({ scope: 'session', subject: `dev ${session}`, reason: 'No.', by: 'maria' });

/** Waits for the request of a session, as people see it. */
async function waiting(session: string): Promise<{ id: string; digest: string }> {
  for (;;) {
    const [record] = await office.state.approvals.listPending(session, office.nowMs);
    if (record !== undefined && record.card !== null) return record.request;
    await turn();
  }
}

/** How the call of a round was ruled on, and whether the order had been answered by then. */
async function race(round: number): Promise<{ kind: string; isAfterOrder: boolean }> {
  const session = `race-${round}`;
  const conversation = conversationOf(session);
  const leaving = new AbortController();
  const gate = gateOf(conversation);
  const unregister = killSwitch.live.register(conversation, () => leaving.abort());
  let isOrdered = false;
  const ruling = gate
    .judge(callOf(session, 'deploy', deployment), { holdMs: 60_000, signal: leaving.signal })
    .then(({ kind }) => ({ kind, isAfterOrder: isOrdered }));
  const request = await waiting(session);
  const voting = office.desk.receive(voteOn(request));
  for (let turns = round % 20; turns > 0; turns -= 1) await turn();
  await kill(session);
  isOrdered = true;
  await voting;
  unregister();
  return await ruling;
}

it('no call is released after the order to kill was answered, in 200 races', {
  timeout: 60_000,
}, async () => {
  const rulings: string[] = [];
  for (let round = 0; round < 200; round += 1) {
    const { kind, isAfterOrder } = await race(round);
    if (kind === 'release') expect(isAfterOrder).toBe(false);
    rulings.push(kind);
  }
  // Both must have happened, or nothing was raced.
  expect(new Set(rulings)).toEqual(new Set(['release', 'deny']));
  const live = await office.desk.listLive();
  expect(live).toEqual([]);
  expect(office.errors).toEqual([]);
});

describe('an order that comes while a release is written down', () => {
  it.each([
    ['of an allowed call', 'write_file', { path: 'a', content: 'b' }],
    ['of an approved call', 'deploy', deployment],
  ])('stops it, and the record says so: %s', async (_name, tool, input) => {
    const session = `late-${tool}`;
    beforeDurable = async ({ disposition }) => {
      if (disposition === 'released') await kill(session);
    };
    const judging = gateOf(conversationOf(session)).judge(callOf(session, tool, input), patient);
    if (tool === 'deploy') await office.desk.receive(voteOn(await waiting(session)));
    expect(await judging).toEqual({
      kind: 'deny',
      reason: 'Not run. An operator has stopped this: No. Do not go on.',
    });
    const ends = events.filter(({ tool_use_id: id }) => id === session);
    expect(ends.map(({ disposition }) => disposition).slice(-2)).toEqual(['released', 'stopped']);
  });

  it('and leaves others of its message behind: the record says of each what became of it', async () => {
    const gate = gateOf(conversationOf('late-message'));
    const release = (id: string) =>
      gate.judge(callOf(id, 'write_file', { path: id, content: '' }), patient);
    for (const id of ['m1', 'm2', 'm3']) expect(await release(id)).toEqual({ kind: 'release' });
    await gate.withheld?.('The answer was stopped.', ['m2', 'none', 'm2']);
    await gate.withheld?.('The client went away.');
    const storyOf = (id: string) =>
      events
        .filter((event) => event.tool_use_id === id)
        .map(({ disposition, reason }) => [disposition, reason]);
    expect(storyOf('m2').slice(1)).toEqual([['stopped', 'The answer was stopped.']]);
    expect(storyOf('m1').slice(1)).toEqual([['stopped', 'The client went away.']]);
    expect(storyOf('m3')).toEqual([
      ['released', expect.any(String)],
      ['stopped', 'The client went away.'],
    ]);
  });

  it('leaves no question open that was asked at that moment', async () => {
    const session = 'late-question';
    beforeDurable = async ({ disposition }) => {
      if (disposition === 'held') await kill(session);
    };
    const judging = gateOf(conversationOf(session)).judge(callOf(session, 'deploy', deployment), {
      ...patient,
      holdMs: 0,
    });
    expect(await judging).toMatchObject({ kind: 'deny' });
    expect(await office.desk.listLive()).toEqual([]);
  });
});
