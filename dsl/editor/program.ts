import type { Location, TextEdit } from 'vscode-languageserver';
import { assert } from '../assert.ts';
import type {
  ActionDeclaration,
  AgentDeclaration,
  ImportTarget,
  Item,
  Layer,
  Let,
  Param,
  Test,
  ToolDeclaration,
} from '../ast.ts';
import type { Diagnostic, Edit } from '../diagnostic.ts';
import type { Span } from '../source.ts';
import type { PolicyFile } from './policy-file.ts';
import {
  actionSymbol,
  type Occurrence,
  type PolicySymbol,
  symbolKey,
  toolSymbol,
} from './symbols.ts';
import type { ProgramText, Toolchain } from './toolchain.ts';

/** An occurrence with the file it is in. */
export interface PlacedOccurrence extends Occurrence {
  readonly file: PolicyFile;
}

/** All files of one program at one moment. A change of any of them makes another Program. */
export class Program {
  readonly files: readonly PolicyFile[];
  /** Files that come with the compiler and are imported: they are read, never changed. */
  readonly libraries: readonly PolicyFile[];
  readonly toolchain: Toolchain;
  readonly #byName: ReadonlyMap<string, PolicyFile>;
  #findings: readonly Diagnostic[] | undefined;

  constructor(files: readonly PolicyFile[], toolchain: Toolchain) {
    this.files = files;
    this.toolchain = toolchain;
    this.libraries = librariesOf(files, toolchain);
    this.#byName = new Map(this.#all.map((file) => [file.source.file, file]));
  }

  get #all(): readonly PolicyFile[] {
    return [...this.files, ...this.libraries, this.toolchain.builtIn];
  }

  /** True if an editor cannot open the file: its places are of use to the program only. */
  isBuiltIn(file: PolicyFile): boolean {
    return file === this.toolchain.builtIn;
  }

  /** The program as the compiler takes it, which finds the libraries by itself. */
  get text(): ProgramText {
    return {
      sources: this.files.map(({ source }) => source),
      read: ({ file }) => this.#fileCalled(file).parsed,
    };
  }

  /** What the compiler finds, found once. */
  get findings(): readonly Diagnostic[] {
    this.#findings ??= this.toolchain.check(this.text);
    return this.#findings;
  }

  get agents(): readonly AgentDeclaration[] {
    return this.#items('agent');
  }

  get sets(): readonly Let[] {
    return this.#items('let');
  }

  get layers(): readonly Layer[] {
    return [...this.#items('policy'), ...this.#items('guard')];
  }

  get tests(): readonly Test[] {
    return this.#items('test');
  }

  /** By key of the symbol; of two with one name the first. */
  get tools(): ReadonlyMap<string, ToolDeclaration> {
    const tools = this.#items('tool').toReversed();
    return new Map(tools.map((item) => [symbolKey(toolSymbol(item.tool)), item]));
  }

  /** The same of actions. */
  get actions(): ReadonlyMap<string, ActionDeclaration> {
    const actions = this.#items('action').toReversed();
    return new Map(actions.map((item) => [symbolKey(actionSymbol(item.action)), item]));
  }

  /** The arguments of a tool or an action; undefined where it is not declared. */
  paramsOf(owner: PolicySymbol): readonly Param[] | undefined {
    const key = symbolKey(owner);
    return (this.tools.get(key) ?? this.actions.get(key))?.params;
  }

  #items<K extends Item['kind']>(kind: K): readonly (Item & { readonly kind: K })[] {
    return this.#all.flatMap(({ tree }) =>
      tree.items.filter((item): item is Item & { readonly kind: K } => item.kind === kind),
    );
  }

  /** Every place where one of the symbols is named, in libraries too. */
  occurrencesOf(symbols: readonly PolicySymbol[]): readonly PlacedOccurrence[] {
    const keys = new Set(symbols.map(symbolKey));
    return this.#all.flatMap((file) =>
      file.occurrences
        .filter((occurrence) => occurrence.symbols.some((symbol) => keys.has(symbolKey(symbol))))
        .map((occurrence) => ({ ...occurrence, file })),
    );
  }

  /** The file that a target of an import means: a library, or a file beside the importing one. */
  importedBy({ uri }: PolicyFile, { kind, text }: ImportTarget): PolicyFile | undefined {
    if (kind === 'library') return this.libraries.find(({ source }) => source.file === text);
    if (!URL.canParse(text, uri)) return undefined;
    const { href } = new URL(text, uri);
    return this.files.find((file) => file.uri === href);
  }

  /** A place as the protocol names it. */
  locationOf(span: Span): Location {
    const file = this.#fileCalled(span.file);
    return { uri: file.uri, range: file.rangeOf(span) };
  }

  /** Edits by the URI of their file, as the protocol takes them. */
  changesOf(edits: readonly Edit[]): Record<string, TextEdit[]> {
    const byUri = Map.groupBy(edits, ({ span }) => this.#fileCalled(span.file).uri);
    const entries = [...byUri].map(([uri, group]): [string, TextEdit[]] => [
      uri,
      group.map(({ span, text }) => ({ range: this.locationOf(span).range, newText: text })),
    ]);
    return Object.fromEntries(entries);
  }

  #fileCalled(name: string): PolicyFile {
    const file = this.#byName.get(name);
    assert(file !== undefined, 'a place is in a file of its program');
    return file;
  }
}

function librariesOf(files: readonly PolicyFile[], toolchain: Toolchain): readonly PolicyFile[] {
  const targets = files
    .flatMap(({ tree }) => tree.items)
    .flatMap((item) => (item.kind === 'import' ? item.targets : []));
  const names = new Set(targets.map(({ text }) => text));
  return [...names].flatMap((name) => toolchain.library(name) ?? []);
}
