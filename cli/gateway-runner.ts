import { loadConfig } from '../gateway/config.ts';
import { startGateway } from '../gateway/gateway.ts';
import { jsonLog } from '../gateway/operator-log.ts';
import type { ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Runs a gateway in this process until SIGTERM or SIGINT; then drains it. */
export async function runUntilStopped(
  configPath: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = loadConfig(configPath, terminal.env);
  const log = jsonLog((line) => terminal.err.write(line), Date.now);
  const gateway = await startGateway(config, log);
  process.on('SIGHUP', () => gateway.reload());
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'));
    process.once('SIGINT', () => resolve('SIGINT'));
  });
  log.info('gateway.stopping', { signal });
  await gateway.drain();
  await gateway.seal().catch((error: unknown) => log.error('audit.seal', error));
  await gateway.close();
  log.info('gateway.stopped');
  return 0;
}
