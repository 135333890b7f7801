import type { Source } from '../source.ts';
import { Folder, folderKey } from './folder.ts';
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

/** What the workspace was told about itself. */
export interface WorkspaceOptions {
  readonly toolchain: Toolchain;
  readonly read: Reader;
  /** Is told what could not be read, once for every attempt. */
  readonly onUnreadable: (message: string) => void;
}

/**
 * All folders that are open in the editor. Each is one program; of nested ones a file belongs to the
 * innermost. A file outside of all belongs with those beside it.
 */
export class Workspace {
  readonly #options: WorkspaceOptions;
  readonly #folders = new Map<string, Folder>();
  /** Folders that stand only as long as a file in them is open. */
  readonly #transient = new Set<Folder>();
  readonly #open = new Map<string, string>();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
  }

  get folders(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  addFolder(uri: string): void {
    this.#folders.set(folderKey(uri), new Folder(uri, this.#options.toolchain));
    this.#arrange();
  }

  removeFolder(uri: string): void {
    this.#folders.delete(folderKey(uri));
    this.#arrange();
  }

  /** Reads the disk again. */
  refresh(): void {
    for (const folder of this.folders) this.#read(folder);
  }

  open(uri: string, text: string): void {
    this.#open.set(uri, text);
    this.#folderFor(uri).open(uri, text);
  }

  close(uri: string): void {
    this.#open.delete(uri);
    const folder = this.#owner(uri);
    if (folder === undefined) return;
    folder.close(uri);
    if (this.#transient.has(folder) && !folder.hasOpenFiles) this.removeFolder(folder.uri);
    else this.#read(folder); // What was not saved is not on disk.
  }

  /** The program of a file that is known. */
  find(uri: string): Place | undefined {
    const folder = this.#owner(uri);
    const file = folder?.file(uri);
    return folder && file && { program: folder.program, file };
  }

  folderOf(uri: string): Folder | undefined {
    return this.#owner(uri);
  }

  /** After a change of folders: every open file goes to the folder that is now its own. */
  #arrange(): void {
    const folders = this.folders.map(({ uri }) => new Folder(uri, this.#options.toolchain));
    for (const folder of folders) this.#folders.set(folderKey(folder.uri), folder);
    this.refresh();
    for (const [uri, text] of this.#open) this.#folderFor(uri).open(uri, text);
  }
}
