import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { it, order, type Scene } from '../../e2e/scene.ts';
import { calls, says, text } from '../../e2e/script.ts';
import { ask, until } from './live-client.ts';
import { adminKey, type AdminAnswer, callAdmin } from './operator.ts';

const deployment = ['deploy', { environment: 'production', version: '1.4.0' }] as const;
const once = says(calls('1', deployment), text('Done.'));

function kill(scene: Scene, scope: string, subject = ''): Promise<AdminAnswer> {
  return operate(scene, 'POST', '/api/kills', { scope, subject, reason: 'It went astray.' });
}

function operate(scene: Scene, method: string, path: string, body?: unknown): Promise<AdminAnswer> {
  const key = adminKey(scene.stage.dataFolder);
  return callAdmin(scene.stage.gateway.adminUrl, method, path, { key, body });
}

const askIn = (scene: Scene, session: string, isStreaming = true) =>
  ask(scene.stage.gateway.url, { key: scene.stage.agentKey, session, isStreaming });

describe.concurrent('an order to kill', () => {
  it('ends a live stream; nothing of the held call comes, its approval is cancelled', async ({
    open,
  }) => {
    const scene = await open(once);
    const live = await askIn(scene, 'astray');
    const card = await scene.github.waitForCard();
    const ordered = await kill(scene, 'session', 'dev astray');
    const received = await live.ended;
    expect(ordered).toMatchObject({
      status: 201,
      body: { new: true, cut: 1, cancelled: 1, known: true, recorded: true },
    });
    expect(received).toContain('It went astray.');
    expect(received).not.toContain('deploy');
    await scene.until(/^### Approval cancelled:/);
    await scene.github.comment(order(card, 'approve'));
    const again = await askIn(scene, 'astray');
    expect(again.status).toBe(402);
    expect(await again.ended).toContain('SENTRELY_ERR_KILLED');
    expect(scene.stage.provider.requests).toHaveLength(1);
    const rows = await scene.audit(`SELECT kind, coalesce(disposition, outcome), principal, reason
      FROM events WHERE kind IN ('tool.decision', 'admin.action', 'session.killed', 'request.refused',
      'approval.decided') ORDER BY seq`);
    expect(rows).toContainEqual(['admin.action', null, 'local', 'It went astray.']);
    expect(rows).toContainEqual([
      'session.killed',
      'killed',
      expect.stringContaining('sha256:'),
      'It went astray.',
    ]);
    expect(rows).toContainEqual([
      'request.refused',
      'killed',
      expect.stringContaining('sha256:'),
      'It went astray.',
    ]);
    expect(rows).toContainEqual(['approval.decided', 'cancelled', expect.anything(), null]);
    const decided = rows.filter((row) => (row as unknown[])[0] === 'tool.decision');
    expect(decided.map((row) => (row as unknown[])[1])).toEqual(['held', 'stopped']);
  });

  it('stops what waits in an answer in one piece', async ({ open }) => {
    const scene = await open(once, { SENTRELY_HOLD_REPLY_MS: '20000' });
    const asking = askIn(scene, 'astray', false);
    await scene.github.waitForCard();
    expect((await kill(scene, 'agent', 'dev')).body).toMatchObject({ cut: 1, cancelled: 1 });
    const answer = await asking;
    expect(answer.status).toBe(402);
    expect(await answer.ended).not.toContain('tool_use');
  });

  it('of an answer in one piece is on record for the calls that were released already', async ({
    open,
  }) => {
    const both = says(calls('1', ['read_file', { path: 'a' }], deployment), text('Done.'));
    const scene = await open(both, { SENTRELY_HOLD_REPLY_MS: '20000' });
    const asking = askIn(scene, 'astray', false);
    await scene.github.waitForCard();
    await kill(scene, 'agent', 'dev');
    expect((await asking).status).toBe(402);
    const rows = await scene.audit(`SELECT tool_name, disposition, reason FROM events
      WHERE kind = 'tool.decision' AND tool_name = 'read_file' ORDER BY seq`);
    expect(rows).toEqual([
      ['read_file', 'released', expect.anything()],
      ['read_file', 'stopped', expect.stringContaining('It went astray.')],
    ]);
  });

  it('takes back an approval that was given and not used yet', async ({ open }) => {
    const scene = await open(once, { SENTRELY_HOLD_STREAM_MS: '200' });
    await scene.run();
    await scene.approve();
    const { body } = await kill(scene, 'agent', 'dev');
    expect(body).toMatchObject({ cancelled: 1 });
    const { id } = body['kill'] as { id: string };
    await operate(scene, 'DELETE', `/api/kills/${id}`);
    expect((await scene.run()).ran).toEqual([]);
    expect(await scene.cards()).toHaveLength(2);
  });
});

it('wins over an approval that comes at the same moment', { timeout: 60_000 }, async ({ open }) => {
  const scene = await open(() => calls('1', deployment));
  const releasedAfterMs = await race(scene, 'unhurried', undefined);
  const released: boolean[] = [];
  for (let round = 0; round < 20; round += 1) {
    // From long before the vote is known to after it was used.
    const pauseMs = (releasedAfterMs * round) / 14;
    released.push((await race(scene, `race-${round}`, pauseMs)) > 0);
  }
  expect(released[0]).toBe(false);
});

/**
 * Approves a held call and, after a pause, kills its session. What left must have left before the
 * order was answered. Returns after how long the call was released; 0 where it was not.
 */
async function race(scene: Scene, session: string, pauseMs: number | undefined): Promise<number> {
  const live = await askIn(scene, session);
  let approve = '';
  await until(async () => (approve = await orderIn(scene, session)) !== '');
  const begun = performance.now();
  const approving = scene.github.comment(approve);
  const isReleased = (): boolean => live.text().includes('"deploy"');
  if (pauseMs === undefined) await until(isReleased);
  else await sleep(pauseMs);
  const releasedAfterMs = performance.now() - begun;
  await kill(scene, 'session', `dev ${session}`);
  const wasReleased = isReleased();
  await live.ended;
  await approving;
  expect(isReleased()).toBe(wasReleased);
  return wasReleased ? releasedAfterMs : 0;
}

/** The line that approves what waits in a session, once it is shown; else nothing. */
async function orderIn(scene: Scene, session: string): Promise<string> {
  const { body } = await operate(scene, 'GET', '/api/approvals');
  const approvals = body['approvals'] as readonly Record<
    'session' | 'state' | 'url' | 'approve',
    string | null
  >[];
  const waiting = approvals.find((each) => each.session === session && each.state === 'pending');
  return (waiting?.url === null ? null : waiting?.approve) ?? '';
}
