import { toFile } from '@anthropic-ai/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { sendMessage, streamMessage } from '../gateway/files/provider.ts';
import {
  documentOf,
  type FileStage,
  type FileStageOptions,
  startFileStage,
  turn,
  upload,
} from '../gateway/files/stage.ts';

let on: FileStage;
afterEach(() => on.close());

async function start(options?: FileStageOptions): Promise<FileStage> {
  on = await startFileStage(options);
  return on;
}

const decisions = `SELECT kind, tool_name, verdict, disposition, enforced_by, args, outcome, status, detail
  FROM events WHERE kind LIKE 'tool%' ORDER BY seq`;

describe('files through the SDK', () => {
  it('are uploaded, told, listed, named, downloaded and deleted', async () => {
    await start();
    const { files } = on.dev.beta;
    const text = 'one,two\r\n--boundary\r\n😀';
    const file = await files.upload({
      file: await toFile(Buffer.from(text), 'ä b.csv', { type: 'text/csv' }),
    });
    expect(file).toMatchObject({ filename: 'ä b.csv', mime_type: 'text/csv' });
    expect(on.provider.kept.get(file.id)?.content.toString()).toBe(text);
    expect((await files.retrieveMetadata(file.id)).filename).toBe('ä b.csv');
    const listed: string[] = [];
    for await (const { id } of files.list()) listed.push(id);
    expect(listed).toEqual([file.id]);
    const download = await files.download(file.id);
    expect([download.headers.get('content-type'), await download.text()]).toEqual([
      'text/csv',
      text,
    ]);
    on.provider.others = (_, response) => sendMessage(response, [{ type: 'text', text: 'read' }]);
    const answer = await on.dev.beta.messages.create({
      model: 'claude-opus-4-5',
      max_tokens: 10,
      messages: [
        {
          role: 'user',
          content: [{ type: 'document', source: { type: 'file', file_id: file.id } }],
        },
      ],
    });
    expect(answer.content).toEqual([{ type: 'text', text: 'read' }]);
    expect(await files.delete(file.id)).toEqual({ id: file.id, type: 'file_deleted' });
    await expect(files.retrieveMetadata(file.id)).rejects.toMatchObject({ status: 404 });
    expect((await files.list()).data).toEqual([]);
    for (const { headers } of on.provider.arrived) {
      expect(headers['x-api-key']).toBe('provider-key');
      expect(JSON.stringify(headers)).not.toContain(on.stage.agentKey);
    }
  });

  it('are on record: what was asked, by its hash, and what it became; nothing of the content', async () => {
    await start();
    const id = await upload(on.dev, 'a.txt', 'very secret');
    await (await on.dev.beta.files.download(id)).text();
    await on.dev.beta.files.delete(id);
    const rows = (await on.audit(decisions)) as readonly (readonly unknown[])[];
    expect(
      rows.map(([kind, tool, verdict, disposition, by]) => [kind, tool, verdict, disposition, by]),
    ).toEqual([
      ['tool.decision', 'file.upload', 'allow', 'released', 'request'],
      ['tool.outcome', 'file.upload', null, null, null],
      ['tool.decision', 'file.download', 'allow', 'released', 'request'],
      ['tool.outcome', 'file.download', null, null, null],
      ['tool.decision', 'file.delete', 'allow', 'released', 'request'],
      ['tool.outcome', 'file.delete', null, null, null],
    ]);
    expect(JSON.parse(String(rows[0]?.[5]))).toEqual({
      name: 'a.txt',
      type: 'text/plain',
      bytes: 11,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(rows[1]?.slice(6)).toEqual(['ok', 200, JSON.stringify({ file: id })]);
    expect(JSON.parse(String(rows[2]?.[5]))).toEqual({ id, name: 'a.txt' });
    expect(JSON.stringify(await on.audit('SELECT * FROM events'))).not.toContain('very secret');
  });

  it('belong to who asked for the answer in which a tool made them', async () => {
    await start();
    const made = on.provider.keep('chart.png', 'pixels');
    const result = {
      type: 'bash_code_execution_tool_result',
      tool_use_id: 'srvtoolu_1',
      content: {
        type: 'bash_code_execution_result',
        stdout: '',
        stderr: '',
        return_code: 0,
        content: [{ type: 'bash_code_execution_output', file_id: made }],
      },
    };
    const tools = [{ type: 'code_execution_20250825', name: 'code_execution' }];
    for (const isStream of [false, true]) {
      on.provider.others = (_, response) =>
        (isStream ? streamMessage : sendMessage)(response, [result]);
      const answer = await on.send('/v1/messages', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: turn('draw', { tools, stream: isStream }),
      });
      expect(await answer.text()).toContain(made);
    }
    expect(await (await on.dev.beta.files.download(made)).text()).toBe('pixels');
    await expect(on.other.beta.files.download(made)).rejects.toMatchObject({ status: 404 });
    // The history with the result goes on, also when the file is gone.
    const history = [
      { role: 'user', content: 'draw' },
      { role: 'assistant', content: [result] },
      { role: 'user', content: 'thanks' },
    ];
    const again = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turn('', { tools, messages: history }),
    };
    await on.dev.beta.files.delete(made);
    on.provider.others = (_, response) => sendMessage(response, []);
    expect((await on.send('/v1/messages', again)).status).toBe(200);
  });

  it('are there after a restart', async () => {
    await start();
    const id = await upload(on.dev, 'a.txt');
    await on.stage.restart();
    const again = on.dev.withOptions({ baseURL: on.url });
    expect((await again.beta.files.retrieveMetadata(id)).id).toBe(id);
    on.provider.others = (_, response) => sendMessage(response, []);
    const answer = await on.send('/v1/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: turn([documentOf(id)]),
    });
    expect(answer.status).toBe(200);
  });
});
