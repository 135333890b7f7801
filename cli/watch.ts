import { type FSWatcher, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Source } from '../dsl/source.ts';
import { reportFailure } from './failure.ts';
import { readProgram } from './sources.ts';
import type { Terminal } from './terminal.ts';

/** How long a burst of changes may last: editors write a file in several steps. */
const settleMs = 50;

/** How often files are read even if nothing was reported: shared folders report nothing. */
const pollMs = 1000;

/** Clears the screen and what was scrolled off it, and goes to its corner (ECMA-48, xterm). */
const clearScreen = '\u001b[2J\u001b[3J\u001b[H';

/** A signal that is given when the user, or whoever runs this process, wants it to end. */
export function interruption(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

/**
 * Does something with the policies named, and again whenever their text changes, until the signal is
 * given. What goes wrong is said, and watching goes on.
 */
export async function watchSources(
  paths: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  act: (sources: readonly Source[]) => void,
): Promise<void> {
  let seen: string | undefined;
  while (!signal.aborted) {
    const state = stateOf(paths, terminal.folder);
    const text = JSON.stringify('sources' in state ? state.sources : String(state.error));
    if (text !== seen) {
      seen = text;
      if (terminal.out.isTerminal) terminal.out.write(clearScreen);
      if ('sources' in state) attempt(() => act(state.sources), terminal);
      else reportFailure(state.error, terminal, false);
      terminal.err.write('watching for changes, Ctrl-C to stop\n');
    }
    await change(foldersOf(paths, state, terminal.folder), signal);
  }
}

type State = { readonly sources: readonly Source[] } | { readonly error: unknown };

function stateOf(paths: readonly string[], folder: string): State {
  try {
    return { sources: readProgram(paths, folder) };
  } catch (error) {
    return { error };
  }
}

function attempt(act: () => void, terminal: Terminal): void {
  try {
    act();
  } catch (error) {
    reportFailure(error, terminal, false);
  }
}

/** The folders of the files, and the places named, where new files appear. */
function foldersOf(paths: readonly string[], state: State, folder: string): ReadonlySet<string> {
  const files = 'sources' in state ? state.sources.map(({ file }) => dirname(file)) : [];
  return new Set([...paths, ...files].map((path) => resolve(folder, path)));
}

/** Waits until something may have changed. */
async function change(folders: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const changed = new AbortController();
  const watchers = [...folders].flatMap((folder) => watcherOf(folder, () => changed.abort()));
  await pause(pollMs, AbortSignal.any([signal, changed.signal]));
  if (changed.signal.aborted) await pause(settleMs, signal);
  for (const watcher of watchers) watcher.close();
}

/** A folder that cannot be watched is still read every {@link pollMs}. */
function watcherOf(folder: string, onChange: () => void): readonly FSWatcher[] {
  try {
    return [watch(folder, onChange).on('error', () => {})];
  } catch {
    return [];
  }
}

/** Ends early when the signal is given. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
