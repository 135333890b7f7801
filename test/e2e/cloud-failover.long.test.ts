import AnthropicBedrock from '@anthropic-ai/bedrock-sdk';
import type Anthropic from '@anthropic-ai/sdk';
import AnthropicVertex from '@anthropic-ai/vertex-sdk';
import { PassThroughClient } from 'google-auth-library';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Script, Turn } from '../../cli/demo/provider.ts';
import { call, message, text as say } from '../gateway/providers/anthropic/harness.ts';
import type { Cloud } from './cloud-stage.ts';
import {
  type Fault,
  type FailoverOptions,
  type FailoverStage,
  startFailoverStage,
} from './failover-stage.ts';
import { callIn, calls, resultIn, says, text } from './script.ts';
import { runToolLoop, sdkClient, type ToolLoopOptions } from './tool-loop.ts';

// One gateway before Anthropic's API, Bedrock and Vertex AI: whoever fails before a byte of an answer,
// the agent gets one answer, of the next.

const rules = `
let secrets = paths("**/.env", "**/*.pem")
guard house for all agents {
  rule no-secrets deny read_file when .path in secrets because "Credentials stay out of model context."
}
policy work for agent dev { allow read_file when .path under workspace }`;

const notes = ['read_file', { path: 'notes.txt' }] as const;
const secret = ['read_file', { path: 'config/.env' }] as const;
const notesRan = 'read_file {"path":"notes.txt"}';

/** One call that may run beside one that may not, and one of each afterwards. */
const turns: readonly Turn[] = [
  calls('a', notes, secret),
  calls('b', secret),
  calls('c', notes),
  text('All is done.'),
];
const work: Script = says(...turns);
const outcome = { ran: [notesRan, notesRan], lastText: 'All is done.' };

async function open(changes: Partial<FailoverOptions>): Promise<FailoverStage> {
  const stage = await startFailoverStage({
    route: ['anthropic', 'bedrock', 'vertex'],
    script: work,
    rules,
    faultOf: () => undefined,
    ...changes,
  });
  onTestFinished(() => stage.close());
  return stage;
}

/** Fails in one way at these upstreams, at every turn. */
function failing(fault: Fault, ...at: readonly Cloud[]): FailoverOptions['faultOf'] {
  return (upstream) => (at.includes(upstream) ? fault : undefined);
}

type ClientOf = (stage: FailoverStage) => Anthropic;

const clients: Readonly<Record<Cloud, ClientOf>> = {
  anthropic: ({ gateway, agentKey }) => sdkClient({ baseUrl: gateway.url, key: agentKey }),
  bedrock: ({ gateway, agentKey }) =>
    new AnthropicBedrock({
      baseURL: gateway.url,
      awsRegion: 'us-east-1',
      skipAuth: true,
      maxRetries: 0,
      defaultHeaders: { 'X-Sentrely-Key': agentKey },
    }) as unknown as Anthropic,
  vertex: ({ gateway, agentKey }) =>
    new AnthropicVertex({
      baseURL: `${gateway.url}/v1`,
      region: 'us-east5',
      projectId: 'of-the-client',
      authClient: new PassThroughClient() as never,
      maxRetries: 0,
      defaultHeaders: { 'X-Sentrely-Key': agentKey },
    }) as unknown as Anthropic,
};

async function run(
  stage: FailoverStage,
  of: Cloud,
  options: Partial<ToolLoopOptions> & { readonly isStreaming: boolean },
): Promise<unknown> {
  return await runToolLoop({ baseUrl: '', key: '', client: clients[of](stage), ...options });
}

/** The work came to its end, and the model was told of each denied call once, as denied. */
function expectTold({ provider, refusals }: FailoverStage): void {
  expect(provider.requests).toHaveLength(turns.length);
  for (const [request, id] of [
    [provider.requests[1], 'toolu_a_1'],
    [provider.requests[3], 'toolu_a_1'],
    [provider.requests[3], 'toolu_b_0'],
  ] as const) {
    if (request === undefined) throw new Error('the provider was not asked again');
    expect(callIn(request, id)).toEqual({
      type: 'tool_use',
      id,
      name: secret[0],
      input: secret[1],
    });
    expect(resultIn(request, id)).toMatchObject({
      content: expect.stringMatching(/^Not run\. Denied by rule house\.no-secrets/) as string,
      is_error: true,
    });
  }
  expect(refusals).toEqual([]);
}

