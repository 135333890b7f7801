import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { styleText } from 'node:util';
import { cliError } from './errors.ts';

/** One of the two streams that people or programs read. */
export interface Screen {
  readonly isTerminal: boolean;
  /** True on a terminal that wants colours; see https://no-color.org. */
  readonly hasColor: boolean;
  write(text: string): void;
}

/** Everything a verb touches of its process, passed in so that tests can be the user. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** True when a person would have to type the input. */
  readonly isStdinTerminal: boolean;
  /** The answer. */
  readonly out: Screen;
  /** What is said about the work: errors, remarks, where a file went. */
  readonly err: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute folder that relative paths start from. */
  readonly folder: string;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Styles text for one screen; plain where the screen has no colours. */
export function paint(screen: Screen, style: Style, text: string): string {
  return screen.hasColor ? styleText(style, text, { validateStream: false }) : text;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    stdin: readStdin(),
    isStdinTerminal: isatty(0),
    out: screenOf(process.stdout),
    err: screenOf(process.stderr),
    env: process.env,
    get folder() {
      return currentFolder();
    },
  };
}

async function* readStdin(): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of process.stdin) yield chunk as Uint8Array;
  } catch (cause) {
    throw cliError('SENTRELY_ERR_CLI_STDIN', 'it cannot be read', cause);
  }
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw cliError('SENTRELY_ERR_CLI_FILE_READ', 'the current folder is gone', cause);
  }
}

function screenOf(stream: NodeJS.WriteStream & { readonly fd: number }): Screen {
  const isTerminal = isatty(stream.fd);
  const wantsColor = !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  stream.on('error', stopWriting);
  return {
    isTerminal,
    hasColor: isTerminal && wantsColor,
    write: (text) => void stream.write(text),
  };
}

/** An answer that cannot be written whole must not look like one: a full disk, or `| head`. */
function stopWriting(error: NodeJS.ErrnoException): never {
  const isGone = error.code === 'EPIPE';
  if (!isGone) {
    writeSync(2, `error[SENTRELY_ERR_CLI_FILE_WRITE]: standard output: ${error.message}\n`);
  }
  process.exit(2);
}
