import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, callAdmin } from '../admin/operator.ts';
import { type FileStage, startFileStage, upload } from './stage.ts';

let on: FileStage;
let id: string;
beforeAll(async () => {
  on = await startFileStage();
  id = await upload(on.dev, 'a.txt');
});
afterAll(() => on.close());
afterEach(() => {
  on.provider.sending = undefined;
});

const outcomes = `SELECT tool_name, outcome, status FROM events WHERE kind = 'tool.outcome' ORDER BY seq`;

/** The body so far as it came, and whether it ended as one that is whole. */
async function bodyOf(answer: Response): Promise<{ text: string; isWhole: boolean }> {
  let text = '';
  try {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
      text += Buffer.from(chunk).toString();
    return { text, isWhole: true };
  } catch {
    return { text, isWhole: false };
  }
}

describe('the content of a file', () => {
  it('passes as it comes, with the type that the provider says', async () => {
    const next = Promise.withResolvers<void>();
    on.provider.sending = async (response) => {
      response.writeHead(200, {
        'content-type': 'application/x-odd; v=1',
        'content-disposition': 'attachment; filename="a.txt"',
        'set-cookie': 'session=1',
      });
      response.write('first ');
      await next.promise;
      response.end('second');
    };
    const answer = await on.send(`/v1/files/${id}/content`);
    expect(answer.headers.get('content-type')).toBe('application/x-odd; v=1');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.txt"');
    expect(answer.headers.get('set-cookie')).toBeNull();
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    // The second half is not there yet.
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('first ');
    next.resolve();
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('second');
  });

  it('that is large is not kept: the provider waits for a client that does not read', async () => {
    let written = 0;
    let isWaiting = false;
    const waiting = Promise.withResolvers<void>();
    on.provider.sending = async (response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const piece = Buffer.alloc(1 << 20);
      while (written < 64 && !response.destroyed) {
        written += 1;
        if (response.write(piece)) continue;
        const drained = once(response, 'drain');
        // A reader that reads drains within this; only the measure of "does not" is a time.
        const late = setTimeout(() => {
          isWaiting = true;
          waiting.resolve();
        }, 500);
        await drained;
        clearTimeout(late);
      }
      response.end();
    };
    const headers = { 'x-api-key': on.stage.agentKey };
    const received = new Promise<number>((resolve, reject) => {
      const sent = request(`${on.url}/v1/files/${id}/content`, { headers }, async (answer) => {
        answer.pause();
        await waiting.promise;
        let bytes = 0;
        for await (const chunk of answer) bytes += (chunk as Buffer).length;
        resolve(bytes);
      });
      sent.on('error', reject).end();
    });
    await waiting.promise;
    expect(isWaiting).toBe(true);
    expect(written).toBeLessThan(40);
    expect(await received).toBe(64 << 20);
  }, 20_000);

  it('that breaks off does not look whole', async () => {
    on.provider.sending = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('half', () => response.socket?.destroy());
    };
    expect(await bodyOf(await on.send(`/v1/files/${id}/content`))).toMatchObject({
      isWhole: false,
    });
  });

  it('that the provider refuses is refused in its words', async () => {
    on.provider.sending = (response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(
        '{"type":"error","error":{"type":"invalid_request_error","message":"not downloadable"}}',
      );
    };
    const answer = await on.send(`/v1/files/${id}/content`);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('not downloadable'),
    ]);
    expect((await on.audit(outcomes)).at(-1)).toEqual(['file.download', 'error', 400]);
  });

  // The last one: the agent is stopped from then on.
  it('is cut by an order to kill', async () => {
    const next = Promise.withResolvers<void>();
    on.provider.sending = async (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('first ');
      await next.promise;
      response.end('second');
    };
    const answer = await on.send(`/v1/files/${id}/content`);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const killed = await callAdmin(on.stage.gateway.adminUrl, 'POST', '/api/kills', {
      key: adminKey(on.stage.dataFolder),
      body: { scope: 'agent', subject: 'dev', reason: 'enough' },
    });
    expect(killed.status).toBe(201);
    next.resolve();
    await expect(reader.read()).rejects.toThrow();
  });
});
