import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startGithub } from '../../cli/demo/github.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import {
  type OpenaiAgentOptions,
  type OpenaiAgentOutcome,
  runOpenaiAgent,
} from './openai-agent.ts';
import { type MadeCall, type OpenaiProvider, startOpenai, type Turn } from './openai-provider.ts';
import { approvalSettings, askingRules, hear, order, short } from './scene.ts';
import { text } from './script.ts';

const rules = `
let secrets = paths("**/.env", "**/*.pem")
guard house for all agents {
  rule no-secrets deny read_file when .path in secrets because "Credentials stay out of model context."
}
policy work for agent dev { allow read_file, write_file when .path under workspace }`;

const notes = (id: string): MadeCall => ({ id, name: 'read_file', text: '{"path": "notes.txt"}' });
const secret = (id: string): MadeCall => ({
  id,
  name: 'read_file',
  text: '{"path" : "config\\/.env"}',
});
const patch = (id: string): MadeCall => ({
  id,
  name: 'apply_patch',
  text: '*** Begin "Patch"\n',
  isCustom: true,
});
const [notesRan, secretRan] = [notes('').text, secret('').text].map((args) => `read_file ${args}`);
const said = (words: string): Turn => ({ text: words });
const denial = /^Not run\. Denied by rule house\.no-secrets: Credentials stay/;

interface Through {
  readonly stage: TestStage;
  readonly provider: OpenaiProvider;
  readonly run: () => Promise<OpenaiAgentOutcome>;
}

type Mode = Pick<OpenaiAgentOptions, 'dialect' | 'isStreaming'>;

async function open(
  mode: Mode,
  turns: readonly Turn[],
  published = rules,
  settings = {},
): Promise<Through> {
  const provider = await startOpenai(...turns);
  onTestFinished(() => provider.close());
  const stage = await startStage({
    script: () => text('This provider is not asked.'),
    rules: published,
    settings: {
      SENTRELY_UPSTREAM_OPENAI_URL: provider.url,
      SENTRELY_UPSTREAM_OPENAI_API_KEY: 'openai-key',
      ...settings,
    },
  });
  onTestFinished(() => stage.close());
  const run = (): Promise<OpenaiAgentOutcome> =>
    runOpenaiAgent({ ...mode, baseUrl: stage.gateway.url, key: stage.agentKey });
  return { stage, provider, run };
}

async function direct(
  mode: Mode,
  turns: readonly Turn[],
): Promise<{ ran: readonly string[]; provider: OpenaiProvider }> {
  const provider = await startOpenai(...turns);
  onTestFinished(() => provider.close());
  const { ran } = await runOpenaiAgent({ ...mode, baseUrl: provider.url, key: 'any' });
  return { ran, provider };
}

/** The result of a call as the model reads it in the newest request. */
function told({ requests }: OpenaiProvider, id: string): string {
  const { input, messages } = requests.at(-1)?.body ?? {};
  const history = (input ?? messages) as readonly Record<string, unknown>[];
  const found = history.find(
    (item) =>
      item['tool_call_id'] === id ||
      (item['call_id'] === id && String(item['type']).endsWith('_output')),
  );
  return String(found?.['output'] ?? found?.['content']);
}

const modes: readonly (readonly [string, Mode])[] = [
  ['Responses, streamed', { dialect: 'responses', isStreaming: true }],
  ['Responses, in one piece', { dialect: 'responses', isStreaming: false }],
  ['Chat Completions, streamed', { dialect: 'chat', isStreaming: true }],
  ['Chat Completions, in one piece', { dialect: 'chat', isStreaming: false }],
];

