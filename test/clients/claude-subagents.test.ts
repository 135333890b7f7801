import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ProviderRequest, Turn } from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { placeOf } from '../../gateway/enforce/origin-prompt.ts';
import { calls, text } from '../e2e/script.ts';
import { adminKey, callAdmin } from '../gateway/admin/operator.ts';
import { type ClaudeRun, claudeVersion, examplePolicies, installClaude } from './claude-code.ts';
import { agentOf, denied, moreTools, type Scene, startScene, turnOf } from './claude-scene.ts';

// Sub-agents of the real client: its tool Agent, and the messages that agents send each other.

const installation = await installClaude();
const isInstalled = installation.kind === 'installed';
const program = isInstalled ? installation.program : '';
if (!isInstalled) console.warn(`Claude Code is not tested: ${installation.reason}`);

const rules = `${moreTools}
policy work for agent dev {
  allow Agent, SendMessage, ToolSearch
  allow fs.write when .path from prompt
  allow shell.run "pwd"
  rule quiet deny shell.run when after fs.write because "Nothing runs once a file was written."
}`;

const pwd = ['Bash', { command: 'pwd', description: 'Where am I' }] as const;

/** Starts a sub-agent, and waits for it if it does not run in the background. */
const delegate = (prompt: string, run_in_background = false) => {
  const more = { subagent_type: 'general-purpose', run_in_background };
  return ['Agent', { description: 'A part of the work', prompt, ...more }] as const;
};

describe.skipIf(!isInstalled)(`sub-agents of Claude Code ${claudeVersion}`, () => {
  let scene: Scene;
  let run: ClaudeRun;
  const sent = (): readonly ProviderRequest[] => scene.stage.provider.requests;
  const ofAgents = (): readonly ProviderRequest[] => sent().filter(agentOf);

  const main = (turn: number): Turn =>
    [
      calls('1', pwd, delegate('Write ok into told.txt, then let another agent help.')),
      calls('2', pwd, scene.write('told.txt'), scene.write('subbed.txt')),
      calls('3', delegate('Tell the main conversation what is left.', true)),
      text('The main part is done.'),
      calls('5', scene.write('sent.txt')),
    ][turn] ?? text('All is done.');
  const sub = (turn: number): Turn =>
    [
      calls('s1', scene.write('told.txt'), scene.write('typed.txt')),
      calls('s2', delegate('Help.')),
    ][turn] ?? text('Now write ok into subbed.txt.');
  const teller = (turn: number): Turn =>
    [
      calls('t1', ['ToolSearch', { query: 'select:SendMessage', max_results: 3 }]),
      calls('t2', ['SendMessage', { to: 'main', summary: 'A note', message: 'sent.txt' }]),
    ][turn] ?? text('It is told.');
  const script = (request: ProviderRequest): Turn => {
    const turn = turnOf(request);
    if (agentOf(request) === undefined) return main(turn);
    if (request.raw.includes('Tell the main')) return teller(turn);
    const isInner = request.headers['x-claude-code-parent-agent-id'] !== undefined;
    return isInner ? text('Nothing to help with.') : sub(turn);
  };

  beforeAll(async () => {
    scene = await startScene(program, script, rules);
    run = await scene.run({ prompt: 'Let an agent write ok into typed.txt.' });
  });
  afterAll(() => scene.close());

  it('are of the session, and say so with every request', async () => {
    expect(run).toMatchObject({ exitCode: 0, isError: false });
    expect(new Set(ofAgents().map(agentOf)).size).toBe(3);
    for (const request of sent()) {
      expect(request.headers['x-claude-code-session-id']).toBe(run.session);
      expect(placeOf(request.headers)).toBe(agentOf(request) ?? '');
    }
    const sql = 'SELECT DISTINCT session_id FROM decisions';
    const { rows } = await queryAudit({ folder: scene.stage.dataFolder, sql });
    expect(rows).toEqual([[run.session]]);
  });

  it('go on after a denied call, and may use what the person typed', () => {
    expect(scene.resultOf('toolu_s1_0')).toMatch(denied);
    expect(scene.resultOf('toolu_s1_1')).not.toMatch(denied);
    expect([scene.has('told.txt'), scene.has('typed.txt')]).toEqual([false, true]);
    expect(scene.wasSent('Nothing to help with.')).toBe(true);
    expect(ofAgents().every(({ raw }) => !raw.includes('sentrely_'))).toBe(true);
  });

  it('count in the history of the session', () => {
    expect(scene.resultOf('toolu_1_0')).toBe(scene.desk.work);
    expect(scene.resultOf('toolu_2_0')).toContain('work.quiet');
  });

  it('are prompted by nobody: neither their prompts nor their reports are typed', () => {
    expect(scene.wasSent('Now write ok into subbed.txt.')).toBe(true);
    for (const id of ['toolu_2_1', 'toolu_2_2']) expect(scene.resultOf(id)).toMatch(denied);
    expect(scene.has('subbed.txt')).toBe(false);
  });

  it('type nothing by a message to the main conversation, however short', () => {
    const message = sent().find(({ raw }) => raw.includes('<agent-message from='));
    expect(message && agentOf(message)).toBe(undefined);
    expect(scene.resultOf('toolu_5_0')).toMatch(denied);
    expect(scene.has('sent.txt')).toBe(false);
  });
});

describe.skipIf(!isInstalled)('limits of a session, over its sub-agents', () => {
  it('a kill of the session stops a sub-agent and the main conversation', async () => {
    const order = Promise.withResolvers<unknown>();
    const scene: Scene = await startScene(
      program,
      (request) => {
        if (agentOf(request) === undefined) return calls('1', delegate('Help.'));
        const { stage } = scene;
        const session = String(request.headers['x-claude-code-session-id']);
        const body = { scope: 'session', subject: `dev ${session}`, reason: 'It went astray.' };
        const key = adminKey(stage.dataFolder);
        order.resolve(callAdmin(stage.gateway.adminUrl, 'POST', '/api/kills', { key, body }));
        return calls(`s${turnOf(request)}`, pwd);
      },
      rules,
    );
    onTestFinished(() => scene.close());
    const run = await scene.run();
    expect(await order.promise).toMatchObject({ status: 201, body: { known: true } });
    expect(run).toMatchObject({ exitCode: 1, isError: true });
    expect(run.result).toContain('It went astray.');
    const [first, ...more] = scene.stage.provider.requests;
    expect(first && agentOf(first)).toBe(undefined);
    expect(more.every(agentOf)).toBe(true);
  });

  it('the budget of the session pays for them', async () => {
    // Room for one request at its longest (about 180,000), not for one more beside it: an answer that
    // breaks off costs all that was reserved.
    const tokens = 250_000;
    const scene = await startScene(
      program,
      (request) =>
        agentOf(request) === undefined
          ? calls(`${turnOf(request)}`, delegate('Help.'))
          : { ...text('This answer breaks off.'), cutInBlock: 0 },
      rules,
      {
        policies: (keyHash, own) =>
          examplePolicies(keyHash, own)
            .filter(({ file }) => file !== 'policy.sentrely')
            .map(({ file, text: source }) => ({
              file,
              text: source.replace(/identify key .*/, `$&\n  budget ${tokens} tokens per session`),
            })),
      },
    );
    onTestFinished(() => scene.close());
    const run = await scene.run();
    expect(run).toMatchObject({ exitCode: 1, isError: true });
    expect(run.result).toContain('SENTRELY_ERR_BUDGET_EXCEEDED');
    const { requests } = scene.stage.provider;
    expect(requests.map((request) => agentOf(request) !== undefined)).toEqual([false, true]);
  });
});
