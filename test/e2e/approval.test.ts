import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, vi } from 'vitest';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { it, order, type Scene, short } from './scene.ts';
import { calls, says, text } from './script.ts';

const deployment = ['deploy', { environment: 'production', version: '1.4.0' }] as const;
const deployed = 'deploy {"environment":"production","version":"1.4.0"}';
const once = says(calls('1', deployment), text('Done.'));

describe.concurrent('a call that is held', () => {
  it('runs after a comment of its approver, and not before', async ({ open }) => {
    const scene = await open(once);
    let isOver = false;
    const running = scene.run().finally(() => (isOver = true));
    const card = await scene.github.waitForCard();
    expect(card).toContain('{"environment":"production","version":"1.4.0"}');
    expect(isOver).toBe(false);
    await scene.github.comment(order(card, 'approve'));
    expect(await running).toEqual({ ran: [deployed], lastText: 'Done.' });
    expect(scene.told()).toBe('deploy is done');
    await scene.until(/^### Approval given and used:/);
  });

  it('does not run for a stranger; nor when denied', async ({ open }) => {
    const scene = await open(once);
    const running = scene.run();
    const card = await scene.github.waitForCard();
    await scene.github.comment(order(card, 'approve'), 'eve');
    await scene.until(/not among the approvers/);
    await scene.github.comment(order(card, 'deny'));
    expect(await running).toEqual({ ran: [], lastText: 'Done.' });
    expect(scene.told()).toMatch(/^Not run\. Approval a_[0-9a-z]{26} was denied\./);
    expect(await scene.cards()).toHaveLength(1);
  });

  it.for<readonly [string, (line: string) => string]>([
    ['another digest', (line: string) => `${line.slice(0, -12)}000000000000`],
    ['another request', (line: string) => line.replace(/a_../, 'a_zz')],
    ['a quotation', (line: string) => `> ${line}`],
    ['a sentence before it', (line: string) => `Fine with me: ${line}`],
    ['capital letters', (line: string) => line.toUpperCase()],
  ])('does not run for a comment with %s', async ([, change], { open }) => {
    const scene = await open(once, short);
    const running = scene.run();
    await scene.github.comment(change(order(await scene.github.waitForCard(), 'approve')));
    expect((await running).ran).toEqual([]);
    expect(scene.told()).toContain('is pending with a person');
    expect((await scene.run()).ran).toEqual([]);
  });
});

describe.concurrent.each([
  ['a stream', true],
  ['an answer in one piece', false],
])('a call that nobody judged in time, in %s', (_name, isStreaming) => {
  it('is parked; once approved, the same call runs a single time', async ({ open }) => {
    const scene = await open(once, short);
    expect(await scene.run({ isStreaming })).toEqual({ ran: [], lastText: 'Done.' });
    expect(scene.told()).toMatch(
      /^Not run yet\. Approval a_[0-9a-z]{26} is pending with a person\./,
    );
    await scene.approve();
    expect((await scene.run({ isStreaming })).ran).toEqual([deployed]);
    expect((await scene.run({ isStreaming })).ran).toEqual([]);
    expect(scene.told()).toContain('is pending with a person');
    expect(await scene.cards()).toHaveLength(2);
  });

  it('runs in no other conversation', async ({ open }) => {
    const scene = await open(once, short);
    await scene.run({ isStreaming });
    await scene.approve();
    expect((await scene.run({ isStreaming, task: 'Something else.' })).ran).toEqual([]);
    expect(await scene.cards()).toHaveLength(2);
    expect((await scene.run({ isStreaming })).ran).toEqual([deployed]);
  });
});

describe.concurrent.each([
  ['a stream', true],
  ['an answer in one piece', false],
])('a call whose client went away, in %s', (_name, isStreaming) => {
  it('is parked, and runs when it is repeated after approval', async ({ open }) => {
    const scene = await open(once, { SENTRELY_HOLD_REPLY_MS: '60000' });
    const leaving = new AbortController();
    const gone = scene.run({ isStreaming, signal: leaving.signal });
    await scene.github.waitForCard();
    leaving.abort();
    await expect(gone).rejects.toThrow('abort');
    await scene.approve();
    expect((await scene.run({ isStreaming })).ran).toEqual([deployed]);
    expect(await dispositions(scene)).toEqual(['held', 'parked', 'released']);
  });
});

async function dispositions(scene: Scene): Promise<readonly unknown[]> {
  return (await scene.audit('SELECT disposition FROM decisions ORDER BY seq')).flat();
}

describe.concurrent('a restart of the gateway', () => {
  it('parks what waits, at once', async ({ open }) => {
    const scene = await open(once);
    const cut = scene.run();
    await scene.github.waitForCard();
    const begun = performance.now();
    await Promise.all([scene.restart(), expect(cut).rejects.toThrow('Connection error')]);
    expect(performance.now() - begun).toBeLessThan(5000);
    await scene.approve();
    expect((await scene.run()).ran).toEqual([deployed]);
    expect(await dispositions(scene)).toEqual(['held', 'parked', 'released']);
  });

  it('keeps an approval', async ({ open }) => {
    const scene = await open(once, short);
    await scene.run();
    await scene.approve();
    await scene.restart();
    expect((await scene.run()).ran).toEqual([deployed]);
    expect((await scene.run()).ran).toEqual([]);
  });

  it('keeps a question, and hears what was said meanwhile', async ({ open }) => {
    const scene = await open(once, { ...short, SENTRELY_APPROVALS_GITHUB_POLL_MS: '100' });
    await scene.run();
    const card = await scene.github.waitForCard();
    await scene.restart(() => scene.github.comment(order(card, 'approve')));
    await scene.until(/^### Approval given:/);
    expect((await scene.run()).ran).toEqual([deployed]);
    expect(await scene.cards()).toHaveLength(1);
  });
});

describe.concurrent('a new policy', () => {
  const stricter = `policy work for agent dev {
    rule deployments ask deploy approval 1 of user "maria" id 3
  }`;

  it('takes an approval back that was not used yet', async ({ open }) => {
    const scene = await open(once, short);
    await scene.run();
    await scene.approve();
    scene.republish(stricter);
    await scene.until(/^### Approval superseded by a new policy:/);
    expect((await scene.run()).ran).toEqual([]);
    expect(await scene.cards()).toHaveLength(2);
    await scene.approve();
    expect((await scene.run()).ran).toEqual([deployed]);
  });

  it('ends the wait for one', async ({ open }) => {
    const scene = await open(once);
    const running = scene.run();
    await scene.github.waitForCard();
    scene.republish(stricter);
    expect((await running).ran).toEqual([]);
    expect(scene.told()).toContain('was superseded');
  });

  it('of the same rules under another number changes nothing', async ({ open }) => {
    const scene = await open(once, short);
    await scene.run();
    await scene.approve();
    scene.republish();
    await scene.reloaded();
    expect((await scene.run()).ran).toEqual([deployed]);
  });

  it('that denies the call wins over an approval', async ({ open }) => {
    const scene = await open(once, short);
    await scene.run();
    await scene.approve();
    scene.republish(
      'policy work for agent dev { rule no-deploy deny deploy because "Not any more." }',
    );
    await scene.until(/^### Approval superseded by a new policy:/);
    expect((await scene.run()).ran).toEqual([]);
    expect(scene.told()).toContain('Denied by rule work.no-deploy: Not any more.');
  });
});

describe.concurrent('identical calls', () => {
  it('of two conversations at once share a card; one approval runs one of them', async ({
    open,
  }) => {
    const scene = await open(once);
    const both = [scene.run(), scene.run()];
    const card = await scene.github.waitForCard();
    await bothAreHeld(scene);
    await scene.github.comment(order(card, 'approve'));
    const ran = (await Promise.all(both)).flatMap((outcome) => outcome.ran);
    expect(ran).toEqual([deployed]);
    expect(await scene.cards()).toHaveLength(1);
  });

  it('of one message: each needs an approval of its own', async ({ open }) => {
    const scene = await open(says(calls('1', deployment, deployment), text('Done.')), {
      SENTRELY_HOLD_STREAM_MS: '2000',
    });
    const running = scene.run();
    await scene.github.comment(order(await scene.github.waitForCard(), 'approve'));
    expect((await running).ran).toEqual([deployed]);
    expect(scene.told('toolu_1_0')).toBe('deploy is done');
    expect(scene.told('toolu_1_1')).toContain('is pending with a person');
    expect(await scene.cards()).toHaveLength(2);
  });
});

/** Waits until two decisions of kind `held` are on record. */
async function bothAreHeld(scene: Scene): Promise<void> {
  while ((await dispositions(scene)).filter((each) => each === 'held').length < 2);
}

it.concurrent('the audit tells who approved what, and is whole', async ({ open }) => {
  const scene = await open(once);
  const running = scene.run();
  const card = await scene.github.waitForCard();
  await scene.github.comment(order(card, 'approve'), 'eve');
  await scene.until(/not among the approvers/);
  await scene.github.comment(order(card, 'approve'));
  await running;
  const rows = await scene.audit(
    "SELECT kind, disposition, outcome, approver FROM events WHERE kind = 'tool.decision' OR kind = 'tool.outcome' OR kind LIKE 'approval.%' ORDER BY seq",
  );
  expect(rows).toEqual([
    ['tool.decision', 'held', null, null],
    ['approval.requested', null, null, null],
    ['approval.voted', null, null, expect.stringContaining('eve')],
    ['approval.voted', null, null, expect.stringContaining('maria')],
    ['approval.decided', null, 'approved', expect.stringContaining('maria')],
    ['tool.decision', 'released', null, expect.stringContaining('maria')],
    ['tool.outcome', null, 'ok', null],
  ]);
  const publicKey = readFileSync(join(scene.stage.dataFolder, 'keys', 'audit.pub'), 'utf8').trim();
  // What was written last is signed within a second.
  await vi.waitFor(async () => {
    const report = await verifyAudit({ folder: scene.stage.dataFolder, publicKey });
    expect(report.status).toBe('ok');
  }, 5000);
});
