import { describe, expect } from 'vitest';
import { says, text } from '../../e2e/script.ts';
import { ask } from './live-client.ts';
import { adminKey, type AdminAnswer, callAdmin } from './operator.ts';
import { it, type QuietScene } from './quiet-scene.ts';

function operate(
  { stage }: QuietScene,
  method: string,
  path: string,
  body?: unknown,
): Promise<AdminAnswer> {
  return callAdmin(stage.gateway.adminUrl, method, path, { key: adminKey(stage.dataFolder), body });
}

function kill(scene: QuietScene, scope: string, subject = ''): Promise<AdminAnswer> {
  return operate(scene, 'POST', '/api/kills', { scope, subject, reason: 'It went astray.' });
}

const askIn = ({ stage }: QuietScene, session: string) =>
  ask(stage.gateway.url, { key: stage.agentKey, session });

describe.concurrent('an order to kill', () => {
  it('holds after a restart, until it is lifted', async ({ open }) => {
    const scene = await open(says(text('Hello.')));
    const { body } = await kill(scene, 'everything');
    await scene.stage.restart();
    expect((await askIn(scene, 's1')).status).toBe(402);
    const listed = await operate(scene, 'GET', '/api/kills');
    expect(listed.body['kills']).toEqual([body['kill']]);
    const { id } = body['kill'] as { id: string };
    expect((await operate(scene, 'DELETE', `/api/kills/${id}`)).status).toBe(200);
    expect((await operate(scene, 'DELETE', `/api/kills/${id}`)).status).toBe(404);
    expect((await askIn(scene, 's1')).status).toBe(200);
  });

  it('for a credential, an agent or a session stops no other', async ({ open }) => {
    const scene = await open(says(text('Hello.')));
    expect((await kill(scene, 'agent', 'other')).body).toMatchObject({ known: true });
    expect((await kill(scene, 'session', 'other s1')).body).toMatchObject({ known: false });
    expect((await kill(scene, 'credential', `sha256:${'cd'.repeat(32)}`)).body).toMatchObject({
      known: false,
    });
    expect((await askIn(scene, 's1')).status).toBe(200);
    await kill(scene, 'session', 'dev s1');
    expect((await askIn(scene, 's1')).status).toBe(402);
    expect((await askIn(scene, 's2')).status).toBe(200);
  });

  it('given twice is one order; lifted and ordered again are two', async ({ open }) => {
    const scene = await open(says(text('Hello.')));
    const first = await kill(scene, 'agent', 'dev');
    const second = await kill(scene, 'agent', 'dev');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body['kill']).toEqual(first.body['kill']);
  });
});
