import { existsSync } from 'node:fs';
import { command, noOperands } from '../command.ts';

const details = `\
The gateway reads sentrely.yaml of this folder when there is one; every key can be
given as an environment variable, SENTRELY_UPSTREAM_URL for upstream.url.

With --dev it makes what is missing: a first policy, a signing key and a key for one
agent, all below the data folder, and it compiles the policy again whenever it changes.
For trying out on your own machine only.`;

/** Runs a gateway until it is told to stop. */
const gatewayRun = command({
  operands: noOperands,
  options: {
    config: { type: 'string', value: 'FILE', help: 'the configuration file' },
    dev: { type: 'boolean', help: 'make keys and a first policy on first use' },
  },
  details,
  examples: [
    'gateway run',
    'gateway run --config /etc/sentrely/sentrely.yaml',
    'gateway run --dev',
  ],
  run: async ({ options, terminal }) => {
    const path = options.config ?? (existsSync('sentrely.yaml') ? 'sentrely.yaml' : undefined);
    if (options.dev === true) {
      const { superviseDev } = await import('../dev/supervise.ts');
      return await superviseDev(path, terminal);
    }
    const { runUntilStopped } = await import('../gateway-runner.ts');
    return await runUntilStopped(path, terminal);
  },
});

export { gatewayRun as command };
