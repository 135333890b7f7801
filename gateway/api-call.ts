import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientStream } from './client-stream.ts';
import { toSentrelyError } from './errors.ts';
import { sendReply } from './exchange.ts';
import { anthropicMessages } from './providers/anthropic/dialect.ts';
import { watchOf } from './request.ts';
import type { AnswerOutcome, Services } from './services.ts';
import type { Watch } from './telemetry/watch.ts';

/** A request about what an agent has at the provider (batches, files), and who waits for its answer. */
export interface ApiCall {
  readonly incoming: FastifyRequest;
  readonly client: ClientStream;
  readonly watch: Watch;
}

/**
 * Answers such a request. Never rejects: what fails is told in the dialect's shape, and breaks an
 * answer off that has begun.
 */
export async function handleApiCall(
  services: Services,
  incoming: FastifyRequest,
  reply: FastifyReply,
  answer: (call: ApiCall) => Promise<AnswerOutcome>,
): Promise<void> {
  const watch = watchOf(services, incoming);
  const client = new ClientStream(reply, () => watch.replied());
  try {
    watch.ended(await answer({ incoming, client, watch }));
  } catch (error) {
    services.report(error);
    const failure = toSentrelyError(error);
    watch.ended(client.gone.aborted ? 'client-gone' : undefined, failure);
    if (client.hasBegun) client.cut();
    else sendReply(reply, anthropicMessages.failure(failure, false));
  }
}
