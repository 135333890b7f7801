import type { FastifyInstance } from 'fastify';
import { type AdminApiParts, mountAdminApi } from './admin/api.ts';
import type { Health } from './admin/health.ts';
import type { Webhook } from './approvals/github/webhook.ts';
import { createListener } from './listener.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** What the admin listener shows and takes. */
export interface AdminParts {
  readonly health: Health;
  readonly exposition: Metrics['exposition'];
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
export function createAdminServer({
  health,
  exposition,
  api,
  webhook,
}: AdminParts): FastifyInstance {
  const { limits, admin } = api.config;
  const server = createListener({
    bodyBytes: webhookBytesMax,
    requestMs: requestMsMax,
    limits,
    tls: admin.tls,
  });
  server.get('/healthz', () => ({ status: 'alive' }));
  server.get('/readyz', async (_request, reply) => {
    const readiness = await health.read();
    return await reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  server.get('/metrics', async (_request, reply) => {
    const { contentType } = exposition;
    return await reply.type(contentType).send(await exposition.text());
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
