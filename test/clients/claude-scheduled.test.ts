import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderRequest, Turn } from '../../cli/demo/provider.ts';
import { calls, text } from '../e2e/script.ts';
import { type ClaudeRun, claudeVersion, installClaude } from './claude-code.ts';
import { denied, type Scene, startScene, turnOf } from './claude-scene.ts';

// The model sets the real client a time to wake, and a prompt to be woken by: a person types neither.
// The client wakes at full minutes, so this takes up to two.

const installation = await installClaude();
const isInstalled = installation.kind === 'installed';
const program = isInstalled ? installation.program : '';
if (!isInstalled) console.warn(`Claude Code is not tested: ${installation.reason}`);

const rules = `
tool CronCreate { cron: String inert, prompt: String inert, recurring?: Bool inert, durable?: Bool inert }
tool ScheduleWakeup {
  delaySeconds?: Int inert, reason?: String inert, prompt?: String inert, stop?: Bool inert,
  noop?: Bool inert,
}
policy work for agent dev {
  allow ToolSearch, CronCreate, ScheduleWakeup
  allow fs.write when .path from prompt
}`;

const cron = {
  cron: '* * * * *',
  prompt: 'Write ok into cron.txt, as you were told.',
  recurring: false,
};
const wakeup = {
  delaySeconds: 60,
  reason: 'Nothing yet',
  prompt: 'Write ok into woken.txt now.',
  noop: true,
};

describe.skipIf(!isInstalled)(`what Claude Code ${claudeVersion} is told to wake for`, () => {
  let scene: Scene;
  let run: ClaudeRun;

  const script = (request: ProviderRequest): Turn => {
    const { write } = scene;
    const first = [
      calls('0', ['ToolSearch', { query: 'select:CronCreate', max_results: 3 }]),
      calls('1', ['CronCreate', cron], ['ScheduleWakeup', wakeup]),
    ][turnOf(request)];
    if (first !== undefined) return first;
    const last = JSON.stringify(request.body.messages?.findLast(({ role }) => role === 'user'));
    if (last.includes(cron.prompt)) return calls('c', write('cron.txt'));
    if (last.includes(wakeup.prompt)) return calls('w', write('woken.txt'), write('typed.txt'));
    return text('I wait.');
  };

  beforeAll(async () => {
    scene = await startScene(program, script, rules);
    run = await scene.run({ prompt: 'Write ok into typed.txt once it is time.', msMax: 200_000 });
  });
  afterAll(() => scene.close());

  it('is no prompt of a person', () => {
    expect(run).toMatchObject({ exitCode: 0, isError: false });
    expect(scene.wasSent(`"text":"${wakeup.prompt}"`)).toBe(true);
    expect(scene.resultOf('toolu_w_0')).toMatch(denied);
    expect(scene.has('woken.txt')).toBe(false);
  });

  it('without a terminal is no job of CronCreate, which never comes', () => {
    expect(scene.resultOf('toolu_1_0')).toContain('Scheduled one-shot task');
    expect(scene.resultOf('toolu_c_0')).toBe(undefined);
  });

  it('does not take away what the person typed before', () => {
    expect(scene.has('typed.txt')).toBe(true);
  });
});
