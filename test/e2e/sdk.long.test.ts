import type Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Provider,
  type ProviderRequest,
  type Script,
  startProvider,
} from '../../cli/demo/provider.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { call, callIn, calls, resultIn, says, text } from './script.ts';
import { runToolLoop, sdkClient, type ToolLoopOptions, type ToolLoopOutcome } from './tool-loop.ts';

const rules = `
let secrets = paths("**/.env", "**/*.pem")
guard house for all agents {
  rule no-secrets deny read_file when .path in secrets because "Credentials stay out of model context."
}
policy work for agent dev { allow read_file, write_file when .path under workspace }`;

const notes = ['read_file', { path: 'notes.txt' }] as const;
const secret = ['read_file', { path: 'config/.env' }] as const;
const notesRan = 'read_file {"path":"notes.txt"}';
const secretRan = 'read_file {"path":"config/.env"}';

let stage: TestStage | undefined;
let provider: Provider | undefined;
afterEach(async () => {
  await stage?.close();
  await provider?.close();
  stage = undefined;
  provider = undefined;
});

type Work = Omit<ToolLoopOptions, 'baseUrl' | 'key'>;

/** Runs the loop through a gateway; `requests` is what the provider received. */
async function through(
  script: Script,
  work: Work,
): Promise<ToolLoopOutcome & { requests: readonly ProviderRequest[] }> {
  stage = await startStage({ script, rules });
  const outcome = await runToolLoop({ ...work, baseUrl: stage.gateway.url, key: stage.agentKey });
  return { ...outcome, requests: stage.provider.requests };
}

/** The same without a gateway. */
async function direct(
  script: Script,
  work: Work,
): Promise<ToolLoopOutcome & { requests: readonly ProviderRequest[] }> {
  provider = await startProvider(script);
  const outcome = await runToolLoop({ ...work, baseUrl: provider.url, key: 'any' });
  return { ...outcome, requests: provider.requests };
}

/** The denial as the model must read it. */
const denial = expect.stringMatching(
  /^Not run\. Denied by rule house\.no-secrets: Credentials stay/,
);

function expectDenied(request: ProviderRequest | undefined, id: string): void {
  if (request === undefined) throw new Error('the provider was not asked again');
  expect(callIn(request, id)).toEqual({ type: 'tool_use', id, name: secret[0], input: secret[1] });
  expect(resultIn(request, id)).toEqual({
    type: 'tool_result',
    tool_use_id: id,
    content: denial,
    is_error: true,
  });
}

function expectRan(request: ProviderRequest | undefined, id: string): void {
  if (request === undefined) throw new Error('the provider was not asked again');
  expect(resultIn(request, id)).toEqual({
    type: 'tool_result',
    tool_use_id: id,
    content: 'read_file is done',
  });
}

const modes: readonly (readonly [string, Work])[] = [
  ['streamed', { isStreaming: true }],
  ['streamed, tools started early', { isStreaming: true, isEager: true }],
  ['in one piece', { isStreaming: false }],
  ['streamed, history kept by the provider', { isStreaming: true, hasThread: true }],
  ['in one piece, history kept by the provider', { isStreaming: false, hasThread: true }],
];

describe.each(modes)('the tool runner, answers %s', (_name, work) => {
  it('an allowed call runs', async () => {
    const run = await through(says(calls('1', notes), text('Done.')), work);
    expect(run).toMatchObject({ ran: [notesRan], lastText: 'Done.' });
    expectRan(run.requests.at(-1), 'toolu_1_0');
  });

  it('a denied call does not run, and the model sees its own call and why', async () => {
    const run = await through(says(calls('1', secret), text('Understood.')), work);
    expect(run).toMatchObject({ ran: [], lastText: 'Understood.' });
    expect(run.requests).toHaveLength(2);
    expectDenied(run.requests.at(-1), 'toolu_1_0');
  });

  it.each([
    ['first', [secret, notes], 'toolu_1_0', 'toolu_1_1'],
    ['second', [notes, secret], 'toolu_1_1', 'toolu_1_0'],
  ] as const)('of two calls at once the %s is denied', async (_order, made, denied, allowed) => {
    const run = await through(says(calls('1', ...made), text('Done.')), work);
    expect(run).toMatchObject({ ran: [notesRan], lastText: 'Done.' });
    expectDenied(run.requests.at(-1), denied);
    expectRan(run.requests.at(-1), allowed);
  });

  it('every second of several turns is denied, and the history stays the true one', async () => {
    const script = says(
      calls('1', notes),
      calls('2', secret),
      calls('3', notes),
      calls('4', secret),
      text('Done.'),
    );
    const run = await through(script, work);
    expect(run).toMatchObject({ ran: [notesRan, notesRan], lastText: 'Done.' });
    const last = run.requests.at(-1);
    for (const id of ['toolu_2_0', 'toolu_4_0']) expectDenied(last, id);
    for (const id of ['toolu_1_0', 'toolu_3_0']) expectRan(last, id);
    expect(JSON.stringify(last?.body)).not.toContain('sentrely_');
  });
});

describe('without a gateway', () => {
  it.each([true, false])('the same call runs (streamed: %s)', async (isStreaming) => {
    const run = await direct(says(calls('1', secret), text('Done.')), { isStreaming });
    expect(run.ran).toEqual([secretRan]);
    expect(() => expectDenied(run.requests.at(-1), 'toolu_1_0')).toThrow('deeply equal');
  });
});

