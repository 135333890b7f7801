/**
 * The model provider of a soak, as a process of its own: it speaks the three dialects, and the name
 * of the model says what it does. Tells its parent where it listens.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf } from '../simulation/chance.ts';
import {
  type DialectName,
  type MadeCall,
  mark,
  replyOf,
  streamOf,
} from '../simulation/model-answer.ts';
import type { Kind } from './kinds.ts';

const dialects: ReadonlyMap<string, DialectName> = new Map([
  ['/v1/messages', 'anthropic'],
  ['/v1/chat/completions', 'chat'],
  ['/v1/responses', 'responses'],
]);

const chance = chanceOf(1);
/** Ids of calls are unique over the whole soak. */
let calls = 0;

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
// A provider that closes what idles would be met by requests that are just being sent.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.on('disconnect', () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const dialect = dialects.get(new URL(request.url ?? '/', 'http://p').pathname);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as { model: Kind; stream?: boolean };
  if (dialect === undefined || body.model === 'overloaded') return refuse(response);
  const made = callsOf(body.model);
  if (body.stream !== true) {
    if (body.model === 'slow') await sleep(500);
    const reply = replyOf(dialect, made);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (body.model !== 'cut') return void response.end(reply);
    response.write(reply.slice(0, reply.length / 2));
    await sleep(50);
    return void response.destroy();
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const text = streamOf(dialect, made, chance);
  await send(response, body.model === 'cut' ? text.slice(0, text.length * 0.6) : text, body.model);
}

/** A stream in pieces that end anywhere; one to be killed goes on until somebody ends it. */
async function send(response: ServerResponse, text: string, kind: Kind): Promise<void> {
  const bytes = Buffer.from(text);
  const pieceBytes = kind === 'text' ? 4096 : 300;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    response.write(bytes.subarray(at, at + pieceBytes));
    if (kind === 'slow') await sleep(200);
    if (kind === 'killed') await sleep(at === 0 ? 5000 : 100);
  }
  if (kind !== 'cut') return void response.end();
  await sleep(50);
  response.destroy();
}

function refuse(response: ServerResponse): void {
  response.writeHead(529, { 'content-type': 'application/json' });
  response.end('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}');
}

function callsOf(kind: Kind): readonly MadeCall[] {
  if (kind === 'text' || kind === 'slow') return [];
  if (kind === 'mixed') return [call('write_file'), call('run_command'), call('write_file')];
  if (kind === 'ask') return [call('deploy')];
  return [call(kind === 'deny' ? 'run_command' : 'write_file')];
}

function call(name: MadeCall['name']): MadeCall {
  calls += 1;
  const args = {
    write_file: { content: mark, path: `file-${calls}` },
    run_command: { command: 'rm -rf .' },
    deploy: { environment: 'production', version: String(calls) },
  };
  return { id: `${mark}${calls}`, name, argumentsText: JSON.stringify(args[name]) };
}
