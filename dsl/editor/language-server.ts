import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { capabilities } from './capabilities.ts';
import { askFor, say } from './message.ts';
import { Publisher } from './publisher.ts';
import { answerRequests } from './requests.ts';
import { TestRuns } from './test-runs.ts';
import type { Toolchain } from './toolchain.ts';
import { type Reader, Workspace } from './workspace.ts';

/** What a language server is made of. */
export interface LanguageServerOptions {
  /** Not yet listening. */
  readonly connection: Connection;
  readonly toolchain: Toolchain;
  readonly read: Reader;
  readonly version: string;
}

/** Serves one editor until its connection ends. */
export function serveEditor(options: LanguageServerOptions): void {
  new LanguageServer(options).listen();
}

class LanguageServer {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #workspace: Workspace;
  readonly #publisher: Publisher;
  #client: ClientCapabilities = {};
  #folders: readonly string[] = [];
  /** Folders within each workspace folder that are programs of their own. */
  #programs: readonly string[] = [];

  constructor({ connection, toolchain, read, version }: LanguageServerOptions) {
    const runs = new TestRuns();
    this.#connection = connection;
    this.#version = version;
    this.#workspace = new Workspace({
      toolchain,
      read,
      onUnreadable: (message) => say(connection, 'warning', message),
    });
    const workspace = this.#workspace;
    const versionOf = (uri: string): number | undefined => this.#documents.get(uri)?.version;
    this.#publisher = new Publisher({ connection, workspace, runs, versionOf });
    const abilities = () => abilitiesOf(this.#client);
    answerRequests({ connection, workspace, runs, publisher: this.#publisher, abilities });
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => {
      this.#meet(params);
      return { capabilities, serverInfo: { name: 'sentrely', version: this.#version } };
    });
    connection.onInitialized(() => {
      this.#arrange();
      this.#register();
    });
    connection.onShutdown(() => this.#publisher.stop());
    this.#follow();
    this.#documents.listen(connection);
    connection.listen();
  }

  #meet({
    capabilities,
    initializationOptions,
    workspaceFolders,
    rootUri,
  }: InitializeParams): void {
    this.#client = capabilities;
    this.#programs = programsIn(initializationOptions);
    this.#folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  }

  /** What a client tells only those who ask. */
  #register(): void {
    const { didChangeWatchedFiles, workspaceFolders } = this.#client.workspace ?? {};
    if (didChangeWatchedFiles?.dynamicRegistration === true) {
      const watchers = [{ globPattern: '**/*.sentrely' }];
      const { client } = this.#connection;
      const watch = client.register(DidChangeWatchedFilesNotification.type, { watchers });
      askFor(this.#connection, watch);
    }
    if (workspaceFolders !== true) return;
    this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => uri));
      const kept = this.#folders.filter((uri) => !gone.has(uri));
      this.#folders = [...kept, ...added.map(({ uri }) => uri)];
      this.#arrange();
    });
  }

  #arrange(): void {
    const inner = this.#folders.flatMap((folder) =>
      this.#programs.map((program) => `${folder.replace(/\/+$/, '')}/${program}`),
    );
    this.#workspace.setRoots([...this.#folders, ...inner]);
    this.#publisher.schedule();
  }

  /** Keeps the workspace as the editor and the disk are. */
  #follow(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      this.#workspace.open(document.uri, document.getText());
      this.#publisher.schedule();
    });
    this.#documents.onDidClose(({ document }) => {
      this.#workspace.close(document.uri);
      this.#publisher.schedule();
    });
    this.#connection.onDidChangeWatchedFiles(() => {
      this.#workspace.refresh();
      this.#publisher.schedule();
    });
  }
}

function abilitiesOf({ textDocument, workspace }: ClientCapabilities) {
  return {
    hasSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
  };
}

/** `initializationOptions.programs`: relative folders. What is no list of strings counts for none. */
function programsIn(options: unknown): readonly string[] {
  if (typeof options !== 'object' || options === null || !('programs' in options)) return [];
  const { programs } = options;
  if (!Array.isArray(programs)) return [];
  return programs.filter((path): path is string => typeof path === 'string' && path !== '');
}
