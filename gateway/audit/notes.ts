import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../durable-file.ts';
import { fileMode, latestNoteFile, listFolder, notesFile } from './layout.ts';
import { isWriterId } from './wal.ts';

/** One checkpoint: three lines, an empty one, signature lines. */
const wholeNote = /[^\n]+\n[^\n]+\n[^\n]+\n\n(?:— [^\n]+\n)+/g;

/** The writers that have signed something. */
export function listNotes(folder: string): readonly string[] {
  return listFolder(join(folder, 'checkpoints')).flatMap((name) => {
    const writer = name.slice(0, -'.notes'.length);
    return name.endsWith('.notes') && isWriterId(writer) ? [writer] : [];
  });
}

/** Cuts notes that stand one after the other apart; an unfinished last one is left out. */
export function splitNotes(text: string): readonly string[] {
  return text.match(wholeNote) ?? [];
}

/** Signing every second makes 17 MB a day; older notes are also in the log, as records. */
const notesBytesMax = 16 * 1024 * 1024;
const notesKept = 1000;

/** The newest notes of a writer, oldest first. */
export function readNotes(folder: string, writerId: string): readonly string[] {
  const path = notesFile(folder, writerId);
  return existsSync(path) ? splitNotes(readFileSync(path, 'utf8')) : [];
}

/** Cuts an unfinished note from the end of the file and returns the last whole one. */
export function repairNotes(folder: string, writerId: string): string | undefined {
  const path = notesFile(folder, writerId);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const note = splitNotes(bytes.toString('utf8')).at(-1);
  const end = note === undefined ? 0 : bytes.lastIndexOf(note) + Buffer.byteLength(note);
  truncateSync(path, end);
  return note;
}

/**
 * Keeps a note, and only then shows it: on return it survives power loss in the file of notes, and
 * the file that others copy from holds it.
 */
export function publishNote(folder: string, writerId: string, note: string): void {
  const descriptor = openSync(notesFile(folder, writerId), 'a', fileMode);
  try {
    writeSync(descriptor, note);
    fdatasyncSync(descriptor);
    if (fstatSync(descriptor).size > notesBytesMax) dropOldNotes(folder, writerId);
  } finally {
    closeSync(descriptor);
  }
  const latest = latestNoteFile(folder, writerId);
  writeFileSync(`${latest}.tmp`, note, { mode: fileMode });
  renameSync(`${latest}.tmp`, latest);
}

function dropOldNotes(folder: string, writerId: string): void {
  const kept = readNotes(folder, writerId).slice(-notesKept);
  writeDurably(notesFile(folder, writerId), Buffer.from(kept.join('')));
}
