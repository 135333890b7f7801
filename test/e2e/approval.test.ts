import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoGithub, startGithub } from '../../cli/demo/github.ts';
import type { ProviderRequest, Script } from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { calls, resultIn, says, text } from './script.ts';
import { runToolLoop, type ToolLoopOutcome } from './tool-loop.ts';

const secret = 'webhook-secret-of-a-test';
const deployment = ['deploy', { environment: 'production', version: '1.4.0' }] as const;
const deployed = 'deploy {"environment":"production","version":"1.4.0"}';
const once = says(calls('1', deployment), text('Done.'));

let github: DemoGithub;
let stage: TestStage;
beforeEach(async () => {
  github = await startGithub();
});
afterEach(async () => {
  await stage.close();
  await github.close();
});

function rules(remark = ''): string {
  return `${remark}policy work for agent dev {
    allow read_file when .path under workspace
    rule deployments ask deploy approval 1 of user "maria" id ${github.ownerId}
  }`;
}

async function start(script: Script, settings: Readonly<Record<string, string>> = {}): Promise<void> {
  stage = await startStage({
    script,
    rules: rules(),
    settings: {
      SENTRELY_APPROVALS_GITHUB_REPOSITORY: github.repository,
      SENTRELY_APPROVALS_GITHUB_ISSUE: String(github.pullRequest),
      SENTRELY_APPROVALS_GITHUB_TOKEN: github.botToken,
      SENTRELY_APPROVALS_GITHUB_WEBHOOK_SECRET: secret,
      SENTRELY_APPROVALS_GITHUB_API_URL: github.url,
      SENTRELY_APPROVALS_GITHUB_POLL_MS: '0',
      ...settings,
    },
  });
  await github.addWebhook(`${stage.gateway.adminUrl}/webhooks/github`, secret);
}

/** Calls that wait longer than this are parked. */
const short = { SENTRELY_HOLD_STREAM_MS: '200', SENTRELY_HOLD_REPLY_MS: '200' };

function run(isStreaming = true, task = 'Release it.'): Promise<ToolLoopOutcome> {
  return runToolLoop({ baseUrl: stage.gateway.url, key: stage.agentKey, isStreaming, task });
}

/** The line of a card that approves or denies it. */
function order(card: string, verb: 'approve' | 'deny'): string {
  return new RegExp(`^/sentrely ${verb} a_[0-9a-z]{26} [0-9a-f]{12}$`, 'm').exec(card)?.[0] ?? '';
}

