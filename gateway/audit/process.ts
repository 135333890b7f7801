import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import { type GatewayErrorCode, gatewayError } from '../errors.ts';
import { type Program, programUrl } from './entry.ts';
import { errorOf, parseFailure, stateFailure } from './failure.ts';

export interface ProgramLimits {
  /** The process is killed after this long. */
  readonly msMax: number;
  /** The process is killed when it has written more. */
  readonly bytesMax: number;
  /** What a failure is called that the process did not name itself. */
  readonly code: GatewayErrorCode;
  readonly signal?: AbortSignal | undefined;
}

/** Warnings of the run-time go to stderr too; more than this is not read. */
const stderrCharsMax = 64 * 1024;

/**
 * Runs a program on one JSON input and yields the lines it writes. Killed without mercy at its
 * limits, when the caller stops reading, and on abort. Throws a SentrelyError when it fails. The
 * environment is empty, so no secret of the gateway is in it.
 */
export async function* runProgram(
  program: Program,
  input: unknown,
  limits: ProgramLimits,
): AsyncGenerator<string> {
  const child = spawn(process.execPath, [fileURLToPath(programUrl(program))], {
    env: {},
    timeout: limits.msMax,
    killSignal: 'SIGKILL',
    ...(limits.signal === undefined ? {} : { signal: limits.signal }),
  });
  const closed = once(child, 'close').catch((error: unknown) => [null, String(error)]);
  const stderr = collect(child.stderr);
  // A process that dies early closes its input; its exit says why.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(input));
  try {
    yield* splitLines(child.stdout, limits);
    const [exitCode] = await closed;
    if (exitCode !== 0) throw failureOf(await stderr, exitCode, limits);
  } finally {
    child.kill('SIGKILL');
    await closed;
  }
}

/** The child's side: reads its input, runs, and states a failure in the way the parent expects. */
export async function serveProgram(run: (input: unknown) => Promise<void>): Promise<void> {
  try {
    let text = '';
    for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
    await run(JSON.parse(text));
  } catch (error) {
    process.stderr.write(`\n${JSON.stringify(stateFailure(error))}\n`);
    process.exitCode = 1;
  }
}

/** Writes one line to the parent, waiting while it does not read. */
export async function writeLine(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** Line feeds only: the readline of Node also splits at U+2028, which JSON may hold. */
async function* splitLines(stream: Readable, limits: ProgramLimits): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.bytesMax) throw gatewayError(limits.code, 'the answer is too large');
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString('utf8');
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  }
}

async function collect(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    text = (text + String(chunk)).slice(-stderrCharsMax);
  }
  return text;
}

/** The process states its failure as the last line on stderr. */
function failureOf(stderr: string, exitCode: unknown, limits: ProgramLimits): SentrelyError {
  const stated = parseFailure(stderr.trimEnd().split('\n').at(-1) ?? '');
  if (stated !== undefined) return errorOf(stated, limits.code);
  const seconds = Math.round(limits.msMax / 1000);
  const why = exitCode === null ? `it was stopped, at the latest after ${seconds} s` : 'it failed';
  return gatewayError(limits.code, why);
}
