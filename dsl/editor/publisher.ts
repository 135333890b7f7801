import type { Connection, Diagnostic } from 'vscode-languageserver';
import { diagnosticsOf } from './diagnostics.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';
import { testFindings } from './test-findings.ts';
import type { TestRuns } from './test-runs.ts';
import type { Workspace } from './workspace.ts';

/** A check that takes no longer is made after every keystroke, at once. */
const promptMsMax = 30;
/** Longest wait for the typing to pause, however long a check takes. */
const waitMsMax = 500;

/** What is published, and where. */
export interface PublisherOptions {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly runs: TestRuns;
  /** The version of an open document; undefined for others. */
  readonly versionOf: (uri: string) => number | undefined;
}

/**
 * Pushes the findings about every file of every program. Waits as long as the last check took, so
 * that a slow one is not made for each of many keystrokes.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  /** What was last said of each file about which something was said. */
  #published: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #lastMs = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Publishes soon; several calls before then are one. */
  schedule(): void {
    clearTimeout(this.#timer);
    const waitMs = this.#lastMs <= promptMsMax ? 0 : Math.min(this.#lastMs, waitMsMax);
    this.#timer = setTimeout(() => this.#publishSafely(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #publishSafely(): void {
    const start = performance.now();
    try {
      this.#publish();
    } catch (error) {
      // Ours, and no reason to leave an author without an editor.
      const { connection } = this.#options;
      connection.console.error(
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    }
    this.#lastMs = performance.now() - start;
  }

  #publish(): void {
    const { workspace, connection } = this.#options;
    const said = new Map<string, string>();
    for (const { program } of workspace.folders) {
      for (const file of program.files) {
        const diagnostics = this.#findings(program, file);
        if (diagnostics.length > 0) said.set(file.uri, JSON.stringify(diagnostics));
        this.#send(file.uri, diagnostics);
      }
    }
    for (const uri of this.#published.keys()) {
      const isGone = !said.has(uri) && workspace.find(uri) === undefined;
      if (isGone) void connection.sendDiagnostics({ uri, diagnostics: [] });
    }
    this.#published = said;
  }

  #findings(program: Program, file: PolicyFile): Diagnostic[] {
    const failed = testFindings(file, this.#options.runs.of(program));
    return [...diagnosticsOf(program, file), ...failed];
  }

  /** Of files that are not open only what has changed is said. */
  #send(uri: string, diagnostics: Diagnostic[]): void {
    const { versionOf, connection } = this.#options;
    const version = versionOf(uri);
    if (version !== undefined) {
      void connection.sendDiagnostics({ uri, version, diagnostics });
      return;
    }
    const before = this.#published.get(uri) ?? '[]';
    if (before !== JSON.stringify(diagnostics))
      void connection.sendDiagnostics({ uri, diagnostics });
  }
}
