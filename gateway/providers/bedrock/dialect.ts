import { anthropicMessages } from '../anthropic/dialect.ts';
import type { Dialect, ResponseSummary, RelayOptions } from '../dialect.ts';
import { clientError, clientFailure, FrameWriter, streamHeaders } from './client-answer.ts';
import { invokeRequest } from './client-request.ts';

/** Messages as clients of Bedrock speak them: `POST /model/{model}/invoke`. */
export const bedrockInvoke: Dialect = bedrockDialect(false);

/** The same, streamed: `POST /model/{model}/invoke-with-response-stream`. */
export const bedrockStream: Dialect = bedrockDialect(true);

/** Reads, holds and judges as Messages do; only the outermost spelling is another. */
function bedrockDialect(isStream: boolean): Dialect {
  return {
    ...anthropicMessages,
    read: (body, headers) => {
      const request = anthropicMessages.read(body, headers);
      const answer = request.answer === null ? null : clientFailure(request.answer);
      return { ...request, answer };
    },
    relayStream,
    failure: (error, wantsStream) => clientFailure(anthropicMessages.failure(error, wantsStream)),
    spelling: {
      request: (incoming) => invokeRequest(incoming, isStream),
      streamHeaders,
      error: clientError,
    },
  };
}

async function relayStream(options: RelayOptions): Promise<ResponseSummary> {
  const writer = new FrameWriter(options.write);
  const write = (bytes: Uint8Array): Promise<void> => writer.write(bytes);
  const summary = await anthropicMessages.relayStream({ ...options, write });
  try {
    await writer.end();
  } catch {
    // The client is gone, which is known where it matters.
  }
  return summary;
}
