import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { queryAudit } from '../../gateway/audit/query.ts';
import { type StageOptions, startStage, type TestStage } from '../gateway/harness.ts';
import { calls, says, text } from './script.ts';

// What the attacks on a running gateway are made with.

/** All that the agent may do. */
export const rules = `policy all for agent dev { allow read_file when .path under workspace }`;
/** A model that makes one allowed call. */
const readsAFile = says(calls('1', ['read_file', { path: 'a.txt' }]), text('Done.'));
/** A model that makes one forbidden call. */
export const deploys = says(calls('1', ['deploy', { environment: 'production' }]), text('Done.'));

/** The shortest request. */
export const hello = {
  model: 'claude-test',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hi' }],
};

/** A gateway that ends with the test. */
export async function start(options: Partial<StageOptions> = {}): Promise<TestStage> {
  const stage = await startStage({ script: readsAFile, rules, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

/** A provider that answers as `listener` says. */
export async function upstream(
  listener: RequestListener,
): Promise<{ SENTRELY_UPSTREAM_URL: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { SENTRELY_UPSTREAM_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** How a request differs from {@link hello}. */
export interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request as programs do. */
export async function ask(on: TestStage, { body = hello, headers }: Sent = {}): Promise<Response> {
  return await fetch(`${on.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-sentrely-key': on.agentKey, 'content-type': 'application/json', ...headers },
    body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
  });
}

/** Everything that comes back for these bytes until the gateway closes, or `forMs`. */
export async function wire(on: TestStage, bytes: string, forMs = 1000): Promise<string> {
  const socket = connect(Number(new URL(on.gateway.url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1'))).on('error', () => {});
  socket.write(bytes);
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(forMs)]);
  socket.destroy();
  return received;
}

/** The bytes of one request; `head` lines stand before those that every request has. */
export function written(
  on: TestStage,
  line: string,
  head: readonly string[] = [],
  body = hello,
): string {
  const json = JSON.stringify(body);
  const lines = [line, 'host: gateway', `x-sentrely-key: ${on.agentKey}`, ...head];
  if (!head.some((one) => /^(content-length|transfer-encoding):/.test(one)))
    lines.push(`content-length: ${json.length}`);
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}

/** The rows that a question gives. */
export async function audit(on: TestStage, sql: string): Promise<readonly unknown[]> {
  return (await queryAudit({ folder: on.dataFolder, sql })).rows;
}

/** Resolves when `holds` says so. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 100) throw new Error('it never held');
    await sleep(30);
  }
}

/** Has the connection end with the answer. */
export const closing = 'connection: close';
