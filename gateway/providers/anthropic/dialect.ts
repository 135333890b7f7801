import type { Dialect } from '../dialect.ts';
import { failureReply, threadNotFound } from './failure.ts';
import { relayReply } from './reply.ts';
import { readRequest } from './request.ts';
import { restoreRequest } from './restore.ts';
import { relayStream } from './stream.ts';
import { withoutThinking } from './thinking.ts';

/** The Anthropic Messages dialect: `POST /v1/messages`. */
export const anthropicMessages: Dialect = {
  provider: 'anthropic',
  read: (body) => {
    const request = readRequest(body);
    return {
      ...request,
      isUsageWanted: true,
      answer: request.thread === 'continue' ? threadNotFound() : null,
      withoutThinking,
      restore: (keys, tenant) => restoreRequest(body, request, keys, tenant),
    };
  },
  relayStream,
  relayReply,
  failure: (error) => failureReply(error),
};
