import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { type Position, TextDocument } from 'vscode-languageserver-textdocument';
import { capabilities } from './capabilities.ts';
import { codeActions } from './code-actions.ts';
import { codeLenses, runTestsCommand, summary } from './code-lenses.ts';
import { completionsAt } from './completion.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { definitionsAt } from './definition.ts';
import { documentSymbols } from './document-symbols.ts';
import { foldingRanges } from './folding.ts';
import { formattingEdits } from './formatting.ts';
import { hoverAt } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { Publisher } from './publisher.ts';
import { highlightsAt, referencesAt } from './references.ts';
import { rename, renameTarget } from './rename.ts';
import { runTests, type TestAnswer } from './run-tests.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { TestRuns } from './test-runs.ts';
import type { Toolchain } from './toolchain.ts';
import { type Place, type Reader, Workspace } from './workspace.ts';
import { workspaceSymbols } from './workspace-symbols.ts';

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
  const server = new LanguageServer(options);
  server.listen();
}

/** What the client can do that we ask about. */
interface ClientAbilities {
  readonly hasSnippets: boolean;
  readonly refreshesLenses: boolean;
  readonly watchesFiles: boolean;
  readonly changesFolders: boolean;
}

class LanguageServer {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #runs = new TestRuns();
  readonly #workspace: Workspace;
  readonly #publisher: Publisher;
  #abilities: ClientAbilities = abilitiesOf({});
  #folders: readonly string[] = [];
  /** Folders within each workspace folder that are programs of their own. */
  #programs: readonly string[] = [];

  constructor({ connection, toolchain, read, version }: LanguageServerOptions) {
    this.#connection = connection;
    this.#version = version;
    this.#workspace = new Workspace({
      toolchain,
      read,
      onUnreadable: (message) => connection.window.showWarningMessage(`sentrely: ${message}`),
    });
    this.#publisher = new Publisher({
      connection,
      workspace: this.#workspace,
      runs: this.#runs,
      versionOf: (uri) => this.#documents.get(uri)?.version,
    });
    this.#handleLife();
    this.#handleDocuments();
    this.#handleCursor();
    this.#handleFile();
    this.#handleWorkspace();
  }

  listen(): void {
    this.#documents.listen(this.#connection);
    this.#connection.listen();
  }

  #handleLife(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => {
      this.#abilities = abilitiesOf(params.capabilities);
      this.#programs = programsIn(params.initializationOptions);
      const root = params.rootUri ?? undefined;
      this.#folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (root ? [root] : []);
      return { capabilities, serverInfo: { name: 'sentrely', version: this.#version } };
    });
    connection.onInitialized(() => {
      this.#arrange();
      this.#register();
    });
    connection.onShutdown(() => this.#publisher.stop());
  }

  /** What a client tells only those who ask. */
  #register(): void {
    if (this.#abilities.watchesFiles) {
      const watchers = [{ globPattern: '**/*.sentrely' }];
      void this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (!this.#abilities.changesFolders) return;
    this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(uriOf));
      this.#folders = [...this.#folders.filter((uri) => !gone.has(uri)), ...added.map(uriOf)];
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

  #handleDocuments(): void {
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

  #handleCursor(): void {
    const connection = this.#connection;
    const { hasSnippets } = this.#abilities;
    connection.onCompletion(
      this.#atCursor((cursor) => completionsAt(cursor, this.#abilities.hasSnippets ?? hasSnippets)),
    );
    connection.onHover(this.#atCursor(hoverAt));
    connection.onDefinition(this.#atCursor((cursor) => mutable(definitionsAt(cursor))));
    connection.onReferences(
      this.#atCursor((cursor, { context }) => mutable(referencesAt(cursor, context))),
    );
    connection.onDocumentHighlight(this.#atCursor((cursor) => mutable(highlightsAt(cursor))));
    connection.onPrepareRename(this.#atCursor(renameTarget));
    connection.onRenameRequest(
      this.#atCursor((cursor, { newName }) => {
        const renaming = rename(cursor, newName);
        if (renaming === null || 'edit' in renaming) return renaming?.edit ?? null;
        return new ResponseError(LSPErrorCodes.RequestFailed, renaming.refusal);
      }),
    );
  }
}
