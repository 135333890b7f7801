/**
 * Folders of programs that belong to the system. A program named by another path is a file that is
 * run: `./ls` is not `ls`.
 */
const systemFolders: ReadonlySet<string> = new Set([
  '/bin',
  '/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
  '/opt/local/bin',
]);

/** Plain names only: no blank, no letter that looks like another, nothing that a shell expands. */
const plainName = /^[A-Za-z0-9_@%+:,.[\]{}!/~-]+$/;

/** The program that a command names. */
export interface ProgramName {
  /** Its base name, by which it is declared. */
  readonly base: string;
  /** Whether it is named by a path that is none of the system's. */
  readonly isFile: boolean;
}

/** Reads the first word of a command; null where nobody can tell what a shell makes of it. */
export function readProgram(text: string): ProgramName | null {
  if (!plainName.test(text)) return null;
  const slash = text.lastIndexOf('/');
  const base = text.slice(slash + 1);
  if (base === '') return null;
  return { base, isFile: slash >= 0 && !systemFolders.has(text.slice(0, slash)) };
}
