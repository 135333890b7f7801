import Fastify, { type FastifyInstance } from 'fastify';
import { type AdminApiParts, mountAdminApi } from './admin/api.ts';
import type { BundleLoader } from './bundle-loader.ts';
import { observedUntil } from './loaded-policy.ts';
import type { Webhook } from './approvals/github/webhook.ts';

/** What the admin listener shows and takes. */
export interface AdminParts {
  readonly loader: BundleLoader;
  /** What operators see and do under `/api`. */
  readonly api: AdminApiParts;
  /** Undefined when no GitHub channel is configured: the path does not exist then. */
  readonly webhook: Webhook | undefined;
}

/** Largest webhook body GitHub sends is 25 MB; comments are far smaller. */
const webhookBytesMax = 1024 * 1024;

/** Longest a request may take to arrive, in milliseconds. */
const requestMsMax = 60_000;

/**
 * The listener for operators and webhooks, on a port of its own: no agent's credential opens
 * anything here, and nothing here is reachable on the agents' port.
 */
export function createAdminServer({ loader, api, webhook }: AdminParts): FastifyInstance {
  const server = Fastify({
    bodyLimit: webhookBytesMax,
    requestTimeout: requestMsMax,
    logger: false,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.get('/healthz', () => ({ status: 'alive' }));
  server.get('/readyz', (_request, reply) => {
    const policy = loader.current();
    const isReady = policy !== undefined;
    return reply.code(isReady ? 200 : 503).send({
      ready: isReady,
      bundle: loader.status(),
      observe_until: isReady ? observedUntil(policy, Date.now()) : null,
    });
  });
  mountAdminApi(server, api);
  if (webhook !== undefined)
    server.post('/webhooks/github', async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await webhook.handle(body, request.headers);
      return reply.code(answer.status).type('application/json').send(answer.body);
    });
  return server;
}
