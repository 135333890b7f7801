import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadConfig } from '../../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../../gateway/gateway.ts';
import { jsonLog } from '../../../gateway/operator-log.ts';
import { preparePremises, type Premises } from '../harness.ts';
import { type FileProvider, sendMessage, startFileProvider } from './provider.ts';
import { documentOf, turn } from './stage.ts';

// Where a file goes, and that requests that name it go there.

let premises: Premises | undefined;
let gateway: RunningGateway | undefined;
const providers: FileProvider[] = [];
afterEach(async () => {
  await gateway?.close();
  await Promise.all(providers.splice(0).map((provider) => provider.close()));
  premises?.remove();
  [gateway, premises] = [undefined, undefined];
});

async function provider(): Promise<FileProvider> {
  const started = await startFileProvider();
  started.others = ({ path }, response) => {
    if (!path.includes('batches')) return sendMessage(response, []);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"id":"msgbatch_1","type":"message_batch"}');
  };
  providers.push(started);
  return started;
}

/** A gateway with these `upstreams`, over the same data as the last one. */
async function start(upstreams: readonly object[]): Promise<void> {
  await gateway?.close();
  if (premises === undefined) {
    premises = preparePremises();
    premises.publish('policy all for agent dev { allow file.upload allow file.download }');
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

const anthropic = (name: string, { url }: FileProvider, more: object = {}): object => ({
  name,
  kind: 'anthropic',
  url,
  credential_env: 'ONE_KEY',
  ...more,
});
const cloud = { name: 'aws', kind: 'bedrock', region: 'eu-west-1', url: 'http://127.0.0.1:9' };

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

async function send(path: string, init: Init = {}) {
  const headers = { 'x-api-key': premises?.agentKey ?? '', ...init.headers };
  const answer = await fetch(`${gateway?.url}${path}`, { ...init, headers });
  return { status: answer.status, text: await answer.text() };
}

async function upload(name: string): Promise<string> {
  const form = new FormData();
  form.append('file', new File([name], name, { type: 'text/plain' }));
  const { status, text } = await send('/v1/files', { method: 'POST', body: form });
  expect(status).toBe(200);
  return (JSON.parse(text) as { id: string }).id;
}

const post = (path: string, body: string) =>
  send(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

const elsewhere = [501, expect.stringContaining('SENTRELY_ERR_FILE_UPSTREAM')];

it('a request that names a file goes to the upstream that has it, though another is first', async () => {
  const [one, two] = [await provider(), await provider()];
  await start([anthropic('two', two)]);
  const id = await upload('a.txt');
  await start([cloud, anthropic('one', one), anthropic('two', two)]);
  const body = turn([documentOf(id)]);
  expect((await post('/v1/messages', body)).status).toBe(200);
  expect((await post('/v1/messages/count_tokens', body)).status).toBe(200);
  const batch = `{"requests":[{"custom_id":"a","params":${body}}]}`;
  expect((await post('/v1/messages/batches', batch)).status).toBe(200);
  expect((await send(`/v1/files/${id}/content`)).text).toBe('a.txt');
  expect(one.arrived).toEqual([]);
  // It fails there, and is asked for nowhere else.
  two.others = (_, response) => void response.writeHead(529).end('{}');
  expect((await post('/v1/messages', body)).status).toBe(529);
  expect(one.arrived).toEqual([]);
});

it('a file goes to the first upstream that has files, never to a cloud', async () => {
  const [one, two] = [await provider(), await provider()];
  await start([cloud, anthropic('one', one), anthropic('two', two)]);
  await upload('a.txt');
  expect([one.kept.size, two.kept.size]).toEqual([1, 0]);
});

it('files of two upstreams are in no one request', async () => {
  const [one, two] = [await provider(), await provider()];
  two.keep('other id');
  await start([anthropic('one', one)]);
  const first = await upload('a.txt');
  await start([anthropic('two', two)]);
  const second = await upload('b.txt');
  await start([anthropic('one', one), anthropic('two', two)]);
  const { status, text } = await post(
    '/v1/messages',
    turn([documentOf(first), documentOf(second)]),
  );
  expect([status, text]).toEqual(elsewhere);
});

it('a file cannot be had where its upstream is gone, or where only a cloud serves the model', async () => {
  const one = await provider();
  await start([anthropic('one', one)]);
  const id = await upload('a.txt');
  await start([cloud, anthropic('one', one, { models: ['claude-haiku-*'] })]);
  const before = one.arrived.length;
  const named = await post('/v1/messages', turn([documentOf(id)]));
  expect([named.status, named.text]).toEqual(elsewhere);
  const body = turn([documentOf(id)], {
    anthropic_version: 'bedrock-2023-05-31',
    model: undefined,
  });
  const spelled = await post('/model/anthropic.claude-opus-4-5-20251101-v1:0/invoke', body);
  expect([spelled.status, spelled.text]).toEqual(elsewhere);
  await start([cloud]);
  expect((await send(`/v1/files/${id}`)).text).toContain('SENTRELY_ERR_UPSTREAM_PATH');
  const form = new FormData();
  form.append('file', new File(['x'], 'b.txt', { type: 'text/plain' }));
  const uploaded = await send('/v1/files', { method: 'POST', body: form });
  expect([uploaded.status, uploaded.text]).toEqual([501, expect.stringContaining('UPSTREAM_PATH')]);
  expect(one.arrived).toHaveLength(before);
});

it('a client of a cloud may not name a file that is not its own', async () => {
  const one = await provider();
  await start([anthropic('one', one)]);
  const body = turn([documentOf('file_none')], {
    anthropic_version: 'bedrock-2023-05-31',
    model: undefined,
  });
  const { status, text } = await post(
    '/model/anthropic.claude-opus-4-5-20251101-v1:0/invoke',
    body,
  );
  expect([status, text]).toEqual([404, expect.stringContaining('SENTRELY_ERR_FILE_UNKNOWN')]);
  expect(one.arrived).toEqual([]);
});
