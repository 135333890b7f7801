import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startProvider } from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { loadConfig } from '../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../gateway/gateway.ts';
import { jsonLog } from '../../gateway/operator-log.ts';
import { startOpenai } from '../e2e/openai-provider.ts';
import { call } from '../e2e/script.ts';
import { adminKey, callAdmin } from '../gateway/admin/operator.ts';
import { type Premises, preparePremises } from '../gateway/harness.ts';
import { type Desk, newDesk } from './claude-code.ts';
import {
  installOther,
  type OtherClient,
  otherClients,
  type Run,
  runOther,
} from './other-clients.ts';
import { startSlow } from './slow-provider.ts';

const installations = new Map(
  await Promise.all(
    otherClients.map(async (client) => [client, await installOther(client)] as const),
  ),
);

const allowed = 'touch allowed.txt';
const denied = 'touch denied.txt';
const lastWords = 'Then I leave it at that.';

/** Everything around one run of a client. */
interface Scene {
  readonly premises: Premises;
  readonly desk: Desk;
  readonly gateway: RunningGateway;
  run(msMax?: number): Promise<Run>;
  hasRun(file: string): boolean;
}

async function setScene(client: OtherClient, url: string, limits = ''): Promise<Scene> {
  const premises = preparePremises((keyHash) => [
    {
      file: 'policy.sentrely',
      text: `edition 1
agent dev { owner user "maria" id 1 identify key "${keyHash}" ${limits} }
tool run_command { command: Shell }
tool exec_command { cmd: Shell }
tool bash { command: Shell, description?: String inert }
tool Bash { command: Shell, description?: String inert }
policy work for agent dev { allow shell.run "${allowed}" }
`,
    },
  ]);
  premises.publish('');
  const desk = newDesk();
  const gateway = await startGateway(
    loadConfig(undefined, {
      ...premises.settings,
      SENTRELY_UPSTREAM_URL: url,
      SENTRELY_UPSTREAM_OPENAI_URL: url,
      SENTRELY_UPSTREAM_API_KEY: 'provider-key',
      SENTRELY_UPSTREAM_OPENAI_API_KEY: 'provider-key',
    }),
    jsonLog(() => {}, Date.now),
  );
  onTestFinished(async () => {
    await gateway.close();
    desk.remove();
    premises.remove();
  });
  const installed = installations.get(client);
  if (installed?.kind !== 'installed') throw new Error('the client is not installed');
  return {
    premises,
    desk,
    gateway,
    run: (msMax) =>
      runOther(client, { installed, desk, baseUrl: gateway.url, key: premises.agentKey }, msMax),
    hasRun: (file) => existsSync(join(desk.work, file)),
  };
}

/** A provider whose model makes these calls, one a turn, and then says its last words. */
async function startModel(client: OtherClient, commands: readonly string[]) {
  const made = commands.map((text, at) => ({ id: `call_${at}`, input: client.argumentsOf(text) }));
  if (client.provider === 'openai') {
    const calls = made.map(({ id, input }) => ({
      calls: [{ id, name: client.tool, text: JSON.stringify(input) }],
    }));
    const provider = await startOpenai(...calls, { text: lastWords });
    onTestFinished(() => provider.close());
    return provider;
  }
  const provider = await startProvider(({ body }) => {
    // A title or the like is asked for without tools.
    const turn = (body.messages ?? []).filter(({ role }) => role === 'assistant').length;
    const next = (body.tools ?? []).length === 0 ? undefined : made[turn];
    return next === undefined
      ? { content: [{ type: 'text', text: lastWords }] }
      : { content: [call(next.id, client.tool, next.input)] };
  });
  onTestFinished(() => provider.close());
  return provider;
}

for (const client of otherClients) {
  const installation = installations.get(client);
  if (installation?.kind === 'unreachable')
    console.warn(`${client.name} is not tested: ${installation.reason}`);

  describe.skipIf(installation?.kind !== 'installed')(client.name, () => {
    it('runs what is allowed, not what is denied, and goes on', async () => {
      const provider = await startModel(client, [allowed, denied, allowed]);
      const scene = await setScene(client, provider.url);
      const { exitCode, output } = await scene.run();
      expect(output).toContain(lastWords);
      expect(exitCode).toBe(0);
      expect([scene.hasRun('allowed.txt'), scene.hasRun('denied.txt')]).toEqual([true, false]);
      const last = provider.requests.at(-1)?.raw.toString() ?? '';
      if (client.dropsTombstones !== true) expect(last).toContain('Not run. Denied by policy');
    });

    it('without a gateway the same command runs', async () => {
      const provider = await startModel(client, [denied]);
      const scene = await setScene(client, provider.url);
      const installed = installation as Extract<typeof installation, { kind: 'installed' }>;
      const { desk } = scene;
      await runOther(client, { installed, desk, baseUrl: provider.url, key: 'any' });
      expect(scene.hasRun('denied.txt')).toBe(true);
    });

    it('shows why there is no budget left, and asks no more than it must', async () => {
      const provider = await startModel(client, [allowed]);
      const scene = await setScene(client, provider.url, 'budget 10 tokens per day');
      const { asks, isSilent = false } = client.refused ?? { asks: 1 };
      const { output } = await scene.run(isSilent ? 8000 : undefined);
      if (!isSilent) expect(output).toContain('SENTRELY_ERR_BUDGET_EXCEEDED');
      expect(provider.requests).toHaveLength(0);
      const sql = "SELECT count(*)::INT FROM events WHERE kind = 'request.refused'";
      const { rows } = await queryAudit({ folder: scene.premises.dataFolder, sql });
      const [[refused] = []] = rows;
      if (isSilent) expect(refused).toBeLessThanOrEqual(asks);
      else expect(refused).toBe(asks);
    });

    it('ends when it is killed, and asks the provider no more', async () => {
      const provider = await startSlow();
      onTestFinished(() => provider.close());
      const scene = await setScene(client, provider.url);
      const running = scene.run();
      await provider.asked;
      const key = adminKey(scene.premises.dataFolder);
      const body = { scope: 'agent', subject: 'dev', reason: 'It went astray.' };
      const { adminUrl } = scene.gateway;
      expect(await callAdmin(adminUrl, 'POST', '/api/kills', { key, body })).toMatchObject({
        status: 201,
      });
      const asked = provider.count();
      const { output } = await running;
      expect(output).toContain('It went astray.');
      expect(provider.count()).toBe(asked);
    });
  });
}
