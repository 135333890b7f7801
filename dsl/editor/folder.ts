import type { Source } from '../source.ts';
import { PolicyFile } from './policy-file.ts';
import { Program } from './program.ts';
import type { Toolchain } from './toolchain.ts';

/** Folders are told apart by this form of their URI: clients escape differently. */
export function folderKey(uri: string): string {
  return decoded(uri).replace(/\/+$/, '');
}

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
  readonly uri: string;
  readonly #toolchain: Toolchain;
  readonly #open = new Map<string, PolicyFile>();
  #onDisk: ReadonlyMap<string, PolicyFile> = new Map();
  #program: Program | undefined;

  constructor(uri: string, toolchain: Toolchain) {
    this.uri = uri.replace(/\/+$/, '');
    this.#toolchain = toolchain;
  }

  /** The program as it is now; the same object until something changes. */
  get program(): Program {
    this.#program ??= this.#assemble();
    return this.#program;
  }

  /** The file of a URI, open or on disk. */
  file(uri: string): PolicyFile | undefined {
    const name = this.#nameOf(uri);
    return this.#open.get(name) ?? this.#onDisk.get(name);
  }

  /** Puts what is on disk in place of what was; names are relative to the folder. */
  setDisk(sources: readonly Source[]): void {
    const before = this.#onDisk;
    this.#onDisk = new Map(
      sources.map((source) => {
        const known = before.get(source.file);
        const isSame = known?.source.text === source.text;
        const uri = `${this.uri}/${source.file.split('/').map(encodeURIComponent).join('/')}`;
        return [source.file, isSame ? known : new PolicyFile(uri, source)];
      }),
    );
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

  get hasOpenFiles(): boolean {
    return this.#open.size > 0;
  }

  #nameOf(uri: string): string {
    const [folder, file] = [`${folderKey(this.uri)}/`, decoded(uri)];
    return file.startsWith(folder) ? file.slice(folder.length) : file;
  }

  #assemble(): Program {
    const files = [...new Map([...this.#onDisk, ...this.#open]).values()];
    const sorted = files.sort((a, b) => (a.source.file < b.source.file ? -1 : 1));
    return new Program(sorted, this.#toolchain);
  }
}
