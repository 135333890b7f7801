import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectOwn, ownFiles } from '../../../gateway/files/named.ts';
import type { FileStore, StoredFile } from '../../../gateway/state/files.ts';
import { sendMessage } from './provider.ts';
import { documentOf, type FileStage, secondKey, startFileStage, turn, upload } from './stage.ts';

// Files that requests name: each must be the own one of whoever asks, however it is named.

let on: FileStage;
let own: string;
let ofOther: string;
beforeAll(async () => {
  on = await startFileStage();
  own = await upload(on.dev, 'own.txt');
  ofOther = await upload(on.other, 'other.txt');
});
afterAll(() => on.close());
beforeEach(() => {
  on.provider.others = ({ path, body }, response) => {
    if (path.startsWith('/v1/messages/batches')) return createBatch(body, response);
    if (path.startsWith('/v1/messages/count_tokens')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"input_tokens":42}');
      return;
    }
    sendMessage(response, [{ type: 'text', text: 'read' }]);
  };
});

let batches = 0;

function createBatch(_body: Buffer, response: Parameters<typeof sendMessage>[0]): void {
  batches += 1;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ id: `msgbatch_${batches}`, type: 'message_batch', results_url: null }),
  );
}

const json = { 'content-type': 'application/json' };

/** Sends a body; what came of it, and whether the provider was asked. */
async function sent(
  body: string,
  { path = '/v1/messages', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<readonly [status: number, text: string, asked: boolean]> {
  const before = on.provider.arrived.length;
  const answer = await on.send(path, { method: 'POST', body, headers: { ...json, ...headers } });
  return [answer.status, await answer.text(), on.provider.arrived.length > before];
}

const refused = [404, expect.stringContaining('SENTRELY_ERR_FILE_UNKNOWN'), false];
const passed = [200, expect.anything(), true];

/** Every place in which a request could name a file. */
const places: readonly (readonly [string, (id: string) => string])[] = [
  ['a document', (id) => turn([documentOf(id)])],
  ['an image', (id) => turn([{ type: 'image', source: { type: 'file', file_id: id } }])],
  ['an upload for a container', (id) => turn([{ type: 'container_upload', file_id: id }])],
  [
    'a block that nobody knows',
    (id) => turn([{ type: 'video', deep: [[{ very: { file_id: id } }]] }]),
  ],
  ['a list of ids', (id) => turn([{ type: 'documents', file_ids: [id] }])],
  [
    'a result of a tool',
    (id) => turn([{ type: 'tool_result', tool_use_id: 't', content: [documentOf(id)] }]),
  ],
  [
    'a result within a result',
    (id) =>
      turn([
        {
          type: 'tool_result',
          tool_use_id: 't',
          content: [{ type: 'tool_result', content: [documentOf(id)] }],
        },
      ]),
  ],
  ['`system`', (id) => turn('hello', { system: [documentOf(id)] })],
  ['a member that nobody knows', (id) => turn('hello', { attachments: [{ file_id: id }] })],
  ['the request itself', (id) => turn('hello', { file_id: id })],
  ['a list in a member of the request', (id) => turn('hello', { container: { file_ids: [id] } })],
  [
    'a definition of a tool of the provider',
    (id) =>
      turn('hello', {
        tools: [{ type: 'code_execution_20250825', name: 'code_execution', file_ids: [id] }],
      }),
  ],
  [
    'a definition of a tool, deep',
    (id) => turn('hello', { tools: [{ name: 'read_file', setup: [{ files: documentOf(id) }] }] }),
  ],
  [
    'a message of the model',
    (id) =>
      turn('', {
        messages: [
          { role: 'assistant', content: [documentOf(id)] },
          { role: 'user', content: 'x' },
        ],
      }),
  ],
  [
    'a message itself',
    (id) => turn('', { messages: [{ role: 'user', content: 'x', attachment: { file_id: id } }] }),
  ],
  [
    'a message of the system in the middle',
    (id) =>
      turn('', {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'system', content: [documentOf(id)] },
        ],
      }),
  ],
  [
    'a call that says it is one, beside its input',
    (id) =>
      turn([{ type: 'tool_use', id: 't', name: 'read_file', input: {}, source: { file_id: id } }]),
  ],
  ['input of what is no call', (id) => turn([{ type: 'document', input: documentOf(id) }])],
  [
    'input of a call within a result',
    (id) =>
      turn([
        {
          type: 'tool_result',
          tool_use_id: 't',
          content: [{ type: 'tool_use', id: 't', name: 'x', input: documentOf(id) }],
        },
      ]),
  ],
  ['an escaped name', (id) => turn([documentOf(id)]).replace('file_id', 'file\\u005fid')],
  [
    'a name of escapes only',
    (id) =>
      turn([documentOf(id)]).replace(
        'file_id',
        '\\u0066\\u0069\\u006C\\u0065\\u005F\\u0069\\u0064',
      ),
  ],
  [
    'an escaped last letter',
    (id) => turn([{ type: 'x', file_ids: [id] }]).replace('file_ids', 'file_id\\u0073'),
  ],
  ['an escaped first letter', (id) => turn([documentOf(id)]).replace('"file_id', '"\\u0066ile_id')],
  [
    'spaces around the name',
    (id) => turn([documentOf(id)]).replace('"file_id":', '"file_id" \n:\t'),
  ],
  ['an escaped id', (id) => turn([documentOf(id)]).replace(`"${id}"`, `"\\u0066${id.slice(1)}"`)],
  ['an id among many own ones', (id) => turn([documentOf(own), documentOf(id), documentOf(own)])],
];

