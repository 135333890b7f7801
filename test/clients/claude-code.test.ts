import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoGithub, startGithub } from '../../cli/demo/github.ts';
import {
  type Provider,
  type ProviderRequest,
  type Script,
  startProvider,
  type Turn,
} from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { approvalSettings, hear, order } from '../e2e/scene.ts';
import { callIn, calls, inOnePiece, resultIn, says, text } from '../e2e/script.ts';
import { type StageOptions, startStage, type TestStage } from '../gateway/harness.ts';
import {
  type ClaudeOptions,
  type ClaudeRun,
  claudeVersion,
  type Desk,
  examplePolicies,
  installClaude,
  newDesk,
  runClaude,
} from './claude-code.ts';

const installation = await installClaude();
const isInstalled = installation.kind === 'installed';
const program = isInstalled ? installation.program : '';
if (!isInstalled) console.warn(`Claude Code is not tested: ${installation.reason}`);

const list = ['Bash', { command: 'pwd', description: 'Where am I' }] as const;
const touch = ['Bash', { command: 'touch ran.txt', description: 'Leave a mark' }] as const;

let desk: Desk;
let stage: TestStage | undefined;
let provider: Provider | undefined;
let github: DemoGithub | undefined;
beforeEach(() => {
  desk = newDesk();
});
afterEach(async () => {
  await stage?.close();
  await provider?.close();
  await github?.close();
  desk.remove();
  stage = provider = github = undefined;
});

/** Starts a gateway with the example policies. */
async function start(script: Script, options: Partial<StageOptions> = {}): Promise<TestStage> {
  stage = await startStage({ script, rules: '', policies: examplePolicies, ...options });
  return stage;
}

/** Runs Claude Code through the gateway. */
function run(on: TestStage, options: Partial<ClaudeOptions> = {}): Promise<ClaudeRun> {
  const credential = { ANTHROPIC_API_KEY: on.agentKey };
  return runClaude({ program, desk, baseUrl: on.gateway.url, credential, ...options });
}

/** Whether the denied command has left its mark. */
function hasRun(): boolean {
  return existsSync(join(desk.work, 'ran.txt'));
}

/** The newest request; the assertions on it also show that the provider was asked again. */
function last(requests: readonly ProviderRequest[]): ProviderRequest {
  const request = requests.at(-1);
  if (request === undefined) throw new Error('the provider was never asked');
  return request;
}

function expectDenied(request: ProviderRequest, id: string, [name, input]: typeof touch): void {
  expect(callIn(request, id)).toMatchObject({ type: 'tool_use', id, name, input });
  expect(resultIn(request, id)).toMatchObject({
    content: expect.stringMatching(/^Not run\. Denied by policy: /),
    is_error: true,
  });
  expect(request.raw.includes('sentrely_')).toBe(false);
}

function expectRan(request: ProviderRequest, id: string): void {
  expect(resultIn(request, id)).toMatchObject({ content: desk.work, is_error: false });
}

/** The denied command, its arguments in other words. */
function spelt(inputText: string): Turn {
  return { content: [{ type: 'tool_use', id: 'toolu_1_0', name: 'Bash', input: {}, inputText }] };
}

