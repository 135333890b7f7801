import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode } from '../../cli/command.ts';
import { run } from '../../cli/run.ts';
import type { Screen, Terminal } from '../../cli/terminal.ts';

/** What a person at a terminal sees of one command. */
export interface Seen {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** A folder of its own, removed by {@link Folder.remove}. */
export interface Folder {
  readonly path: string;
  remove(): void;
}

export function newFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'sentrely-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs one command line in this process. Without `stdin`, standard input is a terminal. */
export async function sentrely(
  folder: string,
  words: readonly string[],
  stdin?: string | Uint8Array,
): Promise<Seen> {
  const seen = { out: '', err: '' };
  const screen = (name: 'out' | 'err'): Screen => ({
    isTerminal: false,
    hasColor: false,
    write: (text) => void (seen[name] += text),
  });
  const terminal: Terminal = {
    stdin: bytesOf(stdin ?? ''),
    isStdinTerminal: stdin === undefined,
    out: screen('out'),
    err: screen('err'),
    env: {},
    folder,
  };
  const code = await run(words, terminal);
  return { code, ...seen };
}

/** In pieces of three bytes, so that nothing relies on whole lines or characters. */
async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const size = bytes.length < 10_000 ? 3 : 65_536;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
