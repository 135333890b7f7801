import type { JsonValue } from '../../json/value.ts';
import type { Dialect, ModelRequest } from '../dialect.ts';
import { errorBody, errorHeaders } from '../openai/error-body.ts';
import { refuseFiles } from '../openai/file-ids.ts';
import { seedOf } from '../openai/seed.ts';
import { refuseOtherModels } from '../other-models.ts';
import { isSummary } from '../prompt-text.ts';
import { readIsStream, readModel, scanBody, tokensOf } from '../request-body.ts';
import { callsOf, openingTexts, promptTexts, readMessages, readResults } from './message.ts';
import { relayReply } from './reply.ts';
import { restoreRequest } from './restore.ts';
import { relayStream } from './stream.ts';
import { readServerTools, readTools } from './tools.ts';
import { readUsageOption } from './usage-option.ts';

/** The OpenAI Chat Completions dialect: `POST /v1/chat/completions`. */
export const openaiChat: Dialect = {
  provider: 'openai',
  read: readRequest,
  relayStream,
  relayReply,
  failure: (error) => ({
    status: error.status,
    headers: errorHeaders(error, Date.now()),
    body: errorBody(error),
  }),
};

function readRequest(body: Buffer): ModelRequest {
  const root = scanBody(body);
  refuseOtherModels(root);
  const messages = readMessages(root);
  refuseFiles(body, root);
  const isStream = readIsStream(root);
  const { isWanted, splices } = readUsageOption(root, isStream);
  return {
    model: readModel(root),
    isStream,
    toolHashes: new Map(readTools(root).map(({ name, sha256 }) => [name, sha256])),
    statedSession: root.get('prompt_cache_key')?.text ?? null,
    workspace: null,
    seed: () => seedOf(openingTexts(messages)),
    outputMax: outputMaxOf(root),
    serverTools: readServerTools(root),
    fileIds: [],
    results: readResults(messages),
    isUsageWanted: isWanted,
    answer: null,
    promptTexts: () => promptTexts(messages),
    calls: () => messages.flatMap(callsOf),
    hasSummary: () => openingTexts(messages).some(({ text = '' }) => isSummary(text)),
    messageCount: messages.length,
    isSigned: () => false,
    withoutThinking: null,
    restore: (keys, tenant) => restoreRequest(body, messages, { keys, tenant, splices }),
  };
}

/** Each choice may be as long as the bound that is stated. */
function outputMaxOf(root: JsonValue): number | null {
  const each = tokensOf(root.get('max_completion_tokens')) ?? tokensOf(root.get('max_tokens'));
  return each === null ? null : each * Math.max(1, tokensOf(root.get('n')) ?? 1);
}
