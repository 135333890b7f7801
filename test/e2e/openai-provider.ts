import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenaiDialect } from './openai-agent.ts';

type Json = Record<string, unknown>;

/** A call as the scripted model makes it. */
export interface MadeCall {
  readonly id: string;
  readonly name: string;
  /** Of a function that stands among others under one name. */
  readonly namespace?: string;
  /** JSON for a function, any text for a custom tool. */
  readonly text: string;
  readonly isCustom?: boolean;
}

/** What the model says next. */
export interface Turn {
  readonly text?: string;
  readonly calls?: readonly MadeCall[];
  /** What the request is said to have taken, by which clients know that it became too long. */
  readonly inputTokens?: number;
}

/** A request as the provider received it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: Buffer;
  readonly body: Json;
}

/** A running provider on loopback that speaks both dialects of OpenAI. */
export interface OpenaiProvider {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/**
 * A model that says these turns one after the other. As strict as the real provider about calls and
 * their results: each call of a history must be answered, and each answer must have its call.
 */
export function startOpenai(...turns: readonly Turn[]): Promise<OpenaiProvider> {
  return startScripted((_request, turn) => turns[turn]);
}

/** What the model says to a request, of which it has answered so many in that history. */
export type OpenaiScript = (request: ReceivedRequest, turn: number) => Turn | undefined;

/** The same for a model that has several conversations. */
export async function startScripted(script: OpenaiScript): Promise<OpenaiProvider> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, script, requests);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  script: OpenaiScript,
  requests: ReceivedRequest[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const path = new URL(request.url ?? '/', 'http://provider').pathname;
  if (path === '/v1/models')
    return sendJson(response, 200, { object: 'list', data: [{ id: 'gpt' }] });
  const body = JSON.parse(raw.toString()) as Json;
  const received = { path, headers: request.headers, raw, body };
  requests.push(received);
  const dialect: OpenaiDialect = path === '/v1/responses' ? 'responses' : 'chat';
  const history = historyOf(dialect, body);
  const fault = faultOf(history);
  if (fault !== undefined)
    return sendJson(response, 400, { error: { message: fault, type: 'invalid_request_error' } });
  const turn = script(received, history.turns) ?? { text: 'There is nothing left to do.' };
  if (dialect === 'responses')
    sendResponse(response, body['stream'] === true, turn, requests.length);
  else sendCompletion(response, body, turn, requests.length);
}

interface History {
  readonly turns: number;
  readonly calls: readonly string[];
  readonly results: readonly string[];
}

function historyOf(dialect: OpenaiDialect, body: Json): History {
  return dialect === 'responses' ? itemsHistory(body) : messagesHistory(body);
}

/** A turn of the model begins where its first item follows one that is not its own. */
function itemsHistory({ input }: Json): History {
  const items = (typeof input === 'string' ? [] : input) as Json[];
  const isOwn = ({ type, role }: Json): boolean =>
    String(type).endsWith('_call') || role === 'assistant';
  return {
    turns: items.filter((item, index) => isOwn(item) && !isOwn(items[index - 1] ?? {})).length,
    calls: items
      .filter(({ type }) => String(type).endsWith('_call'))
      .map(({ call_id }) => String(call_id)),
    results: items
      .filter(({ type }) => String(type).endsWith('_call_output'))
      .map(({ call_id }) => String(call_id)),
  };
}

function messagesHistory({ messages }: Json): History {
  const all = messages as Json[];
  return {
    turns: all.filter(({ role }) => role === 'assistant').length,
    calls: all.flatMap(({ tool_calls }) =>
      ((tool_calls ?? []) as Json[]).map(({ id }) => String(id)),
    ),
    results: all
      .filter(({ role }) => role === 'tool')
      .map(({ tool_call_id }) => String(tool_call_id)),
  };
}

function faultOf({ calls, results }: History): string | undefined {
  const open = calls.find((id) => !results.includes(id));
  if (open !== undefined) return `No tool output found for function call ${open}.`;
  const lost = results.find((id) => !calls.includes(id));
  return lost === undefined ? undefined : `No tool call found for function call output ${lost}.`;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1' });
  response.end(JSON.stringify(body));
}

