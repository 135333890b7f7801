import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A gateway running as a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  readonly adminUrl: string;
  readonly child: ChildProcess;
  /** Every line of its log so far. */
  readonly log: readonly string[];
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>;
}

/** How long a gateway may take to begin to listen. */
const startMs = 30_000;

/**
 * Starts a gateway in its own process, configured by its environment only, and waits until it
 * listens. A process of its own, because the compiler's parser has no business in a gateway.
 */
export async function startGatewayProcess(
  settings: Readonly<Record<string, string>>,
  onLine: (line: string) => void = () => {},
  configPath?: string,
): Promise<GatewayProcess> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SENTRELY_'));
  const config = configPath === undefined ? [] : ['--config', configPath];
  const child = spawn(process.execPath, [entry(), 'gateway', 'run', ...config], {
    env: { ...Object.fromEntries(inherited), ...settings },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const log: string[] = [];
  const { url, adminUrl } = await listening(child, log, onLine);
  return { url, adminUrl, child, log, stop: () => stop(child) };
}

/** The program this very process runs: the checkout's or the built one. */
function entry(): string {
  const name = import.meta.url.endsWith('.ts') ? './main.ts' : './cli.js';
  return fileURLToPath(new URL(name, import.meta.url));
}

function listening(
  child: ChildProcess,
  log: string[],
  onLine: (line: string) => void,
): Promise<{ url: string; adminUrl: string }> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`the gateway did not start:\n${log.join('\n')}`));
    const timer = setTimeout(fail, startMs);
    child.once('exit', fail);
    if (child.stderr === null) return fail();
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.push(line);
      onLine(line);
      const found = listeningLine(line);
      if (found === undefined) return;
      clearTimeout(timer);
      child.off('exit', fail);
      resolve(found);
    });
  });
}

function listeningLine(line: string): { url: string; adminUrl: string } | undefined {
  if (!line.includes('"gateway.listening"')) return undefined;
  const { url, admin_url: adminUrl } = JSON.parse(line) as { url: string; admin_url: string };
  return { url, adminUrl };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
