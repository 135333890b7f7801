import { loadConfig } from '../../gateway/config.ts';
import type { ExitCode } from '../command.ts';
import { type GatewayProcess, startGatewayProcess } from '../gateway-process.ts';
import { paint, type Terminal } from '../terminal.ts';
import { openDevFolder, type DevFolder } from './folder.ts';
import { type Published, publish } from './publish.ts';

/**
 * `gateway run --dev`: makes what is missing, publishes the policies of the data folder, runs the
 * gateway as a child, and publishes again whenever a policy changes. This process holds the parser;
 * the gateway never does.
 */
export async function superviseDev(
  configPath: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = loadConfig(configPath, terminal.env);
  const folder = openDevFolder(config.data);
  const first = publishNow(folder);
  if (first.kind === 'refused') {
    terminal.err.write(first.report);
    return 1;
  }
  const gateway = await startGatewayProcess(
    { ...ownSettings(terminal), ...folder.settings },
    (line) => terminal.err.write(`${line}\n`),
    configPath,
  );
  terminal.out.write(welcome(folder, gateway, terminal));
  const watching = watch(folder, terminal);
  const code = await untilStopped(gateway);
  clearInterval(watching);
  return code;
}

/** Settings of this shell go on to the gateway; those of the dev folder win. */
function ownSettings(terminal: Terminal): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(terminal.env))
    if (name.startsWith('SENTRELY_') && value !== undefined) settings[name] = value;
  return settings;
}

function publishNow(folder: DevFolder): Published {
  const { policies, signingKey, bundlePath, trustPath } = folder;
  const revision = folder.nextRevision();
  return publish({ policies, signingKey, revision, bundlePath, trustPath }, Date.now());
}

const watchMs = 500;

function watch(folder: DevFolder, terminal: Terminal): NodeJS.Timeout {
  let seen = folder.fingerprint();
  return setInterval(() => {
    const now = folder.fingerprint();
    if (now === seen) return;
    seen = now;
    const published = publishNow(folder);
    if (published.kind === 'refused') terminal.err.write(`${published.report}\n`);
    else terminal.err.write(`policies published again, ${published.passed} tests passed\n`);
  }, watchMs);
}

function untilStopped(gateway: GatewayProcess): Promise<ExitCode> {
  return new Promise((resolve) => {
    const stop = (): void => {
      void gateway.stop().then(() => resolve(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    gateway.child.once('exit', () => resolve(2));
  });
}

function welcome(folder: DevFolder, gateway: GatewayProcess, terminal: Terminal): string {
  const warning = paint(
    terminal.out,
    'yellow',
    'Development keys: made on this machine, readable by you alone. Not for production.',
  );
  return `
${warning}

  policies   ${folder.policies}   (edit them; they are published again at once)
  gateway    ${gateway.url}
  agent key  ${folder.agentKey}

Point Claude Code at it:

  ANTHROPIC_BASE_URL=${gateway.url} \\
  ANTHROPIC_CUSTOM_HEADERS="X-Sentrely-Key: ${folder.agentKey}" \\
  claude

`;
}