/** What is on record of the upstreams and of the calls, each in order. */
async function record({ audit }: FailoverStage): Promise<{
  readonly attempts: readonly string[];
  readonly decisions: readonly string[];
}> {
  const rows = await audit(
    `SELECT kind, concat_ws(' ', replace(kind, 'llm.', ''), provider, outcome, status,
       'from ' || failover_from), concat_ws(' ', tool_use_id, verdict, rule_id)
     FROM events WHERE kind IN ('llm.attempt', 'llm.response', 'tool.decision') ORDER BY seq`,
  );
  const of = (isDecision: boolean, column: 1 | 2) =>
    rows
      .filter(([kind]) => (kind === 'tool.decision') === isDecision)
      .map((row) => row[column] ?? '');
  return { attempts: of(false, 1), decisions: of(true, 2) };
}

const decided = [
  'toolu_a_0 allow work#1',
  'toolu_a_1 deny house.no-secrets',
  'toolu_b_0 deny house.no-secrets',
  'toolu_c_0 allow work#1',
];

/** The upstreams that took a request, in order. */
function asked({ arrivals }: FailoverStage): readonly Cloud[] {
  return arrivals.map(({ at }) => at);
}

const ways = [
  ['streamed', true],
  ['in one piece', false],
] as const;

/** Failures, and what is on record of an upstream's attempt. Only streams begin with an error. */
const failures: readonly (readonly [Fault & string, boolean, string])[] = [
  ['busy', true, 'refused 529'],
  ['busy', false, 'refused 529'],
  ['reset', true, 'lost'],
  ['reset', false, 'lost'],
  ['error-first', true, 'refused 529'],
];

