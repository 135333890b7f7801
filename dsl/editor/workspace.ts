import type { Source } from '../source.ts';
import { Folder } from './folder.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * Every policy file below a folder that is given as URI, with names relative to it. Throws an Error
 * whose message is for people when a file is there and cannot be read.
 */
export type Reader = (folderUri: string) => readonly Source[];

/** A file and the program that it belongs to. */
export interface Place {
  readonly program: Program;
  readonly file: PolicyFile;
}

/** What a workspace needs of its surroundings. */
export interface WorkspaceOptions {
  readonly toolchain: Toolchain;
  readonly read: Reader;
  /** Is told of a folder that cannot be read: what is in it is then missing from its program. */
  readonly onUnreadable: (message: string) => void;
}

/**
 * What is open in the editor. Each root is a folder that is one program; of nested roots a file
 * belongs to the innermost. Files outside of all roots are one program with the open ones beside
 * them: what else is in such a folder, which may be somebody's whole home, is not read.
 */
export class Workspace {
  readonly #options: WorkspaceOptions;
  #roots: ReadonlyMap<string, Folder> = new Map();
  readonly #loose = new Map<string, Folder>();
  readonly #open = new Map<string, string>();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
  }

  get folders(): readonly Folder[] {
    return [...this.#roots.values(), ...this.#loose.values()];
  }

  /** Replaces the roots, given as URIs of folders. */
  setRoots(uris: readonly string[]): void {
    const folders = uris.map((uri) => new Folder(uri, this.#options.toolchain));
    this.#roots = new Map(folders.map((folder) => [folder.key, folder]));
    this.#loose.clear();
    this.refresh();
    for (const [uri, text] of this.#open) this.#folderFor(uri).open(uri, text);
  }

  /** Reads the disk again. */
  refresh(): void {
    for (const folder of this.#roots.values()) this.#read(folder);
  }

  open(uri: string, text: string): void {
    this.#open.set(uri, text);
    this.#folderFor(uri).open(uri, text);
  }

  /** What was not saved is gone with it. */
  close(uri: string): void {
    this.#open.delete(uri);
    const folder = this.#folderFor(uri);
    folder.close(uri);
    if (this.#roots.has(folder.key)) this.#read(folder);
    else if (!folder.hasOpenFiles) this.#loose.delete(folder.key);
  }

  /** A file that is known; undefined for every other. */
  find(uri: string): Place | undefined {
    for (const folder of this.folders) {
      const file = folder.file(uri);
      if (file !== undefined) return { program: folder.program, file };
    }
    return undefined;
  }

  #folderFor(uri: string): Folder {
    return this.#rootOf(uri) ?? this.#looseFor(uri);
  }

  #rootOf(uri: string): Folder | undefined {
    const around = [...this.#roots.values()].filter((folder) => folder.holds(uri));
    return around.sort((a, b) => b.key.length - a.key.length)[0];
  }

  #looseFor(uri: string): Folder {
    const parent = new Folder(uri.slice(0, uri.lastIndexOf('/') + 1), this.#options.toolchain);
    const folder = this.#loose.get(parent.key) ?? parent;
    this.#loose.set(folder.key, folder);
    return folder;
  }

  #read(folder: Folder): void {
    try {
      const sources = this.#options.read(folder.uri);
      folder.setDisk(sources.filter(({ file }) => this.#rootOf(folder.uriOf(file)) === folder));
    } catch (error) {
      this.#options.onUnreadable(error instanceof Error ? error.message : String(error));
    }
  }
}