describe('a loop written by hand', () => {
  const ask = { model: 'claude-sonnet-5', max_tokens: 64 };
  const tools = [{ name: 'read_file', input_schema: { type: 'object' as const } }];

  it.each(['stream', 'create'] as const)('messages.%s: no call of the denied tool', async (way) => {
    stage = await startStage({ script: says(calls('1', secret, notes), text('Done.')), rules });
    const client = sdkClient({ baseUrl: stage.gateway.url, key: stage.agentKey });
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'go' }];
    const body = { ...ask, tools, messages };
    const { content, stop_reason } =
      way === 'stream'
        ? await client.messages.stream(body).finalMessage()
        : await client.messages.create(body);
    expect(stop_reason).toBe('tool_use');
    expect(content).toMatchObject([
      { type: 'tool_use', id: 'toolu_1_0', name: 'sentrely_denied' },
      { type: 'tool_use', id: 'toolu_1_1', name: 'read_file', input: { path: 'notes.txt' } },
    ]);
    const tombstone = content[0] as Anthropic.ToolUseBlock;
    expect(Object.keys(tombstone.input as object)).not.toContain('path');
  });

  it('a loop that looks at no names finds nothing to run', async () => {
    stage = await startStage({ script: says(calls('1', secret)), rules });
    const client = sdkClient({ baseUrl: stage.gateway.url, key: stage.agentKey });
    const answer = await client.messages.create({
      ...ask,
      tools,
      messages: [{ role: 'user', content: 'go' }],
    });
    const paths = answer.content.map(
      (block) => (block as { input?: { path?: string } }).input?.path,
    );
    expect(paths).toEqual([undefined]);
  });

  it('a thread of its own is replayed whole every time', async () => {
    stage = await startStage({
      script: says(calls('1', secret), text('Fine.'), text('Bye.')),
      rules,
    });
    const client = sdkClient({ baseUrl: stage.gateway.url, key: stage.agentKey });
    const thread = client.beta.messages.thread({ ...ask, tools });
    const first = await thread.send({ role: 'user', content: 'go' });
    const { id } = first.content[0] as Anthropic.Beta.BetaToolUseBlock;
    const result = { type: 'tool_result' as const, tool_use_id: id, content: 'no such tool' };
    await thread.send({ role: 'user', content: [result] });
    const last = await thread.send({ role: 'user', content: 'thanks' });
    expect(last.content).toMatchObject([{ type: 'text', text: 'Bye.' }]);
    expect(stage.provider.requests.map(({ body }) => body.messages?.length)).toEqual([1, 3, 5]);
    expectDenied(stage.provider.requests.at(-1), id);
  });
});

describe('bytes', () => {
  const body = (stream: boolean): string =>
    JSON.stringify({
      model: 'claude-sonnet-5',
      max_tokens: 64,
      stream,
      tools: [{ name: 'read_file', input_schema: { type: 'object' } }],
      messages: [{ role: 'user', content: 'Grüße ✅ \u2028' }],
    });

  async function post(url: string, key: string, json: string) {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: json });
    const bytes = Buffer.from(await response.arrayBuffer());
    const kept = ['content-type', 'request-id', 'cache-control'].map((name) =>
      response.headers.get(name),
    );
    return { status: response.status, kept, text: bytes.toString('latin1') };
  }

  it.each([true, false])(
    'an answer whose calls are allowed is the provider’s own (streamed: %s)',
    async (stream) => {
      const script: Script = () => ({
        content: [
          { type: 'thinking', thinking: 'Hm… 🤔', signature: 'c2ln' },
          { type: 'text', text: 'Ich lese 👩‍🚀 die Datei.' },
          call('toolu_1', 'read_file', { path: 'ä/𝄞.txt' }),
          call('toolu_2', 'write_file', { path: 'b.txt', content: '\u0000"\\</script>' }),
        ],
      });
      provider = await startProvider(script);
      stage = await startStage({ script, rules });
      const plain = await post(provider.url, 'any', body(stream));
      const relayed = await post(stage.gateway.url, stage.agentKey, body(stream));
      expect(relayed).toEqual(plain);
      expect(relayed.text.length).toBeGreaterThan(400);
      expect(stage.provider.requests[0]?.raw).toEqual(provider.requests[0]?.raw);
    },
  );

  it('what the model wrote comes back to the provider as it was spelt', async () => {
    const inputText = '{"path" : "config\\/.env", "2":1.0, "1":1e3}';
    const block = { ...call('toolu_1', 'read_file', {}), inputText };
    const run = await through(says({ content: [block] }, text('Fine.')), { isStreaming: true });
    expect(run.ran).toEqual([]);
    const raw = run.requests.at(-1)?.raw.toString();
    expect(raw).toContain(`"name":"read_file","input":${inputText}`);
  });

  it.each([true, false])(
    'every request has the bytes of a run without a gateway, but for the denied results (streamed: %s)',
    async (isStreaming) => {
      const script = says(
        calls('1', notes, secret),
        {
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
            call('toolu_2_0', ...notes),
          ],
        },
        calls('3', secret),
        text('Done.'),
      );
      const plain = await direct(script, { isStreaming });
      const relayed = await through(script, { isStreaming });
      expect(relayed.ran).toEqual([notesRan, notesRan]);
      expect(plain.ran).toEqual([notesRan, secretRan, notesRan, secretRan]);
      const denied = ['toolu_1_1', 'toolu_3_0'];
      expect(relayed.requests.map((request) => withoutResults(request, denied))).toEqual(
        plain.requests.map((request) => withoutResults(request, denied)),
      );
      expect(relayed.requests).toHaveLength(4);
    },
  );
});

/** The bytes of a request with a mark in place of some results. */
function withoutResults(request: ProviderRequest, ids: readonly string[]): string {
  let raw = request.raw.toString();
  for (const id of ids) {
    const result = resultIn(request, id);
    if (result === undefined) continue;
    const parts = raw.split(JSON.stringify(result));
    expect(parts).toHaveLength(2);
    raw = parts.join(`result of ${id}`);
  }
  return raw;
}
