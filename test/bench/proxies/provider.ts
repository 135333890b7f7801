/** The provider of the bench, as a process of its own: one reply and one stream, ready-made. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call, message, text } from '../../gateway/providers/anthropic/harness.ts';

const words = Array.from({ length: 100 }, () => 'abcdefghi');
const streams = {
  'bench-text': pieces(message(text(0, ...words)).replace('"tool_use"', '"end_turn"')),
  'bench-call': pieces(message(text(0, ...words), call(1, 'read_file', '{"path":', '"a"}'))),
};

const reply = Buffer.from(
  JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'bench-text',
    content: [{ type: 'text', text: 'abcdefghi' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 25, output_tokens: 30 },
  }),
);

/** Ten frames a packet, as they come together where a model is quick. */
function pieces(stream: string): readonly Buffer[] {
  const frames = stream.split(/(?<=\n\n)/);
  const groups = Math.ceil(frames.length / 10);
  return Array.from({ length: groups }, (_, at) =>
    Buffer.from(frames.slice(at * 10, at * 10 + 10).join('')),
  );
}

/** A model that thinks: a packet every so many milliseconds. */
const paceMs = 100;

function pace(response: ServerResponse, [first, ...others]: readonly Buffer[]): void {
  if (first === undefined) return void response.end();
  response.write(first);
  setTimeout(() => pace(response, others), paceMs);
}

const server = createServer((request, response) => {
  let head = '';
  let tail = '';
  request.on('data', (chunk: Buffer) => {
    if (head === '') head = chunk.subarray(0, 200).toString('latin1');
    tail = (tail + chunk.subarray(-200).toString('latin1')).slice(-200);
  });
  request.on('end', () => {
    // Some gateways write the request anew, with the short members behind the messages.
    if (!(head + tail).includes('"stream":true')) {
      const length = { 'content-length': reply.length };
      response.writeHead(200, { 'content-type': 'application/json', ...length }).end(reply);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (head.includes('bench-paced')) return pace(response, streams['bench-text']);
    const stream = head.includes('bench-call') ? streams['bench-call'] : streams['bench-text'];
    for (const piece of stream) response.write(piece);
    response.end();
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('message', () => process.send?.({}));
process.on('disconnect', () => process.exit());