describe.skipIf(!isInstalled)(`Claude Code ${claudeVersion}`, () => {
  it('runs an allowed command', async () => {
    const on = await start(says(calls('1', list), text('Here we are.')));
    expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Here we are.' });
    expectRan(last(on.provider.requests), 'toolu_1_0');
  });

  it('does not run a denied command, learns why and goes on', async () => {
    const on = await start(says(calls('1', touch), text('Then I leave it.')));
    expect(await run(on)).toMatchObject({
      exitCode: 0,
      result: 'Then I leave it.',
      isError: false,
    });
    expect(on.provider.requests).toHaveLength(2);
    expectDenied(last(on.provider.requests), 'toolu_1_0', touch);
    expect(hasRun()).toBe(false);
  });

  it('without a gateway the same command runs', async () => {
    provider = await startProvider(says(calls('1', touch), text('Done.')));
    const credential = { ANTHROPIC_API_KEY: 'any' };
    const direct = await runClaude({ program, desk, baseUrl: provider.url, credential });
    expect(direct).toMatchObject({ exitCode: 0, result: 'Done.' });
    expect(hasRun()).toBe(true);
  });

  it.each([
    ['first', [touch, list], 'toolu_1_0', 'toolu_1_1'],
    ['second', [list, touch], 'toolu_1_1', 'toolu_1_0'],
  ] as const)('of two calls at once the %s is denied', async (_order, made, denied, allowed) => {
    const on = await start(says(calls('1', ...made), text('Done.')));
    expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Done.' });
    expectDenied(last(on.provider.requests), denied, touch);
    expectRan(last(on.provider.requests), allowed);
    expect(hasRun()).toBe(false);
  });

  it('every second of several turns is denied', async () => {
    const script = says(
      calls('1', list),
      calls('2', touch),
      calls('3', list),
      calls('4', touch),
      text('Done.'),
    );
    const on = await start(script);
    expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Done.' });
    for (const id of ['toolu_1_0', 'toolu_3_0']) expectRan(last(on.provider.requests), id);
    for (const id of ['toolu_2_0', 'toolu_4_0'])
      expectDenied(last(on.provider.requests), id, touch);
    expect(hasRun()).toBe(false);
  });

  it('is enforced in answers that are not streamed', async () => {
    const on = await start(inOnePiece(says(calls('1', touch, list), text('Done.'))));
    expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Done.' });
    const answered = on.provider.requests.filter(({ body }) => body.stream !== true);
    expect(answered).toHaveLength(2);
    expectDenied(last(answered), 'toolu_1_0', touch);
    expectRan(last(answered), 'toolu_1_1');
    expect(hasRun()).toBe(false);
  });

  describe.each<[string, Turn]>([
    ['a key is escaped', spelt('{"\\u0063ommand":"touch ran.txt"}')],
    ['a key stands twice', spelt('{"command":"pwd","command":"touch ran.txt"}')],
    ['the value is escaped', spelt('{"command":"t\\u006fuch ran.txt"}')],
    ['the message says that it ends the turn', { ...calls('1', touch), stopReason: 'end_turn' }],
  ])('a call that is hard to see: %s', (_how, hidden) => {
    const script = says(hidden, text('Done.'));

    it('does not run', async () => {
      const on = await start(script);
      expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Done.' });
      expect(resultIn(last(on.provider.requests), 'toolu_1_0')).toMatchObject({ is_error: true });
      expect(hasRun()).toBe(false);
    });

    it('runs without a gateway', async () => {
      provider = await startProvider(script);
      const credential = { ANTHROPIC_API_KEY: 'any' };
      await runClaude({ program, desk, baseUrl: provider.url, credential });
      expect(hasRun()).toBe(true);
    });
  });

  it('reads in its folder, and no credentials', async () => {
    writeFileSync(join(desk.work, 'notes.txt'), 'remember the milk\n');
    writeFileSync(join(desk.work, '.env'), 'TOKEN=not-for-models\n');
    writeFileSync(join(desk.home, 'outside.txt'), 'not in the folder\n');
    const read = (file: string) => ['Read', { file_path: file }] as const;
    const files = [
      join(desk.work, 'notes.txt'),
      join(desk.work, '.env'),
      join(desk.home, 'outside.txt'),
    ];
    const on = await start(says(calls('1', ...files.map(read)), text('Done.')));
    expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Done.' });
    const { raw } = last(on.provider.requests);
    expect(raw.includes('remember the milk')).toBe(true);
    expect(raw.includes('not-for-models')).toBe(false);
    expect(raw.includes('not in the folder')).toBe(false);
    expect(resultIn(last(on.provider.requests), 'toolu_1_1')?.['content']).toContain(
      'house.no-secrets',
    );
  });

  it('cannot write what it obeys itself', async () => {
    const file_path = join(desk.work, '.claude', 'settings.json');
    const on = await start(
      says(calls('1', ['Write', { file_path, content: '{}' }]), text('Done.')),
    );
    expect(await run(on)).toMatchObject({ exitCode: 0, result: 'Done.' });
    expect(resultIn(last(on.provider.requests), 'toolu_1_0')?.['content']).toContain(
      'house.keep-leash',
    );
    expect(existsSync(file_path)).toBe(false);
  });

  it('waits for a person, kept alive by pings', async () => {
    github = await startGithub();
    const on = await start(says(calls('1', touch), text('Done.')), {
      rules: `policy marks for agent dev {
        rule marks ask shell.run "touch ran.txt" approval 1 of user "maria" id ${github.ownerId}
      }`,
      policies: (keyHash, rules) =>
        examplePolicies(keyHash, rules).filter(({ file }) => file !== 'policy.sentrely'),
      settings: { ...approvalSettings(github), SENTRELY_HOLD_PING_MS: '2000' },
    });
    await hear(github, on.gateway);
    const running = run(on);
    const card = await github.waitForCard();
    expect(card).toContain('touch ran.txt');
    await sleep(12_000);
    expect(hasRun()).toBe(false);
    await github.comment(order(card, 'approve'));
    expect(await running).toMatchObject({ exitCode: 0, result: 'Done.' });
    expect(hasRun()).toBe(true);
    expect(on.provider.requests).toHaveLength(2);
  });

  it('stands in the audit under its own session and name', async () => {
    const on = await start(says(calls('1', list, touch), text('Done.')));
    const { session } = await run(on);
    const sql = 'SELECT session_id, tool_name, verdict FROM decisions ORDER BY seq';
    const { rows } = await queryAudit({ folder: on.dataFolder, sql });
    expect(rows).toEqual([
      [session, 'Bash', 'allow'],
      [session, 'Bash', 'deny'],
    ]);
    const started =
      "SELECT session_id, agent_kind, agent_version FROM events WHERE kind = 'session.start'";
    expect((await queryAudit({ folder: on.dataFolder, sql: started })).rows).toEqual([
      [session, 'claude-code', claudeVersion],
    ]);
  });

  it('resumes over a restart of the gateway with a true history', async () => {
    const script = says(
      calls('1', touch),
      text('First part.'),
      calls('2', list),
      text('Second part.'),
    );
    const on = await start(script);
    const first = await run(on);
    expect(first).toMatchObject({ exitCode: 0, result: 'First part.' });
    await on.restart();
    const second = await run(on, { resume: first.session, prompt: 'Go on.' });
    expect(second).toMatchObject({ exitCode: 0, result: 'Second part.' });
    expect(on.provider.requests).toHaveLength(4);
    for (const request of on.provider.requests.slice(1)) expectDenied(request, 'toolu_1_0', touch);
    expectRan(last(on.provider.requests), 'toolu_2_0');
  });

  it('brings its own credential for the provider beside our key', async () => {
    const on = await start(says(calls('1', touch), text('Done.')), {
      settings: { SENTRELY_UPSTREAM_API_KEY: undefined },
    });
    const credential = {
      ANTHROPIC_API_KEY: 'sk-own-of-the-agent',
      ANTHROPIC_CUSTOM_HEADERS: `X-Sentrely-Key: ${on.agentKey}`,
    };
    expect(await run(on, { credential })).toMatchObject({ exitCode: 0, result: 'Done.' });
    const { headers } = last(on.provider.requests);
    expect(headers['x-api-key']).toBe('sk-own-of-the-agent');
    expect(JSON.stringify(headers)).not.toContain(on.agentKey);
    expectDenied(last(on.provider.requests), 'toolu_1_0', touch);
  });

  it('says at once why nothing works where no policy is loaded', async () => {
    const on = await start(says(text('Never said.')), { withoutBundle: true });
    const refused = await run(on);
    expect(refused).toMatchObject({ exitCode: 1, isError: true });
    expect(refused.result).toContain('SENTRELY_ERR_NO_BUNDLE');
    expect(on.provider.requests).toHaveLength(0);
  });

  // One call a turn: of several, Claude Code states the results in the order in which they ended.
  it('sends the provider what it sends without a gateway, but for the denied result', async () => {
    const script = says(calls('1', list), calls('2', touch), calls('3', list), text('Done.'));
    provider = await startProvider(script);
    const credential = { ANTHROPIC_API_KEY: 'any' };
    await runClaude({ program, desk, baseUrl: provider.url, credential });
    const on = await start(script);
    await run(on);
    const [relayed, plain] = [on.provider.requests, provider.requests].map((requests) =>
      requests.map((request) => essence(request, 'toolu_2_0')),
    );
    expect(relayed).toHaveLength(4);
    expect(relayed?.map((raw, index) => raw === plain?.[index])).toEqual([true, true, true, true]);
  });
});

/** A request without what differs from run to run: ids of session and device, and one result. */
function essence(request: ProviderRequest, id: string): string {
  const result = resultIn(request, id);
  const raw = request.raw.toString();
  const shorn = result === undefined ? raw : raw.replace(JSON.stringify(result), 'the result');
  return shorn.replace(/"user_id":"(\\.|[^"\\])*"/, '"user_id":""');
}