function sendResponse(
  response: ServerResponse,
  isStream: boolean,
  turn: Turn,
  ordinal: number,
): void {
  const items = itemsOf(turn, ordinal);
  const envelope = { id: `resp_${ordinal}`, object: 'response', created_at: 1, model: 'gpt' };
  const inputTokens = turn.inputTokens ?? 25;
  const usage = { input_tokens: inputTokens, output_tokens: 5, total_tokens: inputTokens + 5 };
  const completed = { ...envelope, status: 'completed', output: items, usage };
  if (!isStream) return sendJson(response, 200, completed);
  const created = { ...envelope, status: 'in_progress', output: [] };
  const events = [
    { type: 'response.created', response: created },
    { type: 'response.in_progress', response: created },
    ...items.flatMap(itemEvents),
    { type: 'response.completed', response: completed },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' });
  for (const [sequence_number, event] of events.entries())
    response.write(
      `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`,
    );
  response.end();
}

function itemsOf({ text, calls = [] }: Turn, ordinal: number): readonly Json[] {
  const content = [{ type: 'output_text', text, annotations: [] }];
  const said = {
    id: `msg_${ordinal}`,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content,
  };
  return [...(text === undefined ? [] : [said]), ...calls.map((call) => callItem(call))];
}

function callItem({ id, name, namespace, text, isCustom = false }: MadeCall): Json {
  const type = isCustom ? 'custom_tool_call' : 'function_call';
  return {
    id: `${isCustom ? 'ctc' : 'fc'}_${id}`,
    type,
    status: 'completed',
    [isCustom ? 'input' : 'arguments']: text,
    call_id: id,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function itemEvents(item: Json, output_index: number): readonly (Json & { type: string })[] {
  const item_id = item['id'];
  const done = { type: 'response.output_item.done', output_index, item };
  const member = item['type'] === 'custom_tool_call' ? 'input' : 'arguments';
  if (item['type'] === 'message') {
    const [part] = item['content'] as Json[];
    const place = { output_index, item_id, content_index: 0 };
    return [
      { type: 'response.output_item.added', output_index, item: { ...item, content: [] } },
      { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
      { type: 'response.output_text.delta', ...place, delta: part?.['text'], logprobs: [] },
      { type: 'response.output_text.done', ...place, text: part?.['text'], logprobs: [] },
      { type: 'response.content_part.done', ...place, part },
      done,
    ];
  }
  const kind = member === 'input' ? 'custom_tool_call_input' : 'function_call_arguments';
  const text = String(item[member]);
  const at = { output_index, item_id };
  return [
    {
      type: 'response.output_item.added',
      output_index,
      item: { ...item, status: 'in_progress', [member]: '' },
    },
    ...pieces(text).map((delta) => ({ type: `response.${kind}.delta`, ...at, delta })),
    { type: `response.${kind}.done`, ...at, [member]: text },
    done,
  ];
}

function sendCompletion(
  response: ServerResponse,
  body: Json,
  { text, calls }: Turn,
  ordinal: number,
): void {
  const entries = (calls ?? []).map(callEntry);
  const message = {
    role: 'assistant',
    content: text ?? null,
    ...(calls === undefined ? {} : { tool_calls: entries }),
  };
  const id = `chatcmpl-${ordinal}`;
  const reason = calls === undefined ? 'stop' : 'tool_calls';
  if (body['stream'] === true) return sendChunks(response, body, { id, message, entries, reason });
  const choices = [{ index: 0, message, finish_reason: reason }];
  const completion = { id, object: 'chat.completion', created: 1, model: 'gpt', choices };
  sendJson(response, 200, { ...completion, usage: completionUsage });
}

const completionUsage: Json = { prompt_tokens: 25, completion_tokens: 5, total_tokens: 30 };

function callEntry({ id, name, text, isCustom }: MadeCall): Json {
  return isCustom === true
    ? { id, type: 'custom', custom: { name, input: text } }
    : { id, type: 'function', function: { name, arguments: text } };
}

interface Completion {
  readonly id: string;
  readonly message: Json;
  readonly entries: readonly Json[];
  readonly reason: string;
}

function sendChunks(
  response: ServerResponse,
  body: Json,
  { id, message, entries, reason }: Completion,
): void {
  const envelope = { id, object: 'chat.completion.chunk', created: 1, model: 'gpt' };
  const send = (choices: Json[], more: Json = {}): void =>
    void response.write(`data: ${JSON.stringify({ ...envelope, choices, ...more })}\n\n`);
  const sendDelta = (delta: Json): void => send([{ index: 0, delta, finish_reason: null }]);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' });
  sendDelta({ role: 'assistant', content: message['content'] });
  for (const [index, entry] of entries.entries())
    for (const part of entryParts(index, entry)) sendDelta({ tool_calls: [part] });
  send([{ index: 0, delta: {}, finish_reason: reason }]);
  const options = body['stream_options'] as { include_usage?: boolean } | undefined;
  if (options?.include_usage === true) send([], { usage: completionUsage });
  response.end('data: [DONE]\n\n');
}

function entryParts(index: number, entry: Json): readonly Json[] {
  const kind = entry['type'] === 'custom' ? 'custom' : 'function';
  const member = kind === 'custom' ? 'input' : 'arguments';
  const body = entry[kind] as Json;
  const first = { index, ...entry, [kind]: { ...body, [member]: '' } };
  return [
    first,
    ...pieces(String(body[member])).map((part) => ({ index, [kind]: { [member]: part } })),
  ];
}

function pieces(text: string): readonly string[] {
  return text.match(/.{1,9}/gsu) ?? [];
}