async function until(pattern: RegExp): Promise<string> {
  for (;;) {
    const found = (await github.comments()).find((body) => pattern.test(body));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function approve(): Promise<void> {
  await github.comment(order(await github.waitForCard(), 'approve'));
  await until(/^### Approval given:/);
}

async function cards(): Promise<readonly string[]> {
  return (await github.comments()).filter((body) => body.startsWith('### Approval '));
}

/** The result of the first call as the model reads it in the newest request. */
function told(id = 'toolu_1_0'): unknown {
  return resultIn(stage.provider.requests.at(-1) as ProviderRequest, id)?.['content'];
}

async function audit(sql: string): Promise<readonly unknown[]> {
  return (await queryAudit({ folder: stage.dataFolder, sql })).rows;
}

describe('a call that is held', () => {
  it('runs after a comment of its approver, and not before', async () => {
    await start(once);
    let isOver = false;
    const running = run().finally(() => (isOver = true));
    const card = await github.waitForCard();
    expect(card).toContain('{"environment":"production","version":"1.4.0"}');
    expect(isOver).toBe(false);
    await github.comment(order(card, 'approve'));
    expect(await running).toEqual({ ran: [deployed], lastText: 'Done.' });
    expect(told()).toBe('deploy is done');
    await until(/^### Approval given and used:/);
  });

  it('does not run for a stranger; nor when denied', async () => {
    await start(once);
    const running = run();
    const card = await github.waitForCard();
    await github.comment(order(card, 'approve'), 'eve');
    await until(/not among the approvers/);
    await github.comment(order(card, 'deny'));
    expect(await running).toEqual({ ran: [], lastText: 'Done.' });
    expect(told()).toMatch(/^Not run\. Approval a_[0-9a-z]{26} was denied\./);
    expect(await cards()).toHaveLength(1);
  });

  it.each([
    ['another digest', (line: string) => `${line.slice(0, -12)}000000000000`],
    ['another request', (line: string) => line.replace(/a_../, 'a_zz')],
    ['a quotation', (line: string) => `> ${line}`],
    ['a sentence before it', (line: string) => `Fine with me: ${line}`],
    ['capital letters', (line: string) => line.toUpperCase()],
  ])('does not run for a comment with %s', async (_what, change) => {
    await start(once, short);
    const running = run();
    await github.comment(change(order(await github.waitForCard(), 'approve')));
    expect((await running).ran).toEqual([]);
    expect(told()).toContain('is pending with a person');
    expect((await run()).ran).toEqual([]);
  });
});

describe.each([
  ['a stream', true],
  ['an answer in one piece', false],
])('a call that nobody judged in time, in %s', (_name, isStreaming) => {
  it('is parked; once approved, the same call runs a single time', async () => {
    await start(once, short);
    expect(await run(isStreaming)).toEqual({ ran: [], lastText: 'Done.' });
    expect(told()).toMatch(/^Not run yet\. Approval a_[0-9a-z]{26} is pending with a person\./);
    await approve();
    expect((await run(isStreaming)).ran).toEqual([deployed]);
    expect((await run(isStreaming)).ran).toEqual([]);
    expect(told()).toContain('is pending with a person');
    expect(await cards()).toHaveLength(2);
  });

  it('runs in no other conversation', async () => {
    await start(once, short);
    await run(isStreaming);
    await approve();
    expect((await run(isStreaming, 'Something else.')).ran).toEqual([]);
    expect(await cards()).toHaveLength(2);
    expect((await run(isStreaming)).ran).toEqual([deployed]);
  });
});

it('a call whose client went away is parked, and runs when it is repeated after approval', async () => {
  await start(once);
  const leaving = new AbortController();
  const gone = fetch(`${stage.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': stage.agentKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-sonnet-5',
      stream: true,
      tools: [{ name: 'deploy', description: 'A tool of this test.', input_schema: { type: 'object', properties: {} } }],
      messages: [{ role: 'user', content: 'Release it.' }],
    }),
    signal: leaving.signal,
  });
  await github.waitForCard();
  leaving.abort();
  await gone.then((response) => response.text()).catch(() => undefined);
  await approve();
  expect((await run()).ran).toEqual([deployed]);
  expect(await dispositions()).toEqual(['held', 'parked', 'released']);
});

async function dispositions(): Promise<readonly unknown[]> {
  const rows = await audit('SELECT disposition FROM decisions ORDER BY seq');
  return rows.map((row) => (row as { disposition: string }).disposition);
}

describe('a restart of the gateway', () => {
  it('keeps an approval', async () => {
    await start(once, short);
    await run();
    await approve();
    await stage.restart();
    expect((await run()).ran).toEqual([deployed]);
    expect((await run()).ran).toEqual([]);
  });

  it('keeps a question, and hears what was said meanwhile', async () => {
    await start(once, { ...short, SENTRELY_APPROVALS_GITHUB_POLL_MS: '100' });
    await run();
    const card = await github.waitForCard();
    await stage.restart(() => github.comment(order(card, 'approve')));
    await until(/^### Approval given:/);
    expect((await run()).ran).toEqual([deployed]);
    expect(await cards()).toHaveLength(1);
  });
});

describe('a new policy', () => {
  it('takes an approval back that was not used yet', async () => {
    await start(once, short);
    await run();
    await approve();
    stage.publish(rules('// changed\n'), { revision: 2 });
    await until(/^### Approval superseded by a new policy:/);
    expect((await run()).ran).toEqual([]);
    expect(await cards()).toHaveLength(2);
    await approve();
    expect((await run()).ran).toEqual([deployed]);
  });

  it('ends the wait for one', async () => {
    await start(once);
    const running = run();
    await github.waitForCard();
    stage.publish(rules('// changed\n'), { revision: 2 });
    expect((await running).ran).toEqual([]);
    expect(told()).toContain('was superseded');
  });

  it('that denies the call wins over an approval', async () => {
    await start(once, short);
    await run();
    await approve();
    stage.publish('policy work for agent dev { rule never deny deploy because "Not any more." }', { revision: 2 });
    await until(/^### Approval superseded by a new policy:/);
    expect((await run()).ran).toEqual([]);
    expect(told()).toContain('Denied by rule work.never: Not any more.');
  });
});

describe('identical calls', () => {
  it('of two conversations at once share a card; one approval runs one of them', async () => {
    await start(once);
    const both = [run(), run()];
    const card = await github.waitForCard();
    await bothAreHeld();
    await github.comment(order(card, 'approve'));
    const ran = (await Promise.all(both)).flatMap((outcome) => outcome.ran);
    expect(ran).toEqual([deployed]);
    expect(await cards()).toHaveLength(1);
  });

  it('of one message: each needs an approval of its own', async () => {
    await start(says(calls('1', deployment, deployment), text('Done.')), { SENTRELY_HOLD_STREAM_MS: '2000' });
    const running = run();
    await github.comment(order(await github.waitForCard(), 'approve'));
    expect((await running).ran).toEqual([deployed]);
    expect(told('toolu_1_0')).toBe('deploy is done');
    expect(told('toolu_1_1')).toContain('is pending with a person');
    expect(await cards()).toHaveLength(2);
  });
});

/** Waits until two decisions of kind `held` are on record. */
async function bothAreHeld(): Promise<void> {
  while ((await dispositions()).filter((each) => each === 'held').length < 2);
}

it('the audit tells who approved what, and is whole', async () => {
  await start(once);
  const running = run();
  const card = await github.waitForCard();
  await github.comment(order(card, 'approve'), 'eve');
  await until(/not among the approvers/);
  await github.comment(order(card, 'approve'));
  await running;
  const rows = await audit(
    "SELECT kind, disposition, outcome, approver FROM events WHERE kind = 'tool.decision' OR kind = 'tool.outcome' OR kind LIKE 'approval.%' ORDER BY seq",
  );
  expect(rows).toEqual([
    { kind: 'tool.decision', disposition: 'held', outcome: null, approver: null },
    expect.objectContaining({ kind: 'approval.requested' }),
    expect.objectContaining({ kind: 'approval.voted', approver: expect.stringContaining('eve') }),
    expect.objectContaining({ kind: 'approval.voted', approver: expect.stringContaining('maria') }),
    expect.objectContaining({ kind: 'approval.decided', outcome: 'approved' }),
    expect.objectContaining({ kind: 'tool.decision', disposition: 'released', approver: expect.stringContaining('maria') }),
    expect.objectContaining({ kind: 'tool.outcome', outcome: 'ok' }),
  ]);
  const publicKey = readFileSync(join(stage.dataFolder, 'keys', 'audit.pub'), 'utf8').trim();
  expect((await verifyAudit({ folder: stage.dataFolder, publicKey })).status).toBe('ok');
});
