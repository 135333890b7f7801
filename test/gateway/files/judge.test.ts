import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseTrust } from '../../../compiler/bundle/trust.ts';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import type { Conversation } from '../../../gateway/enforce/conversation.ts';
import { gatewayError } from '../../../gateway/errors.ts';
import { judgeFile } from '../../../gateway/files/judge.ts';
import { type LoadedPolicy, loadPolicy } from '../../../gateway/loaded-policy.ts';
import { gatewayVersion } from '../../../gateway/version.ts';
import { type Premises, preparePremises } from '../harness.ts';

// Orders that come at the worst moments of a decision about a file.

let premises: Premises;
let policy: LoadedPolicy;
beforeAll(() => {
  premises = preparePremises();
  premises.publish('policy work for agent dev { allow file.delete }');
  const { SENTRELY_BUNDLE_PATH: bundle = '', SENTRELY_BUNDLE_TRUST: trust = '' } =
    premises.settings;
  policy = loadPolicy(readFileSync(bundle), {
    trust: parseTrust(readFileSync(trust, 'utf8')),
    nowMs: Date.now(),
    floor: undefined,
    version: gatewayVersion,
  });
});
afterAll(() => premises.remove());

const events: AuditEvent[] = [];
let killed: string | undefined;
let whileRecorded: () => void = () => {};
beforeEach(() => {
  events.length = 0;
  killed = undefined;
  whileRecorded = () => {};
});

const conversation: Conversation = {
  caller: { agent: 'dev', credential: `sha256:${'a'.repeat(64)}`, keyHeader: 'x-api-key' },
  session: 's',
  gateway: 'test/gateway',
  provider: 'anthropic',
  model: '',
  workspace: null,
  place: '',
  toolHashes: new Map(),
  requestEvent: 'event',
};
const audit = {
  append: (event: AuditEvent) => {
    whileRecorded();
    events.push(event);
    return Promise.resolve({ eventId: `event ${events.length}`, seq: 0, durableUs: 0 });
  },
  close: async () => {},
};
const act = { use: { action: 'file.delete', values: { id: 'file_1' } } } as const;

/** Judges with an `enter` of the test's own. */
function judge(enter: () => Promise<void> = async () => {}): Promise<string> {
  const fileLimits = { enter, take: () => Promise.resolve(undefined) };
  const isKilled = (): string | undefined => killed;
  return judgeFile({ audit, fileLimits, isKilled }, { policy, conversation }, act);
}

it('resolves with the decision that is on record', async () => {
  expect(await judge()).toBe('event 1');
  expect(events).toMatchObject([{ tool_name: 'file.delete', disposition: 'released' }]);
});

it('an order to kill while the decision is written down takes it back, on record too', async () => {
  whileRecorded = () => (killed = 'enough');
  await expect(judge()).rejects.toMatchObject({ code: 'SENTRELY_ERR_KILLED' });
  expect(events).toMatchObject([
    { disposition: 'released' },
    { disposition: 'stopped', reason: 'enough', ref_event_id: 'event 1' },
  ]);
});

it('a session that was latched since its request began decides nothing', async () => {
  const latched = gatewayError('SENTRELY_ERR_SESSION_LATCHED');
  await expect(judge(() => Promise.reject(latched))).rejects.toBe(latched);
  expect(events).toEqual([]);
});
