import { command, noOperands } from '../command.ts';

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
    const { runDemo } = await import('../demo/story.ts');
    return await runDemo(terminal, options.interactive === true);
  },
});

export { demo as command };