describe('a client of Anthropic’s API', () => {
  it.each(failures)('is answered by Bedrock (%s, streamed: %s)', async (fault, isStreaming, as) => {
    const stage = await open({ faultOf: failing(fault, 'anthropic') });
    expect(await run(stage, 'anthropic', { isStreaming })).toEqual(outcome);
    expectTold(stage);
    expect(asked(stage)).toEqual(['anthropic', ...turns.map(() => 'bedrock')]);
    expect(await record(stage)).toEqual({
      attempts: [
        `attempt anthropic ${as}`,
        'response bedrock complete 200 from anthropic',
        ...turns.slice(1).map(() => 'response bedrock complete 200'),
      ],
      decisions: decided,
    });
  });

  it.each(failures)(
    'is answered by Vertex AI (%s, streamed: %s)',
    async (fault, isStreaming, as) => {
      const stage = await open({ faultOf: failing(fault, 'anthropic', 'bedrock') });
      expect(await run(stage, 'anthropic', { isStreaming })).toEqual(outcome);
      expectTold(stage);
      expect(asked(stage)).toEqual(['anthropic', 'bedrock', ...turns.map(() => 'vertex')]);
      expect(await record(stage)).toEqual({
        attempts: [
          `attempt anthropic ${as}`,
          `attempt bedrock ${as}`,
          'response vertex complete 200 from anthropic',
          ...turns.slice(1).map(() => 'response vertex complete 200'),
        ],
        decisions: decided,
      });
    },
  );

  it.each(ways)('keeps one true history while it moves on and on, %s', async (_, isStreaming) => {
    const stage = await open({
      // Each turn is answered by another; the last by the first again.
      faultOf: (at, turn) =>
        at === (['bedrock', 'anthropic', 'bedrock', 'vertex'] as const)[turn] ||
        (turn === 2 && at === 'anthropic') ||
        (turn === 3 && at === 'bedrock')
          ? 'busy'
          : undefined,
    });
    expect(await run(stage, 'anthropic', { isStreaming })).toEqual(outcome);
    expectTold(stage);
    expect(asked(stage)).toEqual([
      'anthropic',
      ...(['anthropic', 'bedrock'] as const),
      ...(['bedrock', 'anthropic', 'vertex'] as const),
      ...(['vertex', 'anthropic'] as const),
    ]);
    const histories = stage.arrivals.map(({ text: body }) =>
      JSON.stringify((JSON.parse(body) as { messages: unknown }).messages).slice(0, -1),
    );
    for (const [index, history] of histories.slice(1).entries())
      expect(history.startsWith(histories[index] ?? '?')).toBe(true);
    expect(await record(stage)).toEqual({
      attempts: [
        'response anthropic complete 200',
        'attempt anthropic refused 529',
        'response bedrock complete 200 from anthropic',
        'attempt bedrock refused 529',
        'attempt anthropic refused 529',
        'response vertex complete 200 from bedrock',
        'attempt vertex refused 529',
        'response anthropic complete 200 from vertex',
      ],
      decisions: decided,
    });
  });

  it('may have its history kept by Anthropic until it moves', async () => {
    const stage = await open({
      faultOf: (at, turn) => (at === 'anthropic' && turn === 1 ? 'busy' : undefined),
    });
    const loop = { isStreaming: true, hasThread: true };
    expect(await run(stage, 'anthropic', loop)).toEqual(outcome);
    expectTold(stage);
    expect(asked(stage)).toEqual(['anthropic', 'anthropic', 'bedrock', 'bedrock', 'bedrock']);
    const threads = stage.arrivals.map(({ text: body }) => 'thread' in JSON.parse(body));
    expect(threads).toEqual([true, true, false, false, false]);
  });

  it('is told what the last one said where all fail', async () => {
    const stage = await open({ faultOf: failing('busy', 'anthropic', 'bedrock', 'vertex') });
    await expect(run(stage, 'anthropic', { isStreaming: true })).rejects.toMatchObject({
      status: 529,
      type: 'overloaded_error',
      message: expect.stringContaining('No room in projects/(hidden)') as string,
    });
    expect(asked(stage)).toEqual(['anthropic', 'bedrock', 'vertex']);
  });

  it('has its tokens counted by Bedrock', async () => {
    const stage = await open({ faultOf: failing('busy', 'anthropic') });
    const { messages } = clients.anthropic(stage);
    const count = await messages.countTokens({
      model: 'claude-sonnet-5',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(count.input_tokens).toBe(42);
    expect(asked(stage)).toEqual(['anthropic', 'bedrock']);
  });

  it('shows each upstream its own credential only, and none the agent’s', async () => {
    const stage = await open({ faultOf: failing('busy', 'anthropic', 'bedrock') });
    await run(stage, 'anthropic', { isStreaming: true });
    const shown = new Map(stage.arrivals.map(({ at, headers }) => [at, headers] as const));
    const { 'x-api-key': key, authorization: none } = shown.get('anthropic') ?? {};
    expect([key, none]).toEqual(['provider-key', undefined]);
    const { authorization: signature, ...ofBedrock } = shown.get('bedrock') ?? {};
    expect(signature).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\//);
    expect(ofBedrock).not.toHaveProperty('x-api-key');
    const { authorization: token, ...ofVertex } = shown.get('vertex') ?? {};
    expect(token).toBe('Bearer ya29.configured');
    expect(ofVertex).not.toHaveProperty('x-api-key');
    expect(JSON.stringify(stage.arrivals)).not.toContain(stage.agentKey);
  });
});

describe.each([
  ['bedrock', 'anthropic', 'vertex'],
  ['vertex', 'bedrock', 'anthropic'],
] as const)('a client of %s', (of, second, third) => {
  const route = [of, second, third];

  it.each(failures)(
    `is answered by ${second} (%s, streamed: %s)`,
    async (fault, isStreaming, as) => {
      const stage = await open({ route, faultOf: failing(fault, of) });
      expect(await run(stage, of, { isStreaming })).toEqual(outcome);
      expectTold(stage);
      expect(asked(stage)).toEqual([of, ...turns.map(() => second)]);
      const { attempts, decisions } = await record(stage);
      expect(attempts.slice(0, 2)).toEqual([
        `attempt ${of} ${as}`,
        `response ${second} complete 200 from ${of}`,
      ]);
      expect(decisions).toEqual(decided);
    },
  );

  it.each(ways)(`is answered by ${third} where both fail, %s`, async (_, isStreaming) => {
    const stage = await open({ route, faultOf: failing('reset', of, second) });
    expect(await run(stage, of, { isStreaming })).toEqual(outcome);
    expectTold(stage);
    expect(asked(stage)).toEqual([of, second, ...turns.map(() => third)]);
    expect((await record(stage)).decisions).toEqual(decided);
  });

  it.each(ways)('is told in its own words that all fail, %s', async (_, isStreaming) => {
    const stage = await open({ route, faultOf: failing('busy', of, second, third) });
    await expect(run(stage, of, { isStreaming })).rejects.toMatchObject({
      status: 529,
      message: expect.stringMatching(/No room|Overloaded by script/) as string,
    });
    expect(asked(stage)).toEqual(route);
  });
});

describe('thinking is signed for who wrote it', () => {
  const thought = (signature: string) => ({
    type: 'thinking' as const,
    thinking: 'Read them both.',
    signature,
  });
  const [first, second, ...others] = turns as readonly [Turn, Turn, ...Turn[]];
  const script = says(
    { content: [thought('b2YtYW50aHJvcGlj'), ...first.content] },
    { content: [thought('b2YtYmVkcm9jaw=='), ...second.content] },
    ...others,
  );
  const faultOf: FailoverOptions['faultOf'] = (at, turn) =>
    at === 'anthropic' && turn > 0 ? 'busy' : undefined;

  it.each(ways)('so no other is asked: the agent is told to wait, %s', async (_, isStreaming) => {
    const stage = await open({ script, faultOf });
    await expect(run(stage, 'anthropic', { isStreaming })).rejects.toMatchObject({ status: 529 });
    expect(asked(stage)).toEqual(['anthropic', 'anthropic']);
    expect((await record(stage)).attempts).toEqual([
      'response anthropic complete 200',
      'response anthropic error 529',
    ]);
  });

  it('and with the reason, once it is known to be down', async () => {
    const stage = await open({ script, faultOf, failover: { failures: 1, open_ms: 60_000 } });
    const loop = { isStreaming: true };
    await expect(run(stage, 'anthropic', loop)).rejects.toMatchObject({ status: 529 });
    const { messages } = clients.anthropic(stage);
    const again = messages.create({
      model: 'claude-sonnet-5',
      max_tokens: 64,
      messages: [
        { role: 'user', content: 'Do the work.' },
        {
          role: 'assistant',
          content: [thought('b2YtYW50aHJvcGlj'), { type: 'text', text: 'I did.' }],
        },
        { role: 'user', content: 'More.' },
      ],
    });
    await expect(again).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/`anthropic` does not answer/) as string,
    });
    expect(asked(stage)).toEqual(['anthropic', 'anthropic']);
  });

  it.each(ways)('or it is left out where the operator says so, %s', async (_, isStreaming) => {
    const stage = await open({ script, faultOf, failover: { strip_thinking: true } });
    expect(await run(stage, 'anthropic', { isStreaming })).toEqual(outcome);
    expectTold(stage);
    expect(asked(stage)).toEqual(['anthropic', 'anthropic', 'bedrock', 'bedrock', 'bedrock']);
    const signed = stage.arrivals.map(({ text: body }) => [
      body.includes('b2YtYW50aHJvcGlj'),
      body.includes('b2YtYmVkcm9jaw=='),
    ]);
    expect(signed).toEqual([
      [false, false],
      [true, false],
      // What the new one thinks stays.
      [false, false],
      [false, true],
      [false, true],
    ]);
    expect((await record(stage)).decisions).toEqual(decided);
  });
});