describe.each(places)('a file in %s', (_name, bodyOf) => {
  it('passes for its owner', async () => {
    expect(await sent(bodyOf(own))).toEqual(passed);
  });

  it.each([
    ['somebody else has', () => ofOther],
    ['nobody has', () => 'file_none'],
    ['is a path', () => '../../v1/files'],
    ['is empty', () => ''],
  ])('that %s is refused before the provider is asked', async (_whose, id) => {
    expect(await sent(bodyOf(id()))).toEqual(refused);
  });

  it('is refused for another key of the same agent', async () => {
    expect(await sent(bodyOf(own), { headers: { 'x-api-key': secondKey } })).toEqual(refused);
  });

  it('counts where tokens are counted', async () => {
    const path = '/v1/messages/count_tokens';
    expect(await sent(bodyOf(own), { path })).toEqual([200, '{"input_tokens":42}', true]);
    expect(await sent(bodyOf(ofOther), { path })).toEqual(refused);
  });

  it('counts in a request of a batch, which is then named', async () => {
    const path = '/v1/messages/batches';
    const batchOf = (id: string): string => {
      const items = [turn('hello'), bodyOf(id)].map(
        (params, at) => `{"custom_id":"r${at}","params":${params}}`,
      );
      return `{"requests":[${items.join(',')}]}`;
    };
    expect(await sent(batchOf(own), { path })).toEqual(passed);
    const [status, text, asked] = await sent(batchOf(ofOther), { path });
    expect([status, text, asked]).toEqual(refused);
    expect(text).toContain('r1');
  });
});

