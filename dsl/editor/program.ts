import type { Location, TextEdit } from 'vscode-languageserver';
import { assert } from '../assert.ts';
import type { AgentDeclaration, Item, Layer, Let, Test, ToolDeclaration } from '../ast.ts';
import type { Diagnostic, Edit } from '../diagnostic.ts';
import type { Span } from '../source.ts';
import type { PolicyFile } from './policy-file.ts';
import { type Occurrence, type PolicySymbol, symbolKey, toolSymbol } from './symbols.ts';
import type { ProgramText, Toolchain } from './toolchain.ts';

/** An occurrence with the file it is in. */
export interface PlacedOccurrence extends Occurrence {
  readonly file: PolicyFile;
}

/** All files of one program at one moment. A change of any of them makes another Program. */
export class Program {
  readonly files: readonly PolicyFile[];
  readonly toolchain: Toolchain;
  readonly #byName: ReadonlyMap<string, PolicyFile>;
  #findings: readonly Diagnostic[] | undefined;

  constructor(files: readonly PolicyFile[], toolchain: Toolchain) {
    this.files = files;
    this.toolchain = toolchain;
    this.#byName = new Map(files.map((file) => [file.source.file, file]));
  }

  /** The program as the compiler takes it. */
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

  #items<K extends Item['kind']>(kind: K): readonly (Item & { readonly kind: K })[] {
    return this.files.flatMap(({ tree }) =>
      tree.items.filter((item): item is Item & { readonly kind: K } => item.kind === kind),
    );
  }

  /** Every place where one of the symbols is named. */
  occurrencesOf(symbols: readonly PolicySymbol[]): readonly PlacedOccurrence[] {
    const keys = new Set(symbols.map(symbolKey));
    return this.files.flatMap((file) =>
      file.occurrences
        .filter((occurrence) => occurrence.symbols.some((symbol) => keys.has(symbolKey(symbol))))
        .map((occurrence) => ({ ...occurrence, file })),
    );
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
