import { fileURLToPath } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { serveEditor } from '../../dsl/editor/language-server.ts';
import type { Source } from '../../dsl/source.ts';
import { gatewayVersion } from '../../gateway/version.ts';
import { command, noOperands } from '../command.ts';
import { editorToolchain } from '../editor-toolchain.ts';
import { cliError } from '../errors.ts';
import { readSources } from '../sources.ts';

/** `sentrely lsp`: the language server, started by an editor. */
const lsp = command({
  operands: noOperands,
  options: {
    stdio: { type: 'boolean', help: 'accepted because editors pass it; there is no other way' },
  },
  details: `Speaks the Language Server Protocol over standard input and output until the editor
ends it. All policy files below a folder of the workspace are one program.`,
  examples: ['lsp'],
  run({ terminal }) {
    if (terminal.isStdinTerminal) {
      throw cliError('SENTRELY_ERR_CLI_STDIN', 'found a terminal, expected an editor');
    }
    const connection = createConnection(process.stdin, process.stdout);
    const toolchain = editorToolchain();
    serveEditor({ connection, toolchain, read: readFolder, version: gatewayVersion });
    // The protocol ends the process: with 0 after `shutdown`, else with 1.
    return new Promise(() => undefined);
  },
});

export { lsp as command };

/** A folder without policies is an empty program; everything else that goes wrong is said. */
function readFolder(uri: string): readonly Source[] {
  if (!uri.startsWith('file:')) return [];
  try {
    return readSources(['.'], fileURLToPath(uri));
  } catch (error) {
    if (error instanceof SentrelyError && error.code === 'SENTRELY_ERR_SOURCE_NONE') return [];
    throw error;
  }
}