describe('no file is meant', () => {
  const call = (type: string, input: object): object => ({
    type,
    id: 't',
    name: 'read_file',
    input,
  });
  const assistant = (block: object): string =>
    turn('', {
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: [block] },
        { role: 'user', content: 'y' },
      ],
    });
  const tool = {
    name: 'read_file',
    input_schema: { type: 'object', properties: { file_id: { type: 'string' } } },
    input_examples: [{ file_id: 'file_example' }],
  };
  it.each([
    ['text', turn('{"source":{"type":"file","file_id":"file_none"}}')],
    ['text that ends in the name', turn('"file_id')],
    ['the input of a call', assistant(call('tool_use', documentOf('file_none')))],
    [
      'the input of a call of an MCP server',
      assistant(call('tool_use', { deep: [{ file_id: '1abc' }] })),
    ],
    ['a definition of a tool', turn('hello', { tools: [tool] })],
    [
      'a citation without a file',
      turn([{ type: 'text', text: 'x', citations: [{ file_id: null }] }]),
    ],
    ['an escape of something else', turn('\u0001\u0002 é').replace('é', '\\u00e9')],
  ])('by %s', async (_name, body) => {
    expect(await sent(body)).toEqual(passed);
  });
});

it('a file that was deleted may still be named by its owner, and by nobody else', async () => {
  const id = await upload(on.dev, 'old.txt');
  await on.dev.beta.files.delete(id);
  expect(await sent(turn([documentOf(id)]))).toEqual(passed);
  expect(await sent(turn([documentOf(id)]), { headers: { 'x-api-key': secondKey } })).toEqual(
    refused,
  );
});

it('a refusal is on record, and tells nothing of whether there is such a file', async () => {
  const [, one] = await sent(turn([documentOf(ofOther)]));
  const [, none] = await sent(turn([documentOf('file_none')]));
  expect(one.replace(ofOther, 'X')).toBe(none.replace('file_none', 'X'));
  const rows = await on.audit(
    `SELECT status FROM events WHERE kind = 'llm.response' AND status = 404`,
  );
  expect(rows.length).toBeGreaterThan(1);
});

it('more files than a provider reads are refused before any of them is looked up', async () => {
  const named = (count: number): string =>
    turn('hello', { file_ids: Array.from({ length: count }, (_, at) => `file_${at}`) });
  expect(await sent(named(2000))).toEqual(refused);
  expect(await sent(named(2001))).toEqual([
    400,
    expect.stringContaining('more than 2000 files are named'),
    false,
  ]);
});

it('more files than a batch could need are refused before any of them is looked up', async () => {
  const requests = Array.from({ length: 51 }, (_all, index) => {
    const ids = Array.from({ length: 2000 }, (_, at) => `file_${2000 * index + at}`);
    return `{"custom_id":"r${index}","params":${turn('hello', { file_ids: ids })}}`;
  });
  const batchOf = (count: number): string => `{"requests":[${requests.slice(0, count).join(',')}]}`;
  const path = '/v1/messages/batches';
  expect(await sent(batchOf(50), { path })).toEqual(refused);
  expect(await sent(batchOf(51), { path })).toEqual([
    400,
    expect.stringContaining('more than 100000 files are named'),
    false,
  ]);
});

it('after ids that are not the own ones, no more are looked up', async () => {
  let asked = 0;
  const files = {
    named: (_owner: unknown, ids: readonly string[]) => {
      asked += 1;
      return Promise.resolve(
        ids.filter((id) => id !== 'file_700').map((id) => ({ id }) as StoredFile),
      );
    },
  } as unknown as FileStore;
  const caller = { agent: 'dev', credential: 'sha256:x', keyHeader: null };
  const ids = Array.from({ length: 2000 }, (_, at) => `file_${at}`);
  const own = await ownFiles({ files, now: () => 0 }, caller, ids);
  expect(asked).toBe(2);
  expect(() => expectOwn(own, ids)).toThrow(expect.objectContaining({ status: 404 }));
  expect(() => expectOwn(own, ids)).toThrow('file_700');
});

it('a thousand files are looked up, and one of somebody else among them is found', async () => {
  const many = Array.from({ length: 1001 }, () => documentOf(own));
  expect(await sent(turn(many))).toEqual(passed);
  const strange = Array.from({ length: 1001 }, (_, at) => documentOf(`file_${at}`));
  expect(await sent(turn([...many, ...strange, documentOf(ofOther)]))).toEqual(refused);
});
