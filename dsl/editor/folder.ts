import type { Source } from '../source.ts';
import { PolicyFile } from './policy-file.ts';
import { Program } from './program.ts';
import type { Toolchain } from './toolchain.ts';

/** A URI as it is compared: clients escape differently. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // A bare `%`: then it is no escape.
  }
}

/**
 * One folder, whose policy files are one program: those on disk, and in their place what is open in
 * the editor.
 */
export class Folder {
  /** Without a slash at its end. */
  readonly uri: string;
  /** Equal for two spellings of one URI. */
  readonly key: string;
  readonly #toolchain: Toolchain;
  readonly #open = new Map<string, PolicyFile>();
  #onDisk: ReadonlyMap<string, PolicyFile> = new Map();
  #program: Program | undefined;

  constructor(uri: string, toolchain: Toolchain) {
    this.uri = uri.replace(/\/+$/, '');
    this.key = decoded(this.uri);
    this.#toolchain = toolchain;
  }

  /** The program as it is now; the same object until something changes. */
  get program(): Program {
    this.#program ??= this.#assemble();
    return this.#program;
  }

  get hasOpenFiles(): boolean {
    return this.#open.size > 0;
  }

  /** Whether a URI is of a file in the folder, or below it. */
  holds(uri: string): boolean {
    return decoded(uri).startsWith(`${this.key}/`);
  }

  /** The URI of a file by its name, which is relative to the folder. */
  uriOf(name: string): string {
    return `${this.uri}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** The file of a URI, open or on disk. */
  file(uri: string): PolicyFile | undefined {
    const name = this.#nameOf(uri);
    return this.#open.get(name) ?? this.#onDisk.get(name);
  }

  /** Puts what is on disk in place of what was. A text that is the same is not read again. */
  setDisk(sources: readonly Source[]): void {
    const before = this.#onDisk;
    const files = sources.map((source) => {
      const known = before.get(source.file);
      return known?.source.text === source.text
        ? known
        : new PolicyFile(this.uriOf(source.file), source);
    });
    this.#onDisk = new Map(files.map((file) => [file.source.file, file]));
    this.#program = undefined;
  }

  /** What the editor shows of a file counts, whatever is on disk. */
  open(uri: string, text: string): void {
    const file = this.#nameOf(uri);
    this.#open.set(file, new PolicyFile(uri, { file, text }));
    this.#program = undefined;
  }

  close(uri: string): void {
    this.#open.delete(this.#nameOf(uri));
    this.#program = undefined;
  }

  #nameOf(uri: string): string {
    const file = decoded(uri);
    return this.holds(uri) ? file.slice(this.key.length + 1) : file;
  }

  #assemble(): Program {
    const files = [...new Map([...this.#onDisk, ...this.#open]).values()];
    const sorted = files.sort((a, b) => (a.source.file < b.source.file ? -1 : 1));
    return new Program(sorted, this.#toolchain);
  }
}
