import { gatewayError } from '../../errors.ts';
import { EventFramer } from './event-framer.ts';
import { toServerSentEvent } from './model-event.ts';

/**
 * The body of InvokeModelWithResponseStream as the event stream that Anthropic's own API would have
 * sent, one event for one message. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE at a message that cannot be
 * checked, and SENTRELY_ERR_UPSTREAM_CUT where the body ends inside one: nothing after it is read.
 */
export async function* toServerSentEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const framer = new EventFramer();
  for await (const chunk of body)
    for (const message of framer.push(chunk)) yield toServerSentEvent(message);
  if (!framer.isBetween) throw gatewayError('SENTRELY_ERR_UPSTREAM_CUT');
}
