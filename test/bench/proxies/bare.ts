/**
 * The floor: what Fastify and undici add when nothing is read, decided or recorded between them. What
 * a gateway on this platform could cost at best, as a process of its own.
 */
import Fastify from 'fastify';
import { Pool } from 'undici';

const pool = new Pool(process.env['SENTRELY_UPSTREAM_URL'] ?? '', { connections: 256 });
const server = Fastify();
server.removeAllContentTypeParsers();
server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
server.post('/v1/messages', async (request, reply) => {
  reply.hijack();
  const answer = await pool.request({
    method: 'POST',
    path: '/v1/messages',
    headers: { 'content-type': 'application/json' },
    body: request.body as Buffer,
  });
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
  reply.raw.writeHead(answer.statusCode, headers);
  for await (const chunk of answer.body) reply.raw.write(chunk);
  reply.raw.end();
});
const url = await server.listen({ host: '127.0.0.1', port: 0 });
process.on('message', () => process.send?.({}));
process.on('disconnect', () => process.exit());
process.send?.({ url });