describe.each(modes)('%s', (_, mode) => {
  test('an allowed call runs', async () => {
    const { run, provider } = await open(mode, [{ calls: [notes('c1')] }, said('Done.')]);
    expect(await run()).toEqual({ ran: [notesRan], lastText: 'Done.' });
    expect(told(provider, 'c1')).toBe('read_file is done');
  });

  test('a denied call does not run, the loop goes on, and the model sees its own call and why', async () => {
    const { run, provider } = await open(mode, [{ calls: [secret('c1')] }, said('Understood.')]);
    expect(await run()).toEqual({ ran: [], lastText: 'Understood.' });
    expect(provider.requests).toHaveLength(2);
    expect(told(provider, 'c1')).toMatch(denial);
    const raw = provider.requests.at(-1)?.raw.toString() ?? '';
    expect(raw).toContain(JSON.stringify(secret('c1').text));
    expect(raw).not.toContain('sentrely_');
  });

  test.each([
    ['first', ['secret', 'notes']],
    ['second', ['notes', 'secret']],
  ] as const)('of two calls at once the %s is denied', async (__, names) => {
    const calls = names.map((name, index) => (name === 'notes' ? notes : secret)(`c${index}`));
    const { run, provider } = await open(mode, [{ text: 'Both.', calls }, said('Done.')]);
    expect(await run()).toEqual({ ran: [notesRan], lastText: 'Done.' });
    expect(told(provider, `c${names.indexOf('secret')}`)).toMatch(denial);
    expect(told(provider, `c${names.indexOf('notes')}`)).toBe('read_file is done');
  });

  test('every request has the bytes of a run without a gateway, but for the denied results', async () => {
    const turns: readonly Turn[] = [
      { text: 'Grüße 🤔', calls: [notes('c1'), secret('c2')] },
      { calls: [notes('c3')] },
      { calls: [patch('c4')] },
      { calls: [secret('c5')] },
      said('Done.'),
    ];
    const plain = await direct(mode, turns);
    const { run, provider } = await open(mode, turns);
    expect((await run()).ran).toEqual([notesRan, notesRan]);
    expect(plain.ran).toHaveLength(5);
    expect(plain.ran).toContain(secretRan);
    const bytes = ({ requests }: OpenaiProvider): readonly string[] =>
      requests.map(({ raw }) =>
        raw
          .toString()
          .replaceAll(
            /("(?:call_id|tool_call_id)":"c[245]","(?:output|content)":)"(?:[^"\\]|\\.)*"/g,
            '$1"-"',
          ),
      );
    expect(bytes(provider)).toEqual(bytes(plain.provider));
    expect(provider.requests).toHaveLength(5);
    expect(bytes(provider).join('').match(/"-"/g)?.length).toBeGreaterThan(5);
  });

  test('what happened is on record, with what it cost', async () => {
    const { run, stage } = await open(mode, [
      { calls: [notes('c1'), secret('c2')] },
      said('Done.'),
    ]);
    await run();
    const rows = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT tool_use_id, verdict, disposition, provider FROM events WHERE kind = 'tool.decision' ORDER BY tool_use_id`,
    });
    expect(rows.rows).toEqual([
      ['c1', 'allow', 'released', 'openai'],
      ['c2', 'deny', 'stopped', 'openai'],
    ]);
    const answers = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT input_tokens, output_tokens, outcome FROM events WHERE kind = 'llm.response'`,
    });
    const used = ['25', '5', 'complete'];
    expect(answers.rows.map((row) => row.map(String))).toEqual([used, used]);
  });

  test('the provider sees the gateway’s credential and never the agent’s', async () => {
    const { run, stage, provider } = await open(mode, [said('Hello.')]);
    await run();
    expect(provider.requests[0]?.headers.authorization).toBe('Bearer openai-key');
    expect(JSON.stringify(provider.requests[0]?.headers)).not.toContain(stage.agentKey);
    expect(stage.provider.requests).toEqual([]);
  });

  const deploy: MadeCall = {
    id: 'c1',
    name: 'deploy',
    text: '{"environment":"production","version":"1.4.0"}',
  };

  test('a held call runs after a comment of its approver, and not before', async () => {
    const github = await startGithub();
    onTestFinished(() => github.close());
    const { run, stage } = await open(
      mode,
      [{ calls: [deploy] }, said('Done.')],
      askingRules(github.ownerId),
      {
        ...approvalSettings(github),
        SENTRELY_HOLD_REPLY_MS: '60000',
        SENTRELY_HOLD_PING_MS: '20',
      },
    );
    await hear(github, stage.gateway);
    let isOver = false;
    const running = run().finally(() => (isOver = true));
    const card = await github.waitForCard();
    await sleep(100);
    expect(isOver).toBe(false);
    await github.comment(order(card, 'approve'));
    expect(await running).toEqual({ ran: [`deploy ${deploy.text}`], lastText: 'Done.' });
  });

  test('a call that nobody answers is parked, and runs when it is repeated after its approval', async () => {
    const github = await startGithub();
    onTestFinished(() => github.close());
    const turns = [{ calls: [deploy] }, said('Later.')];
    const { run, stage, provider } = await open(mode, turns, askingRules(github.ownerId), {
      ...approvalSettings(github),
      ...short,
    });
    await hear(github, stage.gateway);
    expect(await run()).toEqual({ ran: [], lastText: 'Later.' });
    expect(told(provider, 'c1')).toMatch(/^Not run yet\. Approval a_[0-9a-z]{26} is pending/);
    await github.comment(order(await github.waitForCard(), 'approve'));
    while (!(await github.comments()).some((body) => body.startsWith('### Approval given')))
      await sleep(50);
    expect(await run()).toEqual({ ran: [`deploy ${deploy.text}`], lastText: 'Later.' });
  });
});

