import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { install } from '../../clients/installation.ts';
import type { Peer } from './peer.ts';
import { freePort, isListening } from './port.ts';

/**
 * Another gateway of the same platform. Pinned with what it stands on: with the versions that its own
 * ranges choose, every stream ends in a 500 (Portkey-AI/gateway issues 1389 and 1550).
 */
const portkey = {
  name: '@portkey-ai/gateway',
  version: '1.15.2',
  overrides: { hono: '4.9.7', '@hono/node-server': '1.14.1' },
} as const;

export async function startPortkey(provider: string): Promise<Peer> {
  const name = `Portkey ${portkey.version}`;
  const installation = await install(portkey);
  if (installation.kind === 'unreachable')
    return { kind: 'absent', name, reason: installation.reason };
  const port = await freePort();
  const program = join(installation.program, 'build', 'start-server.js');
  const child = spawn(process.execPath, [program, `--port=${port}`, '--headless'], {
    stdio: 'ignore',
    cwd: installation.program,
    env: { PATH: process.env['PATH'] },
  });
  await isListening(port);
  return {
    kind: 'running',
    name,
    target: {
      name,
      origin: `http://127.0.0.1:${port}`,
      headers: {
        'x-portkey-provider': 'anthropic',
        'x-portkey-custom-host': `${provider}/v1`,
        'x-api-key': 'provider-key',
        'anthropic-version': '2023-06-01',
      },
    },
    pid: child.pid ?? 0,
    stop: () => void child.kill('SIGKILL'),
  };
}
