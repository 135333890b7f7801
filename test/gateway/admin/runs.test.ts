import { describe, expect } from 'vitest';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { says, text } from '../../e2e/script.ts';
import { ask, until } from './live-client.ts';
import { adminKey, type AdminAnswer, callAdmin } from './operator.ts';
import { it, type QuietScene as Scene } from './quiet-scene.ts';

interface Begun {
  readonly key: string;
  readonly credential: string;
  readonly url: string;
}

const hello = says(text('Hello.'));
const wanted = { session: 'run-1' };

/** A method and a path. */
type Route = readonly ['GET' | 'POST' | 'DELETE', string];

const call = (
  scene: Scene,
  [method, path]: Route,
  key: string,
  body?: unknown,
): Promise<AdminAnswer> => callAdmin(scene.stage.gateway.adminUrl, method, path, { key, body });

async function begin(
  scene: Scene,
  key = scene.stage.agentKey,
  body: object = wanted,
): Promise<Begun> {
  const answer = await call(scene, ['POST', '/api/runs'], key, body);
  expect(answer.status).toBe(201);
  return answer.body as unknown as Begun;
}

const statusOf = async (scene: Scene, key: string): Promise<number> =>
  (await ask(scene.stage.gateway.url, { key, session: 'run-1' })).status;

describe.concurrent('the key of a run', () => {
  it('is the agent, in the log under a credential of its own, and ends when it is ended', async ({
    open,
  }) => {
    const scene = await open(hello);
    const { key, credential, url } = await begin(scene);
    expect(url).toBe(scene.stage.gateway.url);
    expect(credential).toBe(`sha256:${sha256Hex(key)}`);
    expect(await statusOf(scene, key)).toBe(200);
    await scene.stage.restart();
    expect(await statusOf(scene, key)).toBe(200);
    expect((await call(scene, ['DELETE', `/api/runs/${credential}`], key)).status).toBe(200);
    expect(await statusOf(scene, key)).toBe(401);
    expect((await call(scene, ['DELETE', `/api/runs/${credential}`], key)).status).toBe(401);
    const { rows } = await queryAudit({
      folder: scene.stage.dataFolder,
      sql: `SELECT agent_id, principal FROM events WHERE kind = 'llm.request' ORDER BY seq`,
    });
    expect(rows).toEqual([
      ['dev', credential],
      ['dev', credential],
    ]);
  });

  it('is killed alone by its credential, and with the key that it was made from', async ({
    open,
  }) => {
    const scene = await open(hello);
    const [one, two] = [await begin(scene), await begin(scene)];
    const operator = adminKey(scene.stage.dataFolder);
    const kill = (subject: string) =>
      call(scene, ['POST', '/api/kills'], operator, {
        scope: 'credential',
        subject,
        reason: 'Enough.',
      });
    expect((await kill(one.credential)).body).toMatchObject({ known: true });
    expect(await statusOf(scene, one.key)).toBe(402);
    expect(await statusOf(scene, two.key)).toBe(200);
    expect(await statusOf(scene, scene.stage.agentKey)).toBe(200);
    await kill(`sha256:${sha256Hex(scene.stage.agentKey)}`);
    expect(await statusOf(scene, two.key)).toBe(402);
    expect((await call(scene, ['POST', '/api/runs'], scene.stage.agentKey, wanted)).status).toBe(
      402,
    );
  });

  it('opens nothing else, and makes no further keys', async ({ open }) => {
    const scene = await open(hello);
    const { key } = await begin(scene);
    const other = await begin(scene);
    expect((await call(scene, ['POST', '/api/runs'], key, wanted)).status).toBe(401);
    expect((await call(scene, ['GET', '/api/runs'], key)).status).toBe(401);
    expect((await call(scene, ['GET', '/api/runs'], scene.stage.agentKey)).status).toBe(401);
    expect((await call(scene, ['GET', '/api/kills'], key)).status).toBe(401);
    expect((await call(scene, ['DELETE', `/api/runs/${other.credential}`], key)).status).toBe(404);
    expect(await statusOf(scene, other.key)).toBe(200);
  });

  it('is made for the agent of the key, and for no other', async ({ open }) => {
    const scene = await open(hello);
    const { agentKey, dataFolder } = scene.stage;
    const make = (key: string, body: object) => call(scene, ['POST', '/api/runs'], key, body);
    expect((await make(agentKey, { ...wanted, agent: 'other' })).status).toBe(400);
    expect((await make(agentKey, { ...wanted, life_seconds: 1e9 })).status).toBe(400);
    expect((await make(agentKey, { session: 'with space' })).status).toBe(400);
    expect((await make('guess', wanted)).status).toBe(401);
    const operator = adminKey(dataFolder);
    expect((await make(operator, wanted)).status).toBe(400);
    expect((await make(operator, { ...wanted, agent: 'nobody' })).status).toBe(404);
    expect((await make(operator, { ...wanted, agent: 'other' })).body).toMatchObject({
      agent: 'other',
      by: 'local',
    });
  });

  it('is over after its time', async ({ open }) => {
    const scene = await open(hello);
    const { key } = await begin(scene, scene.stage.agentKey, { ...wanted, life_seconds: 1 });
    await until(async () => (await statusOf(scene, key)) === 401);
  });

  it('is one of at most a hundred of its agent', async ({ open }) => {
    const scene = await open(hello);
    for (let run = 0; run < 100; run += 1) await begin(scene);
    const full = await call(scene, ['POST', '/api/runs'], scene.stage.agentKey, wanted);
    expect(full.status).toBe(429);
  });
});
