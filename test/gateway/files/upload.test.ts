import { createHash } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { adminKey, callAdmin } from '../admin/operator.ts';
import { sendMessage } from './provider.ts';
import { type FileStage, type FileStageOptions, startFileStage, turn, upload } from './stage.ts';

let on: FileStage;

async function start(options?: FileStageOptions): Promise<FileStage> {
  on = await startFileStage(options);
  return on;
}

function formOf(text: string | Buffer, name = 'a.txt', type = 'text/plain'): FormData {
  const form = new FormData();
  form.append('file', new File([new Uint8Array(Buffer.from(text))], name, { type }));
  return form;
}

async function post(form: FormData | string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await on.send('/v1/files', { method: 'POST', body: form, headers });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

async function kill(): Promise<void> {
  const answer = await callAdmin(on.stage.gateway.adminUrl, 'POST', '/api/kills', {
    key: adminKey(on.stage.dataFolder),
    body: { scope: 'agent', subject: 'dev', reason: 'enough' },
  });
  expect(answer.status).toBe(201);
}

const opening =
  '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n';
const closing = '\r\n--xyz--\r\n';

/** An upload that is sent piece by piece. */
function begin(key: string = on.stage.agentKey): {
  readonly sent: ClientRequest;
  readonly answer: Promise<{ readonly status: number; readonly text: string }>;
} {
  const headers = { 'x-api-key': key, 'content-type': 'multipart/form-data; boundary=xyz' };
  const sent = request(`${on.url}/v1/files`, { method: 'POST', headers });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
  answer.catch(() => {});
  return { sent, answer };
}

const decisions = `SELECT tool_name, verdict, disposition, rule_id, reason, args FROM events
  WHERE kind = 'tool.decision' ORDER BY seq`;

describe('rules', () => {
  afterEach(() => on.close());

  it('refuse an upload by its name, its type and its size, before the provider is asked', async () => {
    await start({
      rules:
        'policy work for agent dev { allow file.upload when .name matches "*.csv" and .type == "text/csv" and .bytes <= 100 }',
    });
    for (const [name, type, text] of [
      ['a.exe', 'text/csv', 'x'],
      ['b.csv', 'text/html', 'x'],
      ['c.csv', 'text/csv', 'x'.repeat(101)],
    ] as const) {
      const { status, text: told } = await post(formOf(text, name, type));
      expect([status, told]).toEqual([402, expect.stringContaining('SENTRELY_ERR_REQUEST_DENIED')]);
    }
    expect(on.provider.arrived).toEqual([]);
    expect((await post(formOf('x'.repeat(100), 'd.csv', 'text/csv'))).status).toBe(200);
    expect(on.provider.kept.size).toBe(1);
    const row = (verdict: string, disposition: string, name: string) => [
      'file.upload',
      verdict,
      disposition,
      expect.anything(),
      expect.any(String),
      expect.stringContaining(name),
    ];
    const rows = (await on.audit(decisions)) as readonly (readonly unknown[])[];
    expect(rows.map((one) => one.with(3, one[3] ?? 'none'))).toEqual([
      row('deny', 'stopped', 'a.exe'),
      row('deny', 'stopped', 'b.csv'),
      row('deny', 'stopped', 'c.csv'),
      row('allow', 'released', 'd.csv'),
    ]);
  });

  it('grant nothing unless one says so', async () => {
    await start({ rules: 'policy work for agent dev { allow read_file }' });
    expect((await post(formOf('x'))).status).toBe(402);
    expect(on.provider.arrived).toEqual([]);
  });

  it('that ask refuse: nobody can be asked while a request waits', async () => {
    await start({
      rules: `policy work for agent dev {
        allow file.upload
        rule deleting ask file.delete approval 1 of user "maria" id 1
        rule secrets deny file.download when .name == "secret.txt"
        allow file.download
      }`,
    });
    const id = await upload(on.dev, 'secret.txt');
    const before = on.provider.arrived.length;
    const deleted = await on.send(`/v1/files/${id}`, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([
      402,
      expect.stringContaining('it needs an approval'),
    ]);
    expect(on.provider.arrived).toHaveLength(before);
    const downloaded = await on.send(`/v1/files/${id}/content`);
    expect([downloaded.status, await downloaded.text()]).toEqual([
      402,
      expect.stringContaining('SENTRELY_ERR_REQUEST_DENIED'),
    ]);
    expect(on.provider.arrived.filter(({ path }) => path.includes('content'))).toEqual([]);
  });

  it('that are observed let it pass and say so', async () => {
    await start({
      rules: 'observe until "2999-01-01"\npolicy work for agent dev { allow read_file }',
    });
    expect((await post(formOf('x'))).status).toBe(200);
    expect((await on.audit(decisions))[0]).toEqual(
      expect.arrayContaining(['file.upload', 'deny', 'released']),
    );
  });

  it('that count see the requests of a session that were let go, and deny in one that nothing is known of', async () => {
    await start({
      rules: `policy work for agent dev {
        allow file.upload
        allow read_file
        rule few deny file.upload when count file.upload >= 2
      }`,
    });
    on.provider.others = (_, response) => sendMessage(response, []);
    const session = { 'x-sentrely-session': 's1' };
    const headers = { ...session, 'content-type': 'application/json' };
    await on.send('/v1/messages', { method: 'POST', body: turn('hello'), headers });
    const statuses: number[] = [];
    for (let time = 0; time < 3; time++) statuses.push((await post(formOf('x'), session)).status);
    expect(statuses).toEqual([200, 200, 402]);
    expect((await post(formOf('x'), { 'x-sentrely-session': 's2' })).status).toBe(402);
    expect((await post(formOf('x'))).status).toBe(402);
  });
});

describe('one gateway', () => {
  let before: number;
  beforeAll(async () => {
    await start();
  });
  afterAll(() => on.close());
  beforeEach(() => {
    before = on.provider.arrived.length;
  });

  it('the record has the hash of what the provider was sent', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 256));
    expect((await post(formOf(bytes, 'b.bin', 'application/octet-stream'))).status).toBe(200);
    const kept = [...on.provider.kept.values()].at(-1);
    expect(kept?.content.equals(bytes)).toBe(true);
    const row = ((await on.audit(decisions)) as readonly (readonly unknown[])[]).at(-1);
    expect(JSON.parse(String(row?.[5]))).toMatchObject({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('of the form of the client nothing goes on', async () => {
    const body = `${opening.replace('Content-Type', 'CONTENT-type')}x${closing}and more`;
    const type = { 'content-type': 'multipart/form-data; boundary=xyz' };
    expect((await post(body, type)).status).toBe(200);
    const sent = on.provider.arrived.at(-1);
    expect(sent?.body.toString()).not.toMatch(/xyz|CONTENT|more/);
    expect(sent?.headers['content-type']).toMatch(
      /^multipart\/form-data; boundary=sentrely-[0-9a-f]{48}$/,
    );
    expect(sent?.headers['content-length']).toBe(String(sent?.body.length));
  });

  describe('what is not one plain file', () => {
    it.each([
      [
        'two files',
        (form: FormData) => form.append('file', new File(['y'], 'b.txt', { type: 'text/plain' })),
      ],
      ['another field', (form: FormData) => form.append('expires_in_seconds', '3600')],
    ])('is refused: %s', async (_name, change) => {
      const form = formOf('x');
      change(form);
      const { status, text } = await post(form);
      expect([status, text]).toEqual([400, expect.stringContaining('SENTRELY_ERR_UPLOAD_FORM')]);
      expect(on.provider.arrived).toHaveLength(before);
    });

    it('is refused: JSON, a packed form, none', async () => {
      expect((await post('{}', { 'content-type': 'application/json' })).text).toContain(
        'UPLOAD_FORM',
      );
      const packed = {
        'content-type': 'multipart/form-data; boundary=xyz',
        'content-encoding': 'gzip',
      };
      expect((await post(`${opening}x${closing}`, packed)).text).toContain('REQUEST_ENCODING');
      const none = await on.send('/v1/files', { method: 'POST' });
      expect([none.status, await none.text()]).toEqual([
        400,
        expect.stringContaining('UPLOAD_FORM'),
      ]);
      expect(on.provider.arrived).toHaveLength(before);
    });

    it('is refused: a form that ends early', async () => {
      const { sent, answer } = begin();
      sent.end(`${opening}half`);
      expect(await answer).toMatchObject({
        status: 400,
        text: expect.stringContaining('ends before') as string,
      });
      expect(on.provider.arrived).toHaveLength(before);
    });

    it('a client that leaves in the middle leaves nothing', async () => {
      const { sent } = begin();
      sent.write(`${opening}half`);
      // The second upload is read to its end, so the first has been begun.
      await upload(on.dev, 'b.txt');
      sent.destroy();
      await upload(on.dev, 'c.txt');
      expect(on.provider.arrived).toHaveLength(before + 2);
      expect([...on.provider.kept.values()].slice(-2).map(({ name }) => name)).toEqual([
        'b.txt',
        'c.txt',
      ]);
    });
  });

  it('two uploads at once are two files, each its own', async () => {
    const ids = await Promise.all([
      upload(on.dev, 'first.txt'),
      upload(on.other, 'second.txt'),
      upload(on.dev, 'third.txt'),
    ]);
    expect(new Set(ids).size).toBe(3);
    const names = async (client: typeof on.dev) =>
      (await client.beta.files.list()).data.map(({ filename }) => filename).sort();
    expect(await names(on.dev)).toEqual(expect.arrayContaining(['first.txt', 'third.txt']));
    expect(await names(on.dev)).not.toContain('second.txt');
    expect(await names(on.other)).toEqual(['second.txt']);
  });
});

describe('bounds', () => {
  afterEach(() => on.close());
  const small = { settings: { SENTRELY_LIMITS_FILE_BYTES: '100000' } };

  it('a file of the cap passes, and one byte more does not', async () => {
    await start(small);
    expect((await post(formOf('x'.repeat(100_000)))).status).toBe(200);
    const { status, text } = await post(formOf('x'.repeat(100_001)));
    expect([status, text]).toEqual([413, expect.stringContaining('SENTRELY_ERR_UPLOAD_TOO_LARGE')]);
    expect(on.provider.kept.size).toBe(1);
  });

  it('one far over the cap is told so, however it comes, and the next one is served', async () => {
    await start(small);
    const { status, text } = await post(formOf('x'.repeat(5_000_000)));
    expect([status, text]).toEqual([413, expect.stringContaining('UPLOAD_TOO_LARGE')]);
    const { sent, answer } = begin();
    sent.write(opening);
    for (let sentBytes = 0; sentBytes < 200_000; sentBytes += 20_000)
      sent.write('y'.repeat(20_000));
    expect((await answer).status).toBe(413);
    sent.destroy();
    expect((await post(formOf('x'))).status).toBe(200);
  });

  it('bytes that come one by one are one file', async () => {
    await start(small);
    const { sent, answer } = begin();
    sent.write(opening);
    for (const byte of 'each byte by itself') sent.write(byte);
    sent.end(closing);
    expect((await answer).status).toBe(200);
    expect([...on.provider.kept.values()][0]?.content.toString()).toBe('each byte by itself');
  });

  it('uploads that are under way together have so much room, which comes back', async () => {
    await start(small);
    const held = Array.from({ length: 4 }, () => begin());
    for (const { sent } of held) sent.write(`${opening}${'x'.repeat(110_000)}`);
    // They have room until all have come; whoever is then one too many is told at once.
    await vi.waitFor(
      async () => {
        const { status, text } = await post(formOf('z'.repeat(90_000)));
        expect([status, text]).toEqual([503, expect.stringContaining('SENTRELY_ERR_UPLOADS_FULL')]);
      },
      { timeout: 5000 },
    );
    for (const { sent } of held) sent.destroy();
    await vi.waitFor(
      async () => expect((await post(formOf('z'.repeat(90_000)))).status).toBe(200),
      {
        timeout: 5000,
      },
    );
  });

  it('nothing of an upload is read for a key that nobody has', async () => {
    await start(small);
    const { sent, answer } = begin('sk-sentrely-nobody');
    sent.write(opening);
    expect((await answer).status).toBe(401);
    sent.destroy();
  });

  it('rates count them, and say when', async () => {
    await start({ limits: 'rate 2 calls per hour' });
    await upload(on.dev, 'a.txt');
    await upload(on.dev, 'b.txt');
    const { status, text, headers } = await post(formOf('x'));
    expect([status, text]).toEqual([429, expect.stringContaining('SENTRELY_ERR_RATE_EXCEEDED')]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(on.provider.kept.size).toBe(2);
    expect((await on.audit(decisions)).map((row) => (row as unknown[])[2])).toEqual([
      'released',
      'released',
      'stopped',
    ]);
  });
});

describe('an order to kill', () => {
  afterEach(() => on.close());

  it('refuses every path of files', async () => {
    await start();
    const id = await upload(on.dev, 'a.txt');
    await kill();
    const before = on.provider.arrived.length;
    const statuses = [
      (await post(formOf('x'))).status,
      (await on.send('/v1/files')).status,
      (await on.send(`/v1/files/${id}`)).status,
      (await on.send(`/v1/files/${id}/content`)).status,
      (await on.send(`/v1/files/${id}`, { method: 'DELETE' })).status,
    ];
    expect(statuses).toEqual([402, 402, 402, 402, 402]);
    expect(on.provider.arrived).toHaveLength(before);
  });

  it('that comes while a file is still arriving stops it before the provider is asked', async () => {
    await start();
    const { sent, answer } = begin();
    sent.write(`${opening}half`);
    await upload(on.dev, 'b.txt');
    await kill();
    sent.end(`and half${closing}`);
    expect(await answer).toMatchObject({
      status: 402,
      text: expect.stringContaining('KILLED') as string,
    });
    expect(on.provider.kept.size).toBe(1);
  });
});

describe('a store that fails', () => {
  afterEach(() => on.close());

  /** The table of files is taken away while the provider takes the upload. */
  async function uploadWithoutStore(
    thenFailing?: number,
  ): Promise<{ status: number; text: string }> {
    const gate = Promise.withResolvers<void>();
    on.provider.uploading = gate.promise;
    const posted = post(formOf('x'));
    await vi.waitFor(() => expect(on.provider.arrived).toHaveLength(1));
    const database = new DatabaseSync(join(on.stage.dataFolder, 'state.db'));
    database.exec('DROP TABLE files');
    database.close();
    on.provider.failing = thenFailing;
    gate.resolve();
    return await posted;
  }

  it('has the file deleted at the provider again', async () => {
    await start();
    const { status, text } = await uploadWithoutStore();
    expect([status, text]).toEqual([402, expect.stringContaining('was deleted there again')]);
    expect(text).toContain('SENTRELY_ERR_STATE_UNAVAILABLE');
    expect(on.provider.kept.size).toBe(0);
    expect(on.provider.arrived.at(-1)).toMatchObject({
      method: 'DELETE',
      path: '/v1/files/file_011C1',
    });
  });

  it('says that the file is left where it cannot be deleted', async () => {
    await start();
    const { status, text } = await uploadWithoutStore(500);
    expect([status, text]).toEqual([
      402,
      expect.stringContaining('could not be deleted there again'),
    ]);
    expect(on.provider.kept.size).toBe(1);
    expect(on.stage.log.some((line) => line.includes('the file file_011C1 is left'))).toBe(true);
  });

  it('refuses to tell, to list and to name', async () => {
    await start();
    await upload(on.dev, 'a.txt');
    const database = new DatabaseSync(join(on.stage.dataFolder, 'state.db'));
    database.exec('DROP TABLE files');
    database.close();
    for (const path of ['/v1/files', '/v1/files/file_011C1'])
      expect((await on.send(path)).status).toBe(402);
  });
});
