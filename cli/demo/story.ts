import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode } from '../command.ts';
import { publish } from '../dev/publish.ts';
import { type GatewayProcess, startGatewayProcess } from '../gateway-process.ts';
import type { Terminal } from '../terminal.ts';
import { runAgent } from './agent.ts';
import { answerCard } from './approver.ts';
import { askTheAudit } from './audit.ts';
import { type DemoGithub, startGithub } from './github.ts';
import { demoModel, demoTask, resultsIn } from './model.ts';
import { type Narrator, narrator } from './narrator.ts';
import { type FirstPolicies, writeQuickstart } from './policies.ts';
import { type Provider, startProvider } from './provider.ts';

/** Everything the demo started, so that it can all be ended. */
interface Stage {
  readonly root: string;
  readonly project: string;
  readonly data: string;
  readonly github: DemoGithub;
  readonly provider: Provider;
  readonly policies: FirstPolicies;
  readonly gateway: GatewayProcess;
}

const webhookSecret = 'demo-webhook-secret';

/**
 * The main job from end to end on one machine: policies are compiled, tested and signed; a gateway
 * loads them; an agent works through it; a person approves by comment; the audit answers.
 */
export async function runDemo(terminal: Terminal, isInteractive: boolean): Promise<ExitCode> {
  const tell = narrator(terminal.out);
  const stage = await setUp(tell);
  try {
    await work(stage, tell, isInteractive ? terminal : undefined);
    await stage.gateway.stop();
    const isGood = await askTheAudit(stage.data, tell);
    explainClaudeCode(tell);
    return isGood ? 0 : 1;
  } finally {
    await tearDown(stage);
  }
}

async function setUp(tell: Narrator): Promise<Stage> {
  tell.step('A team writes policy and signs it');
  const root = mkdtempSync(join(tmpdir(), 'sentrely-demo-'));
  const project = join(root, 'shop');
  const data = join(root, 'data');
  writeProject(project);
  const github = await startGithub();
  const policies = writeQuickstart(join(root, 'policies'), { login: 'maria', id: github.ownerId });
  const bundlePath = join(root, 'bundle.json');
  const trustPath = join(root, 'trust.json');
  const published = publish(
    {
      policies: policies.folder,
      signingKey: policies.signingKey,
      revision: 1,
      bundlePath,
      trustPath,
    },
    Date.now(),
  );
  if (published.kind === 'refused') throw new Error(published.report);
  tell.note(`${readdirSync(policies.folder).join(', ')}: checked, compiled, signed`);
  tell.note(`${published.passed} policy tests passed`);
  tell.step('A gateway loads it; only the base address of the agent changes');
  const provider = await startProvider((request) => {
    tellResults(tell, request);
    return demoModel(request);
  });
  const gateway = await startGatewayProcess({
    SENTRELY_LISTEN: '127.0.0.1:0',
    SENTRELY_ADMIN_LISTEN: '127.0.0.1:0',
    SENTRELY_DATA: data,
    SENTRELY_GATEWAY: 'demo/gateway',
    SENTRELY_BUNDLE_PATH: bundlePath,
    SENTRELY_BUNDLE_TRUST: trustPath,
    SENTRELY_UPSTREAM_URL: provider.url,
    SENTRELY_UPSTREAM_API_KEY: 'the-provider-of-the-demo-takes-any-key',
    SENTRELY_APPROVALS_GITHUB_REPOSITORY: github.repository,
    SENTRELY_APPROVALS_GITHUB_ISSUE: String(github.pullRequest),
    SENTRELY_APPROVALS_GITHUB_TOKEN: github.botToken,
    SENTRELY_APPROVALS_GITHUB_WEBHOOK_SECRET: webhookSecret,
    SENTRELY_APPROVALS_GITHUB_API_URL: github.url,
    SENTRELY_APPROVALS_GITHUB_POLL_MS: '0',
  });
  await github.addWebhook(`${gateway.adminUrl}/webhooks/github`, webhookSecret);
  tell.note(`provider ${provider.url}   gateway ${gateway.url}   GitHub ${github.url}`);
  return { root, project, data, github, provider, policies, gateway };
}

function writeProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'RELEASE.md'), '# 1.4.0\n\nFaster checkout.\n');
  writeFileSync(join(folder, '.env'), 'PAYMENT_TOKEN=not-for-models\n');
  writeFileSync(join(folder, 'check.js'), "console.log('3 checks passed');\n");
}

async function work(stage: Stage, tell: Narrator, person: Terminal | undefined): Promise<void> {
  tell.step('The agent works, and every call is decided before it can run');
  tell.line('maria', `asks: "${demoTask}"`);
  const answering = answerCard(stage.github, tell, person);
  await runAgent({
    baseUrl: stage.gateway.url,
    key: stage.policies.agentKey,
    folder: stage.project,
    task: demoTask,
    onText: (text) => tell.line('agent', text),
    onRun: (tool, detail) => tell.line('tool', `${tool} runs: ${detail}`),
  });
  await answering;
}

/** What the model is told of calls that did not run; what ran has been told by the tool itself. */
function tellResults(tell: Narrator, request: Parameters<typeof demoModel>[0]): void {
  for (const { text } of resultsIn(request))
    if (text.startsWith('Not run')) tell.line('gateway', text);
}

function explainClaudeCode(tell: Narrator): void {
  tell.step('Your turn: the same with Claude Code');
  tell.block(`npm start                       # a gateway for real use; prints an agent key

ANTHROPIC_BASE_URL=http://127.0.0.1:8787 \\
ANTHROPIC_CUSTOM_HEADERS="X-Sentrely-Key: sk-sentrely-..." \\
claude`);
}

async function tearDown(stage: Stage): Promise<void> {
  await stage.gateway.stop();
  await stage.provider.close();
  await stage.github.close();
  rmSync(stage.root, { recursive: true, force: true });
}
