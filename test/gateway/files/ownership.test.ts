import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileStage, secondKey, startFileStage, upload } from './stage.ts';

// A file belongs to the agent and the credential that uploaded it; at the provider it belongs to all.

let on: FileStage;
let own: string;
let ofOther: string;
let ofNobody: string;
beforeAll(async () => {
  on = await startFileStage();
  own = await upload(on.dev, 'own.txt');
  ofOther = await upload(on.other, 'other.txt');
  ofNobody = on.provider.keep('nobody.txt');
});
afterAll(() => on.close());

/** A request whose path leaves as it is written. */
function raw(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = { 'x-api-key': on.stage.agentKey },
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(on.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const ways: readonly (readonly [string, string])[] = [
  ['GET', ''],
  ['GET', '/content'],
  ['DELETE', ''],
];

describe.each(ways)('%s of a file%s', (method, behind) => {
  it('of another agent, of nobody here, and of none are told alike', async () => {
    const before = on.provider.arrived.length;
    const told = await Promise.all(
      [ofOther, ofNobody, 'file_none'].map((id) => raw(method, `/v1/files/${id}${behind}`)),
    );
    expect(told[0]?.status).toBe(404);
    expect(JSON.parse(told[0]?.text ?? '')).toMatchObject({
      type: 'error',
      error: {
        type: 'not_found_error',
        message: expect.stringContaining('SENTRELY_ERR_FILE_UNKNOWN') as string,
      },
    });
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(on.provider.arrived).toHaveLength(before);
    expect(await on.audit(`SELECT 1 FROM events WHERE tool_name = 'file.delete'`)).toEqual([]);
  });

  it('with another key of the same agent is unknown too', async () => {
    const { status, text } = await raw(method, `/v1/files/${own}${behind}`, {
      'x-api-key': secondKey,
    });
    expect([status, text]).toEqual([404, expect.stringContaining('FILE_UNKNOWN')]);
  });

  it.each([
    '..%2f..%2fv1%2fmodels',
    '%2e%2e',
    'file_011C1%2fcontent',
    'file_011C1%3fx=1',
    'file_011C1%23',
    'file_011C1%00',
    'file_011C1%0d%0ax:y',
    'FILE_011C1',
    'file_011C1%20',
    'file_',
    'file_%d0%b0',
    '%',
    '*',
    `file_${'x'.repeat(4000)}`,
  ])('whose id is %s never reaches the provider', async (id) => {
    const before = on.provider.arrived.length;
    const { status } = await raw(method, `/v1/files/${id}${behind}`);
    expect([400, 404]).toContain(status);
    expect(on.provider.arrived).toHaveLength(before);
  });

  it('by a client of OpenAI is no path, and says why', async () => {
    const headers = { authorization: `Bearer ${on.stage.agentKey}` };
    const before = on.provider.arrived.length;
    const { status, text } = await raw(method, `/v1/files/${own}${behind}`, headers);
    expect([status, text]).toEqual([
      404,
      expect.stringContaining('send the content in the request'),
    ]);
    expect(on.provider.arrived).toHaveLength(before);
  });

  it('by a client with a token that states its version is one', async () => {
    const headers = {
      authorization: `Bearer ${on.stage.agentKey}`,
      'anthropic-version': '2023-06-01',
    };
    const { text } = await raw(method, `/v1/files/file_none${behind}`, headers);
    expect(text).toContain('SENTRELY_ERR_FILE_UNKNOWN');
  });

  it('without a key is refused, before it is said whether there is one', async () => {
    const headers = { 'x-api-key': 'sk-sentrely-nobody' };
    const told = await Promise.all(
      [own, 'file_none'].map((id) => raw(method, `/v1/files/${id}${behind}`, headers)),
    );
    expect(told.map(({ status }) => status)).toEqual([401, 401]);
    expect(told[0]).toEqual(told[1]);
  });
});

it.each([
  ['HEAD', '/content'],
  ['HEAD', ''],
  ['PUT', ''],
  ['POST', ''],
  ['POST', '/content'],
  ['GET', '/content/'],
  ['GET', '/metadata'],
])('%s %s of a file is no path', async (method, behind) => {
  const before = on.provider.arrived.length;
  const { status } = await raw(method, `/v1/files/${own}${behind}`);
  expect(status).toBe(404);
  expect(on.provider.arrived).toHaveLength(before);
});

it('of a query only that it is beta goes on', async () => {
  await on.send(`/v1/files/${own}?beta=true&x=../`);
  expect(on.provider.arrived.at(-1)?.path).toBe(`/v1/files/${own}?beta=true`);
});

describe('a list', () => {
  it('has the own ones only, newest first, over pages of any size', async () => {
    const more = [await upload(on.dev, 'second.txt'), await upload(on.dev, 'third.txt')];
    const ids = [own, ...more].toReversed();
    for (const limit of [1, 2, 20]) {
      const listed: string[] = [];
      for await (const { id } of on.dev.beta.files.list({ limit })) listed.push(id);
      expect(listed).toEqual(ids);
    }
    const back = await (await on.send(`/v1/files?before_id=${own}&limit=1`)).json();
    expect(back).toMatchObject({ data: [{ id: more[0] }], has_more: true, first_id: more[0] });
    expect((await on.devElsewhere.beta.files.list()).data).toEqual([]);
    expect((await on.other.beta.files.list()).data.map(({ id }) => id)).toEqual([ofOther]);
    const text = await (await on.send('/v1/files')).text();
    for (const hidden of [ofOther, ofNobody, 'other.txt', 'nobody.txt'])
      expect(text).not.toContain(hidden);
  });

  it('goes on for whoever deletes what it lists', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await upload(on.devElsewhere, name);
    const deleted: string[] = [];
    for await (const { id, filename } of on.devElsewhere.beta.files.list({ limit: 2 })) {
      await on.devElsewhere.beta.files.delete(id);
      deleted.push(filename);
    }
    expect(deleted).toEqual(names.toReversed());
    expect((await on.devElsewhere.beta.files.list()).data).toEqual([]);
  });

  it.each([
    ['limit=0', 400],
    ['limit=x', 400],
    ['limit=1&limit=2', 400],
    ['after_id=a&before_id=b', 400],
    ['page=a&after_id=b', 400],
    ['ids[]=file_011C2', 400],
    ['ids=file_011C2', 400],
    ['scope_id=sess_1', 400],
    ['page=file_011C2', 404],
    ['after_id=file_none', 404],
    ['page=file_011C1&page=file_011C1', 404],
  ])('with %s is refused', async (query, status) => {
    const before = on.provider.arrived.length;
    expect((await on.send(`/v1/files?${query}`)).status).toBe(status);
    expect(on.provider.arrived).toHaveLength(before);
  });

  it('leaves out what the provider has no more, and tells its errors', async () => {
    const gone = await upload(on.dev, 'gone.txt');
    await fetch(`${on.provider.url}/v1/files/${gone}`, { method: 'DELETE' });
    const page = await on.dev.beta.files.list({ limit: 1 });
    expect([page.data, page.next_page]).toEqual([[], gone]);
    on.provider.failing = 529;
    const failed = await on.send('/v1/files');
    on.provider.failing = undefined;
    expect([failed.status, await failed.text()]).toEqual([
      529,
      expect.stringContaining('scripted_error'),
    ]);
  });
});

describe('a provider that tells the id of', () => {
  it.each([
    ['another file of the same agent', () => own],
    ['a file of another agent', () => ofOther],
    ['something else', () => '../../models'],
    ['nothing', () => ''],
  ])('%s is not believed: who had that file keeps it', async (_name, id) => {
    const kept = await upload(on.dev, 'mixed.txt');
    on.provider.tellingId = id();
    const form = new FormData();
    form.append('file', new File(['x'], 'more.txt', { type: 'text/plain' }));
    const answers = [
      await on.send(`/v1/files/${kept}`),
      await on.send(`/v1/files/${kept}/content`),
      await on.send('/v1/files', { method: 'POST', body: form }),
    ];
    on.provider.tellingId = undefined;
    for (const answer of answers)
      expect([answer.status, await answer.text()]).toEqual([
        502,
        expect.stringContaining('SENTRELY_ERR_UPSTREAM_UNREADABLE'),
      ]);
    expect(await (await on.dev.beta.files.download(own)).text()).toBe('own.txt');
    expect(await (await on.other.beta.files.download(ofOther)).text()).toBe('other.txt');
  });
});
