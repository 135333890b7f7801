import { agentKeyHash, keyLengthMax, keyLengthMin } from '../agent-key.ts';
import { command, noOperands } from '../command.ts';
import { cliError } from '../errors.ts';
import { readStdin } from '../stdin.ts';

/** `sentrely keys hash`: the line that lets an existing key in. */
const keysHash = command({
  operands: noOperands,
  options: {},
  details: 'Reads the key from standard input, so that it stays out of the shell history.',
  examples: ['keys hash < agent.key'],
  async run({ terminal }) {
    const text = await readStdin(terminal, keyLengthMax + 2);
    terminal.out.write(`identify key "${agentKeyHash(checked(text.replace(/\r?\n$/, '')))}"\n`);
    return 0;
  },
});

export { keysHash as command };

function checked(key: string): string {
  const isLong = key.length >= keyLengthMin && key.length <= keyLengthMax;
  if (isLong && /^[\x21-\x7e]+$/.test(key)) return key;
  const range = `${keyLengthMin} to ${keyLengthMax}`;
  throw cliError(
    'SENTRELY_ERR_CLI_STDIN',
    `expected one line of ${range} visible ASCII characters`,
  );
}
