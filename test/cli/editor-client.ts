import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const program = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** An editor without a screen: it speaks to a server process over its standard streams. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly server: ChildProcess;
  /** What was last said of each file, by URI. */
  readonly said: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Messages for people, in order. */
  readonly messages: readonly string[];
  uri(file: string): string;
  open(file: string, text: string): void;
  change(file: string, version: number, changes: readonly object[]): void;
  /** Resolves when the findings about a version of a file arrive. */
  findings(file: string, version?: number): Promise<readonly Diagnostic[]>;
  /** Resolves when something about the file is true. */
  until(file: string, isTrue: (found: readonly Diagnostic[]) => boolean): Promise<void>;
  /** Ends the server as an editor does; gives its exit code. */
  end(): Promise<number | null>;
}

/** Starts a server for a folder and greets it. */
export async function startEditor(
  folder: string,
  params: Partial<InitializeParams> = {},
): Promise<Editor> {
  const server = spawn(process.execPath, [program, 'lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const said = new Map<string, readonly Diagnostic[]>();
  const messages: string[] = [];
  const listeners = new Set<(params: PublishDiagnosticsParams) => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, (published) => {
    said.set(published.uri, published.diagnostics);
    for (const listener of listeners) listener(published);
  });
  connection.onNotification('window/showMessage', ({ message }) => void messages.push(message));
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const root = pathToFileURL(folder).href;
  const died = new Promise<never>((_, reject) => {
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const greeting = connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'root' }],
    capabilities: {
      textDocument: { completion: { completionItem: { snippetSupport: true } } },
      workspace: { workspaceFolders: true },
    },
    ...params,
  });
  await Promise.race([greeting, died]);
  died.catch(() => undefined); // From here on it may end.
  await connection.sendNotification('initialized', {});
  const uri = (file: string): string => pathToFileURL(join(folder, file)).href;
  const waitFor = (isIt: (params: PublishDiagnosticsParams) => boolean) =>
    new Promise<readonly Diagnostic[]>((resolve) => {
      const listener = (published: PublishDiagnosticsParams): void => {
        if (!isIt(published)) return;
        listeners.delete(listener);
        resolve(published.diagnostics);
      };
      listeners.add(listener);
    });
  return {
    connection,
    server,
    said,
    messages,
    uri,
    open(file, text) {
      const textDocument = { uri: uri(file), languageId: 'sentrely', version: 1, text };
      void connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    change(file, version, contentChanges) {
      const textDocument = { uri: uri(file), version };
      void connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
    },
    findings: (file, version = 1) =>
      waitFor((published) => published.uri === uri(file) && published.version === version),
    async until(file, isTrue) {
      if (isTrue(said.get(uri(file)) ?? [])) return;
      await waitFor(({ uri: at, diagnostics }) => at === uri(file) && isTrue(diagnostics));
    },
    async end() {
      const ended = new Promise<number | null>((resolve) => server.once('close', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await ended;
      connection.dispose();
      return code;
    },
  };
}
