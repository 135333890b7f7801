import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { WireCall } from '../../../gateway/upstreams/wire-call.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function upstream(handler: Handler): Promise<Pool> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  closing.push(async () => {
    await pool.destroy();
    server.closeAllConnections();
    server.close();
  });
  return pool;
}

interface Asked {
  readonly call: WireCall;
  readonly stop: AbortController;
  readonly broken: () => number;
}

function ask(pool: Pool, stop = new AbortController()): Asked {
  let broken = 0;
  const call = new WireCall(stop.signal, () => broken++);
  pool.dispatch({ method: 'GET', path: '/' }, call);
  return { call, stop, broken: () => broken };
}

async function read(call: WireCall): Promise<string> {
  let text = '';
  for await (const chunk of call) text += Buffer.from(chunk).toString('latin1');
  return text;
}

test('a head, then the body, whatever informal heads come before', async () => {
  const pool = await upstream((_, response) => {
    response.writeProcessing();
    response.writeHead(203, { 'x-a': 'b' });
    response.write('one ');
    setTimeout(() => response.end('two'), 10);
  });
  const { call, broken } = ask(pool);
  expect(call.hasLeft).toBe(false);
  expect(await call.head).toMatchObject({ status: 203, headers: { 'x-a': 'b' } });
  expect(call.hasLeft).toBe(true);
  expect(await read(call)).toBe('one two');
  expect(broken()).toBe(0);
});

test('an upstream is not read from while nobody reads', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const total = 400;
  let sent = 0;
  const pool = await upstream(async (_, response) => {
    for (; sent < total; sent++) if (!response.write(chunk)) await once(response, 'drain');
    response.end();
  });
  const { call } = ask(pool);
  await call.head;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sent).toBeLessThan(total);
  expect((await read(call)).length).toBe(total * chunk.length);
});

test('what came before an answer broke off is read, then the failure', async () => {
  const pool = await upstream((_, response) => {
    response.write('half');
    setTimeout(() => response.socket?.destroy(), 20);
  });
  const { call, broken } = ask(pool);
  await call.head;
  await new Promise((resolve) => setTimeout(resolve, 80));
  const chunks = call[Symbol.asyncIterator]();
  expect(Buffer.from((await chunks.next()).value ?? []).toString()).toBe('half');
  await expect(chunks.next()).rejects.toThrow();
  await expect(chunks.next()).rejects.toThrow();
  expect(broken()).toBe(1);
});

test('a reader that leaves ends the connection, and that is no failure of the upstream', async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const pool = await upstream((_, response) => {
    closed = once(response, 'close');
    response.write('first');
  });
  const { call, broken } = ask(pool);
  for await (const chunk of call) {
    expect(Buffer.from(chunk).toString()).toBe('first');
    break;
  }
  await closed;
  expect(broken()).toBe(0);
});

test('a signal ends it while it waits for a connection, for its head and for more', async () => {
  let asked = 0;
  const pool = await upstream((_, response) => {
    asked++;
    response.write('on and on');
  });
  const first = ask(pool);
  await first.call.head;
  const second = ask(pool);
  second.stop.abort(new Error('enough'));
  await expect(second.call.head).rejects.toThrow('enough');
  expect(second.call.hasLeft).toBe(false);
  const reading = read(first.call);
  first.stop.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
  expect([first.broken(), second.broken(), asked]).toEqual([0, 0, 1]);
});

test('a signal that was given before sends nothing', async () => {
  let asked = 0;
  const pool = await upstream((_, response) => {
    asked++;
    response.end();
  });
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  const { call } = ask(pool, stop);
  await expect(call.head).rejects.toThrow('enough');
  expect([call.hasLeft, asked]).toEqual([false, 0]);
});
