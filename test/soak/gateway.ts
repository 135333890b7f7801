/**
 * The gateway of a soak, as a process of its own under its own configuration (the environment). It
 * measures its memory, seals and stops when its parent says so. It is the built one: what users run.
 */
import type * as Gateway from '../../gateway/index.ts';

const built = new URL('../../dist/gateway.js', import.meta.url).href;
const { loadConfig, startGateway, jsonLog } = (await import(built)) as typeof Gateway;
const log = jsonLog((line) => process.stderr.write(line), Date.now);
const gateway = await startGateway(loadConfig(undefined, process.env), log);

const orders = {
  measure: async () => {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed, cpuUs: process.cpuUsage().user + process.cpuUsage().system };
  },
  seal: async () => {
    await gateway.seal();
    return {};
  },
  stop: async () => {
    await gateway.close();
    return {};
  },
} as const;

process.on('message', (name: keyof typeof orders) => {
  orders[name]().then(
    (answer) => process.send?.(answer, () => (name === 'stop' ? process.exit() : undefined)),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(1));
process.send?.({ url: gateway.url, adminUrl: gateway.adminUrl });