describe('what is refused', () => {
  async function post(
    stage: TestStage,
    path: string,
    body: object,
    headers = {},
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(`${stage.gateway.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.agentKey}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }
  const stream: Mode = { dialect: 'responses', isStreaming: true };

  test.each<readonly [string, object, string]>([
    ['a server tool', { tools: [{ type: 'web_search' }] }, 'SENTRELY_ERR_SERVER_TOOL'],
    ['history at the provider', { previous_response_id: 'resp_1' }, 'SENTRELY_ERR_SERVER_HISTORY'],
    ['a background run', { background: true }, 'SENTRELY_ERR_SERVER_HISTORY'],
  ])('Responses: %s', async (_, members, code) => {
    const { stage, provider } = await open(stream, []);
    const body = { model: 'gpt', input: 'go', ...members };
    const whole = await post(stage, '/v1/responses', body);
    expect(whole.text).toContain(code);
    expect(whole.status).toBe(400);
    const streamed = await post(
      stage,
      '/v1/responses',
      { ...body, stream: true },
      { accept: 'text/event-stream' },
    );
    expect(streamed.status).toBe(200);
    expect(streamed.text).toMatch(/^event: response.created\n[^]*event: response.failed\n/);
    expect(streamed.text).toContain('"code":"invalid_prompt"');
    expect(streamed.text).toContain(code);
    expect(provider.requests).toEqual([]);
  });

  test('a key that is not known, on both paths, as a 401 in the shape of OpenAI', async () => {
    const { stage, provider } = await open(stream, []);
    for (const path of ['/v1/responses', '/v1/chat/completions']) {
      const { status, text: body } = await post(
        stage,
        path,
        { model: 'gpt', input: 'go', messages: [] },
        { authorization: 'Bearer x', accept: 'text/event-stream' },
      );
      expect(status).toBe(401);
      expect(JSON.parse(body)).toMatchObject({
        error: { code: 'SENTRELY_ERR_IDENTITY_UNKNOWN', type: 'authentication_error' },
      });
    }
    expect(provider.requests).toEqual([]);
  });

  test('a websocket, by the status that makes Codex use HTTP', async () => {
    const { stage } = await open(stream, []);
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(stage.gateway.url);
      const headers = {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'eA==',
      };
      const call = request({ hostname, port, path: '/v1/responses', headers });
      call
        .on('response', (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(426);
  });

  test.each([
    ['GET', '/v1/responses/resp_1'],
    ['POST', '/v1/responses/resp_1/cancel'],
    ['POST', '/v1/responses/input_tokens'],
    ['GET', '/v1/chat/completions'],
    ['POST', '/v1/completions'],
    ['POST', '/v1/batches'],
  ])('%s %s, which is not enforced', async (method, path) => {
    const { stage, provider } = await open(stream, []);
    const response = await fetch(`${stage.gateway.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${stage.agentKey}` },
    });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('SENTRELY_ERR_ROUTE_UNKNOWN');
    expect(provider.requests).toEqual([]);
  });

  test('a request when the gateway has no credential for OpenAI: the agent’s key goes nowhere', async () => {
    const { stage, provider } = await open(stream, [], rules, {
      SENTRELY_UPSTREAM_OPENAI_API_KEY: undefined,
    });
    const { status, text: body } = await post(stage, '/v1/chat/completions', {
      model: 'gpt',
      messages: [],
    });
    expect(status).toBe(500);
    expect(body).toContain('SENTRELY_ERR_UPSTREAM_CREDENTIAL');
    expect(provider.requests).toEqual([]);
  });
});

describe('GET /v1/models', () => {
  const list = async (stage: TestStage, headers: Record<string, string>): Promise<string> => {
    const response = await fetch(`${stage.gateway.url}/v1/models`, { headers });
    return await response.text();
  };
  const mode: Mode = { dialect: 'chat', isStreaming: false };

  test('lists OpenAI’s to a client of theirs, Anthropic’s to others', async () => {
    const { stage } = await open(mode, []);
    const bearer = { authorization: `Bearer ${stage.agentKey}` };
    expect(await list(stage, bearer)).toContain('"gpt"');
    expect(await list(stage, { ...bearer, 'anthropic-version': '2023-06-01' })).toContain(
      'has_more',
    );
    expect(await list(stage, { 'x-api-key': stage.agentKey })).toContain('has_more');
    expect(await list(stage, { authorization: 'Bearer nobody' })).toContain(
      'SENTRELY_ERR_IDENTITY_UNKNOWN',
    );
  });

  test('never OpenAI’s without a credential of the gateway for it', async () => {
    const { stage } = await open(mode, [], rules, { SENTRELY_UPSTREAM_OPENAI_API_KEY: undefined });
    expect(await list(stage, { authorization: `Bearer ${stage.agentKey}` })).toContain('has_more');
  });
});
