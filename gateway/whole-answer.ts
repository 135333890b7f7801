import { SentrelyError } from '../compiler/bundle/errors.ts';
import { gatewayError } from './errors.ts';
import type { Served } from './upstreams/asked.ts';

/** The largest JSON reply that is read: a model's longest answer is far below. */
const replyBytesMax = 32 * 1024 * 1024;

/** The whole of an answer. Rejects with SENTRELY_ERR_UPSTREAM_UNREADABLE or SENTRELY_ERR_UPSTREAM_CUT. */
export async function readWhole(answer: Served): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes > replyBytesMax) throw tooLong(answer);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SentrelyError) throw error;
    throw gatewayError('SENTRELY_ERR_UPSTREAM_CUT', undefined, error);
  }
  return Buffer.concat(chunks);
}

function tooLong(answer: Served): Error {
  answer.discard();
  return gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', `more than ${replyBytesMax} bytes`);
}
