import type { ShellWord } from '../shell/reading.ts';

/** More possible directories than this are anywhere. */
const directoriesMax = 16;

/** Where a program works that is told to change its directory first; null is anywhere. */
export function shiftDirectories(
  from: readonly string[] | null,
  to: ShellWord | null,
): readonly string[] | null {
  if (to?.kind !== 'text' || to.text.startsWith('~') || to.text === '') return null;
  if (to.text.startsWith('/')) return [to.text];
  if (from === null || from.length > directoriesMax) return null;
  return from.map((directory) => `${directory === '/' ? '' : directory}/${to.text}`);
}
