import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseTrust } from '../compiler/bundle/trust.ts';
import type { AuditEvent } from '../gateway/audit/event.ts';
import type { Conversation } from '../gateway/enforce/conversation.ts';
import type { Ruling, ToolCall } from '../gateway/enforce/gate.ts';
import { createGate, type JudgeServices } from '../gateway/enforce/judge.ts';
import { gatewayError } from '../gateway/errors.ts';
import { type LoadedPolicy, loadPolicy } from '../gateway/loaded-policy.ts';
import { gatewayVersion } from '../gateway/version.ts';
import { PaperOffice, voteOn } from './gateway/approvals/paper.ts';
import { preparePremises } from './gateway/harness.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the list of evasions', () => {
  const rows = readFileSync(`${root}/docs/reference/evasions.md`, 'utf8')
    .split('\n')
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\||\|$/g, '').trim()))
    .filter((cells) => cells.length === 5 && cells[3]?.endsWith('.test.ts'))
    .map(([, attempt, , file = '', title = '']) => ({ attempt, file, title }));

  it('is long', () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it.each(rows)('$attempt: $file, $title', ({ file, title }) => {
    expect(existsSync(`${root}/test/${file}`)).toBe(true);
    expect(readFileSync(`${root}/test/${file}`, 'utf8')).toContain(title);
    expect(title.length).toBeGreaterThan(3);
  });
});

function conversationOf(schema: string): Conversation {
  return {
    caller: { agent: 'dev', credential: `sha256:${'a'.repeat(64)}`, keyHeader: 'x-sentrely-key' },
    session: 's',
    gateway: 'test/gateway',
    provider: 'anthropic',
    model: 'm',
    workspace: null,
    place: '',
    toolHashes: new Map([['deploy', schema.repeat(64)]]),
    requestEvent: '01900000-0000-7000-8000-000000000000',
  };
}

function callOf(id: string, name: string, input: object): ToolCall {
  return { id, name, argumentsText: JSON.stringify(input), defect: null };
}

function policyOf(rules: string): LoadedPolicy {
  const premises = preparePremises();
  onTestFinished(() => premises.remove());
  premises.publish(rules);
  const { SENTRELY_BUNDLE_PATH: path = '', SENTRELY_BUNDLE_TRUST: trust = '' } = premises.settings;
  return loadPolicy(readFileSync(path), {
    trust: parseTrust(readFileSync(trust, 'utf8')),
    nowMs: Date.now(),
    floor: undefined,
    version: gatewayVersion,
  });
}

/** Judges one call with a gateway of which a test breaks a part. */
async function judge(
  call: ToolCall,
  schema: string,
  {
    policy,
    office,
    ...broken
  }: Partial<JudgeServices> & { policy: LoadedPolicy; office: PaperOffice },
): Promise<Ruling> {
  const services: JudgeServices = {
    audit: {
      append: async (event: AuditEvent) => {
        office.events.push(event);
        return { eventId: '01900000-0000-7000-8000-000000000001', seq: 0, durableUs: 0 };
      },
      close: async () => {},
    },
    approvals: office.desk,
    calls: office.state.calls,
    current: () => policy,
    now: () => office.nowMs,
    stopping: new AbortController().signal,
    report: (error) => office.errors.push(error),
    ...broken,
  };
  const patience = { holdMs: 0, signal: new AbortController().signal };
  return await createGate(services, conversationOf(schema), policy).judge(call, patience);
}

function openOffice(): PaperOffice {
  const office = new PaperOffice();
  onTestFinished(() => office.close());
  return office;
}

it('an approval does not outlive the definition of its tool', async () => {
  const office = openOffice();
  const policy = policyOf(
    'policy work for agent dev { rule people ask deploy approval 1 of user "ada" id 1001 }',
  );
  const call = (id: string) => callOf(id, 'deploy', { environment: 'production', version: '1' });
  expect(await judge(call('a'), '1', { policy, office })).toMatchObject({ kind: 'park' });
  const [record] = await office.desk.listLive();
  await office.desk.receive(voteOn(record?.request ?? { id: '', digest: '' }));
  // The same words under another definition are another action: people are asked anew.
  expect(await judge(call('b'), '2', { policy, office })).toMatchObject({ kind: 'park' });
  expect(await judge(call('c'), '1', { policy, office })).toEqual({ kind: 'release' });
});

describe('failure', () => {
  const rules = 'policy work for agent dev { allow write_file }';
  const write = callOf('w', 'write_file', { path: 'a', content: 'b' });

  it('none, and the call passes', async () => {
    const office = openOffice();
    expect(await judge(write, '1', { policy: policyOf(rules), office })).toEqual({
      kind: 'release',
    });
  });

  it('a call is denied when judging it fails', async () => {
    const office = openOffice();
    const guard = () => Promise.reject(new Error('a bug'));
    expect(await judge(write, '1', { policy: policyOf(rules), office, guard })).toMatchObject({
      kind: 'deny',
      reason: expect.stringContaining('SENTRELY_ERR_INTERNAL'),
    });
    expect(office.errors).toHaveLength(1);
  });

  it('a call is denied when its decision cannot be written', async () => {
    const office = openOffice();
    const append = () => Promise.reject(gatewayError('SENTRELY_ERR_AUDIT_UNAVAILABLE'));
    const audit = { append, close: async () => {} };
    expect(await judge(write, '1', { policy: policyOf(rules), office, audit })).toMatchObject({
      kind: 'deny',
      reason: expect.stringContaining('SENTRELY_ERR_AUDIT_UNAVAILABLE'),
    });
  });

  it('a call is denied when the orders to kill are not known', async () => {
    const office = openOffice();
    const isKilled = () => {
      throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE');
    };
    expect(await judge(write, '1', { policy: policyOf(rules), office, isKilled })).toMatchObject({
      kind: 'deny',
      reason: expect.stringContaining('SENTRELY_ERR_STATE_UNAVAILABLE'),
    });
  });
});
