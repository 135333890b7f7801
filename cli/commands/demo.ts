import { command, noOperands } from '../command.ts';
import { cliError } from '../errors.ts';

const demo = command({
  operands: noOperands,
  options: {
    interactive: { type: 'boolean', help: 'wait for you to approve, in place of maria' },
  },
  details: `\
Starts a model provider, a GitHub and a gateway on this machine, lets a real agent work
through the gateway, and asks the audit log what happened. Nothing is configured, no key
is needed and nothing leaves this machine. Runs in a checkout of the repository.`,
  examples: ['demo', 'demo --interactive'],
  run: async ({ options, terminal }) => {
    const { runDemo } = await import('../demo/story.ts').catch(explainMissing);
    return await runDemo(terminal, options.interactive === true);
  },
});

/** The published package leaves out what only the demo needs. */
function explainMissing(cause: unknown): never {
  const isMissing = (cause as { readonly code?: unknown }).code === 'ERR_MODULE_NOT_FOUND';
  throw isMissing ? cliError('SENTRELY_ERR_CLI_DEMO', undefined, cause) : cause;
}

export { demo as command };
