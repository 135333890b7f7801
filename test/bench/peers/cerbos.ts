import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Peer, PeerRule } from './workload.ts';

/** Cerbos as a process of its own, asked over one kept connection on the loopback. */
export async function cerbosPeer(program: string, rules: readonly PeerRule[]): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-bench-cerbos-'));
  const tools = new Set(rules.map(({ tool }) => tool));
  for (const tool of tools) writeFileSync(join(folder, `${tool}.json`), policyOf(rules, tool));
  const [http, grpc] = [await freePort(), await freePort()];
  const settings = [
    `--set=server.httpListenAddr=127.0.0.1:${http}`,
    `--set=server.grpcListenAddr=127.0.0.1:${grpc}`,
    '--set=telemetry.disabled=true',
    `--set=storage.disk.directory=${folder}`,
  ];
  const server = spawn(program, ['server', '--log-level=error', ...settings], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${http}`;
  const dispatcher = new Agent({ connections: 1, pipelining: 1 });
  const close = async (): Promise<void> => {
    await dispatcher.close();
    const gone = once(server, 'exit');
    server.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(base);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: 'cerbos 0.51.0, HTTP',
    isAllowed: async ({ agent, tool, path, size }) => {
      const { body } = await request(`${base}/api/check/resources`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          principal: { id: agent, roles: [agent] },
          resources: [
            { actions: ['call'], resource: { kind: tool, id: 'x', attr: { path, size } } },
          ],
        }),
      });
      const answer = (await body.json()) as {
        results?: { actions: Record<string, string> }[];
      };
      return answer.results?.[0]?.actions['call'] === 'EFFECT_ALLOW';
    },
    close,
  };
}

function policyOf(rules: readonly PeerRule[], tool: string): string {
  const own = rules.filter((rule) => rule.tool === tool);
  return JSON.stringify({
    apiVersion: 'api.cerbos.dev/v1',
    resourcePolicy: {
      resource: tool,
      version: 'default',
      rules: own.map(({ agent, effect, prefix, limit }) => ({
        actions: ['call'],
        effect: effect === 'deny' ? 'EFFECT_DENY' : 'EFFECT_ALLOW',
        roles: [agent],
        condition: {
          match: {
            expr: `R.attr.path.startsWith("${prefix}") && R.attr.size ${effect === 'deny' ? '>' : '<'} ${limit}`,
          },
        },
      })),
    },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function ready(base: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const isUp = await fetch(`${base}/_cerbos/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error('cerbos did not start within 30 s');
}
