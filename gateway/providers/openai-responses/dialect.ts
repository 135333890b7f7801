import type { IncomingHttpHeaders } from 'node:http';
import type { Dialect, ModelRequest } from '../dialect.ts';
import { pastCall } from './call-item.ts';
import { refuseFiles } from '../openai/file-ids.ts';
import { refuseOtherModels } from '../other-models.ts';
import { seedOf } from '../openai/seed.ts';
import { readIsStream, readModel, scanBody, tokensOf } from '../request-body.ts';
import { failureReply } from './failure.ts';
import {
  isSealed,
  isSummarised,
  isUserMessage,
  promptTexts,
  readInput,
  readResults,
  textsOf,
} from './input.ts';
import { relayReply } from './reply.ts';
import { restoreRequest } from './restore.ts';
import { relayStream } from './stream.ts';
import { readServerTools, readTools, refuseServerHistory } from './tools.ts';
import { readWorkspace } from './workspace.ts';

/** The OpenAI Responses dialect: `POST /v1/responses`. */
export const openaiResponses: Dialect = {
  provider: 'openai',
  read: readRequest,
  relayStream,
  relayReply,
  failure: (error, isStream) => failureReply(error, isStream),
};

function readRequest(body: Buffer, headers: IncomingHttpHeaders): ModelRequest {
  const root = scanBody(body);
  refuseServerHistory(root);
  refuseOtherModels(root);
  const input = root.get('input');
  const items = readInput(input);
  refuseFiles(body, root);
  const instructions = root.get('instructions');
  const first = items.find(isUserMessage);
  const opening =
    input?.kind === 'string' ? [input] : first === undefined ? [] : textsOf(first.value);
  return {
    model: readModel(root),
    isStream: readIsStream(root),
    toolHashes: new Map(readTools(root, items).map(({ name, sha256 }) => [name, sha256])),
    statedSession: root.get('prompt_cache_key')?.text ?? null,
    workspace: readWorkspace(headers, items),
    seed: () => seedOf([...(instructions?.kind === 'string' ? [instructions] : []), ...opening]),
    outputMax: tokensOf(root.get('max_output_tokens')),
    serverTools: readServerTools(root, items),
    fileIds: [],
    results: readResults(items),
    isUsageWanted: true,
    answer: null,
    promptTexts: () => promptTexts(input, items),
    calls: () => items.flatMap(({ value }) => pastCall(value)),
    hasSummary: () => items.some(isSummarised),
    messageCount: items.length,
    isSigned: (from) => items.slice(from).some(isSealed),
    // A call that loses its reasoning is refused.
    withoutThinking: null,
    restore: (keys, tenant) => restoreRequest(body, items, keys, tenant),
  };
}
