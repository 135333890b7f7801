import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway, type RunningGateway } from '../../../gateway/gateway.ts';
import { loadConfig } from '../../../gateway/config.ts';
import { jsonLog } from '../../../gateway/operator-log.ts';
import { join } from 'node:path';
import { preparePremises, type Premises } from '../harness.ts';
import { type BatchProvider, said, startBatchProvider, succeeded } from './provider.ts';
import { asked } from './stage.ts';

// Where a batch goes, and that it is asked for there.

let premises: Premises | undefined;
let gateway: RunningGateway | undefined;
const providers: BatchProvider[] = [];
afterEach(async () => {
  await gateway?.close();
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
  premises?.remove();
  [gateway, premises] = [undefined, undefined];
});

async function provider(): Promise<BatchProvider> {
  const started = await startBatchProvider((kept) =>
    kept.map(({ custom_id: id }) => succeeded(id, [said('x')])),
  );
  providers.push(started);
  return started;
}

/** A gateway with these `upstreams`, over the same data as the last one. */
async function start(upstreams: readonly object[]): Promise<void> {
  await gateway?.close();
  if (premises === undefined) {
    premises = preparePremises();
    premises.publish('policy all for agent dev { allow read_file }');
  }
  const file = join(premises.folder, 'sentrely.yaml');
  writeFileSync(file, JSON.stringify({ upstreams }));
  const environment = { ...premises.settings, ONE_KEY: 'one', AWS_BEARER_TOKEN_BEDROCK: 'x' };
  process.env['ONE_KEY'] = 'one';
  gateway = await startGateway(
    loadConfig(file, environment),
    jsonLog(() => {}, Date.now),
  );
}

const anthropic = (name: string, { url }: BatchProvider, more: object = {}): object => ({
  name,
  kind: 'anthropic',
  url,
  credential_env: 'ONE_KEY',
  ...more,
});

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${gateway?.url}/v1/messages/batches${path}`, {
    ...init,
    headers: { 'x-api-key': premises?.agentKey ?? '', 'content-type': 'application/json' },
  });
}

async function create(...models: readonly string[]) {
  const requests = models.map((model, at) => asked(`r${at}`, { model }));
  const answer = await send('', { method: 'POST', body: JSON.stringify({ requests }) });
  const text = await answer.text();
  return { status: answer.status, text, id: (JSON.parse(text) as { id?: string }).id ?? '' };
}

describe('a batch', () => {
  it('goes where all its models are served, under the names they have there', async () => {
    const [one, two] = [await provider(), await provider()];
    await start([
      anthropic('first', one, { models: ['claude-opus-*'] }),
      anthropic('second', two, { models: { 'claude-opus-4-5': 'opus-here', '*': 'rest' } }),
    ]);
    expect((await create('claude-opus-4-5', 'claude-haiku-4-5')).status).toBe(200);
    expect(one.arrived).toEqual([]);
    const sent = two.arrived[0]?.body.toString() ?? '';
    expect(sent).toContain('"model":"opus-here"');
    expect(sent).toContain('"model":"rest"');
    expect(sent).not.toContain('claude-');
  });

  it('is asked for where it was created, also when that is no longer first', async () => {
    const [one, two] = [await provider(), await provider()];
    await start([anthropic('one', one), anthropic('two', two)]);
    const { id } = await create('claude-opus-4-5');
    await start([anthropic('two', two), anthropic('one', one)]);
    expect((await send(`/${id}/results`)).status).toBe(200);
    expect(two.arrived).toEqual([]);
    await start([anthropic('two', two)]);
    const gone = await send(`/${id}`);
    expect([gone.status, await gone.text()]).toEqual([
      501,
      expect.stringContaining('SENTRELY_ERR_BATCH_UPSTREAM'),
    ]);
    expect(two.arrived).toEqual([]);
  });

  it('of models that no one upstream has together is refused', async () => {
    const [one, two] = [await provider(), await provider()];
    await start([
      anthropic('first', one, { models: ['claude-opus-*'] }),
      anthropic('second', two, { models: ['claude-haiku-*'] }),
    ]);
    const told = await create('claude-opus-4-5', 'claude-haiku-4-5');
    expect([told.status, told.text]).toEqual([
      501,
      expect.stringContaining('none serves all of `claude-opus-4-5`, `claude-haiku-4-5`'),
    ]);
    expect([...one.arrived, ...two.arrived]).toEqual([]);
  });

  it('is refused where only a cloud serves its model', async () => {
    await start([{ name: 'aws', kind: 'bedrock', region: 'eu-west-1', url: 'http://127.0.0.1:9' }]);
    const told = await create('claude-opus-4-5');
    expect([told.status, told.text]).toEqual([
      501,
      expect.stringContaining('SENTRELY_ERR_UPSTREAM_PATH'),
    ]);
  });
});
