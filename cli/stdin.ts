import { cliError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** All of standard input as UTF-8. Throws SENTRELY_ERR_CLI_STDIN when nobody wrote to it. */
export async function readStdin(terminal: Terminal, bytesMax: number): Promise<string> {
  const code = 'SENTRELY_ERR_CLI_STDIN';
  if (terminal.isStdinTerminal) throw cliError(code, 'it is a terminal');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of terminal.stdin) {
    length += chunk.length;
    if (length > bytesMax) throw cliError(code, `expected at most ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  if (length === 0) throw cliError(code, 'it is empty');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw cliError(code, 'it is not UTF-8', cause);
  }
}