describe('an upstream that fails and speaks', () => {
  const hidden = call(1, secret[0], JSON.stringify(secret[1]));

  it.each(['anthropic', 'bedrock'] as const)('at %s is not heard behind its error', async (at) => {
    const other = at === 'anthropic' ? 'bedrock' : 'anthropic';
    const errorThen = message(say(0, 'Hello.'), hidden);
    const stage = await open({ route: [at, other], faultOf: failing({ errorThen }, at) });
    expect(await run(stage, 'anthropic', { isStreaming: true })).toEqual(outcome);
    expectTold(stage);
    expect(JSON.stringify(stage.provider.requests.map(({ body }) => body))).not.toContain('Hello.');
    expect((await record(stage)).decisions).toEqual(decided);
  });

  it.each(['anthropic', 'bedrock', 'vertex'] as const)(
    'at %s before its error is not moved from, and its call is judged',
    async (at) => {
      const errorAfter = message(say(0, 'Hello.'), hidden).replace(/event: message_delta[^]*$/, '');
      const route = [at, at === 'vertex' ? 'bedrock' : 'vertex'] as const;
      const stage = await open({ route, faultOf: failing({ errorAfter }, at) });
      const { messages } = clients.anthropic(stage);
      const stream = messages.stream({
        model: 'claude-sonnet-5',
        max_tokens: 64,
        messages: [{ role: 'user', content: 'Do the work.' }],
      });
      const events: string[] = [];
      stream.on('streamEvent', (event) => events.push(JSON.stringify(event)));
      await expect(stream.finalMessage()).rejects.toThrow(/verloaded|No room/);
      expect(asked(stage)).toEqual([at]);
      expect(events.join('\n')).toContain('Hello.');
      expect(events.join('\n')).not.toContain('"name":"read_file"');
      const { attempts, decisions } = await record(stage);
      expect(attempts).toEqual([expect.stringMatching(`^response ${at} (?!complete)`)]);
      expect(decisions).toEqual(['toolu_1 deny house.no-secrets']);
    },
  );
});
