import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendMessage, streamMessage } from './provider.ts';
import { documentOf, type FileStage, secondKey, startFileStage, turn, upload } from './stage.ts';

// Files that tools of the provider make belong to who asked for the answer that names them.

let on: FileStage;
beforeAll(async () => {
  on = await startFileStage();
});
afterAll(() => on.close());

const tools = [{ type: 'code_execution_20250825', name: 'code_execution' }];
const json = { 'content-type': 'application/json' };

function resultOf(id: string, kind = 'bash_code_execution', content: object = {}): object {
  return {
    type: `${kind}_tool_result`,
    tool_use_id: 'srvtoolu_1',
    content: {
      type: `${kind}_result`,
      stdout: '',
      content: [{ type: `${kind}_output`, file_id: id, ...content }],
    },
  };
}

/** Asks for an answer with this block, as a batch of one, a stream or in one piece. */
async function answered(
  way: 'stream' | 'reply' | 'batch',
  blocks: readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  if (way === 'batch') return await fetched(blocks, headers);
  on.provider.others = (_, response) =>
    (way === 'stream' ? streamMessage : sendMessage)(response, blocks);
  const body = turn('draw', { tools, stream: way === 'stream' });
  const answer = await on.send('/v1/messages', {
    method: 'POST',
    body,
    headers: { ...json, ...headers },
  });
  return await answer.text();
}

let batches = 0;

async function fetched(
  blocks: readonly object[],
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const id = `msgbatch_${(batches += 1)}`;
  on.provider.others = ({ method }, response) => {
    const message = { id: 'm', type: 'message', model: 'x', content: blocks, usage: {} };
    const line = JSON.stringify({ custom_id: 'a', result: { type: 'succeeded', message } });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(method === 'POST' ? JSON.stringify({ id, type: 'message_batch' }) : `${line}\n`);
  };
  const body = `{"requests":[{"custom_id":"a","params":${turn('draw', { tools })}}]}`;
  const created = await on.send('/v1/messages/batches', {
    method: 'POST',
    body,
    headers: { ...json, ...headers },
  });
  expect(created.status).toBe(200);
  try {
    // Fetching again tells the same file again.
    await (await on.send(`/v1/messages/batches/${id}/results`, { headers })).text();
    return await (await on.send(`/v1/messages/batches/${id}/results`, { headers })).text();
  } catch {
    return 'broken off';
  }
}

describe.each(['stream', 'reply', 'batch'] as const)('in a %s', (way) => {
  it.each(['bash_code_execution', 'code_execution'])(
    'a file of %s is the own one of who asked',
    async (kind) => {
      const id = on.provider.keep('chart.png');
      await expect(on.dev.beta.files.download(id)).rejects.toMatchObject({ status: 404 });
      expect(await answered(way, [resultOf(id, kind)])).toContain(id);
      expect(await (await on.dev.beta.files.download(id)).text()).toBe('chart.png');
      expect((await on.dev.beta.files.list({ limit: 1 })).data.map((file) => file.id)).toEqual([
        id,
      ]);
      await expect(on.other.beta.files.download(id)).rejects.toMatchObject({ status: 404 });
      await expect(on.devElsewhere.beta.files.download(id)).rejects.toMatchObject({ status: 404 });
    },
  );

  it('a file that somebody else has ends the answer: it stays theirs', async () => {
    const id = await upload(on.other, 'theirs.txt');
    expect(await answered(way, [resultOf(id)])).not.toContain(id);
    await expect(on.dev.beta.files.download(id)).rejects.toMatchObject({ status: 404 });
    expect(await (await on.other.beta.files.download(id)).text()).toBe('theirs.txt');
  });

  it.each([
    [
      'a citation',
      { type: 'text', text: 'x', citations: [{ type: 'char_location', file_id: 'ID' }] },
    ],
    [
      'a page that was fetched',
      { type: 'web_fetch_tool_result', content: { content: documentOf('ID') } },
    ],
    [
      'a page that looks like a result',
      {
        type: 'web_fetch_tool_result',
        content: { content: [{ type: 'bash_code_execution_output', file_id: 'ID' }] },
      },
    ],
    [
      'a result that is text',
      resultOf('x', 'bash_code_execution', { file_id: null, stdout: '"file_id":"ID"' }),
    ],
    ['an output of another kind', resultOf('ID', 'bash_code_execution', { type: 'link' })],
    [
      'an output deeper than they are',
      {
        ...resultOf('x'),
        content: { content: [{ type: 'bash_code_execution_output', more: documentOf('ID') }] },
      },
    ],
    ['an id in another spelling', resultOf('../ID')],
  ])('%s makes nobody an owner', async (_name, block) => {
    const id = on.provider.keep('nobody.txt');
    await answered(way, [JSON.parse(JSON.stringify(block).replaceAll('ID', id)) as object]);
    await expect(on.dev.beta.files.download(id)).rejects.toMatchObject({ status: 404 });
  });
});

it('an answer for another key is its own', async () => {
  const id = on.provider.keep('chart.png');
  await answered('reply', [resultOf(id)], { 'x-api-key': secondKey });
  expect((await on.devElsewhere.beta.files.list()).data).toHaveLength(1);
  await expect(on.dev.beta.files.retrieveMetadata(id)).rejects.toMatchObject({ status: 404 });
});

// The last one: it takes the store away.
it('nothing of a file leaves of which it cannot be stored whose it is', async () => {
  const id = on.provider.keep('chart.png');
  const database = new DatabaseSync(join(on.stage.dataFolder, 'state.db'));
  database.exec('DROP TABLE files');
  database.close();
  for (const way of ['stream', 'reply', 'batch'] as const)
    expect(await answered(way, [resultOf(id)])).not.toContain(id);
});
