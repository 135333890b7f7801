import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { says, text } from '../e2e/script.ts';
import { startStage } from './harness.ts';

const rules = 'policy work for agent dev { allow read_file when .path under workspace }';

async function open(settings: Readonly<Record<string, string>>): Promise<string> {
  const stage = await startStage({ script: says(text('Done.')), rules, settings });
  onTestFinished(() => stage.close());
  return stage.gateway.url;
}

/** Sends bytes and waits for the end of the connection; what was answered. */
async function send(url: string, bytes: string): Promise<{ socket: Socket; answer: string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1'))).on('error', () => {});
  socket.write(bytes);
  await new Promise((resolve) => socket.on('close', resolve));
  return { socket, answer };
}

describe('a listener', () => {
  it.each([
    ['of a path', 'POST /v1/messages', 'content-length: 100000'],
    ['in chunks', 'POST /v1/responses', 'transfer-encoding: chunked'],
    ['of a batch', 'POST /v1/messages/batches', 'content-length: 100000'],
    ['of no path', 'POST /v1/nowhere', 'content-length: 100000'],
    ['of a key that is none', 'POST /v1/messages', 'x-api-key: k\r\ncontent-length: 100000'],
  ])('does not read the large body %s before it knows whose it is', async (_, path, header) => {
    const url = await open({});
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(
      `${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('refuses a head that is too large', async () => {
    const url = await open({ SENTRELY_LIMITS_HEADER_BYTES: '4096' });
    const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(8000)}\r\n\r\n`;
    expect((await send(url, head)).answer).toMatch(/^HTTP\/1.1 431 /);
  });

  it('ends a connection whose head does not come', async () => {
    const url = await open({ SENTRELY_LIMITS_HEADERS_MS: '100' });
    const { answer } = await send(url, 'POST /v1/messages HTTP/1.1\r\nhost: x\r\n');
    expect(answer).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it('ends a connection whose body does not come', async () => {
    const url = await open({ SENTRELY_LIMITS_REQUEST_MS: '1000' });
    const head = 'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const { answer } = await send(url, `${head}content-length: 100\r\n\r\n{`);
    expect(answer).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it('does not wait for a connection that says nothing when it closes', async () => {
    const stage = await startStage({ script: says(text('Done.')), rules, settings: {} });
    const silent = connect(Number(new URL(stage.gateway.url).port), '127.0.0.1');
    await new Promise((resolve) => silent.on('connect', resolve));
    const closed = new Promise((resolve) => silent.on('close', resolve));
    const begunMs = performance.now();
    await Promise.all([stage.close(), closed]);
    // Far below `limits.drain_ms`, which is what an answer under way may take.
    expect(performance.now() - begunMs).toBeLessThan(10_000);
  });

  it('takes no more connections than it may', async () => {
    const url = await open({ SENTRELY_LIMITS_CONNECTIONS: '1' });
    const first = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void first.destroy());
    await new Promise((resolve) => first.on('connect', resolve));
    const { answer } = await send(url, 'GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(answer).toBe('');
  });
});
