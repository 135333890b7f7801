import { jsonDepthMax, parseStrictJson, StrictJsonError } from '../compiler/bundle/strict-json.ts';
import type { RecordedCall, RecordedLine } from '../compiler/replay/line.ts';
import { quote } from '../dsl/escape.ts';
import { cliError } from './errors.ts';
import { linesOf } from './lines.ts';

/** A model writes at most a few megabytes in one call; a tool's answer is recorded cut. */
const lineBytesMax = 16 * 1024 * 1024;

/** The line itself is one level; the arguments in it may be as deep as on the wire. */
const depthMax = jsonDepthMax + 1;

/**
 * The lines of a trace in order. Blank lines count, but say nothing. Throws SENTRELY_ERR_CLI_TRACE at
 * the first line that cannot be read, after the lines before it.
 */
export async function* readTrace(input: AsyncIterable<Uint8Array>): AsyncGenerator<RecordedLine> {
  let number = 0;
  for await (const bytes of linesOf(input, lineBytesMax)) {
    number++;
    if (!isBlank(bytes)) yield readLine(bytes, refusalOf(number));
  }
}

type Members = Readonly<Record<string, unknown>>;
type Refusal = (what: string, cause?: unknown) => Error;

function refusalOf(number: number): Refusal {
  return (what, cause) => cliError('SENTRELY_ERR_CLI_TRACE', `line ${number}: ${what}`, cause);
}

function readLine(bytes: Uint8Array, refuse: Refusal): RecordedLine {
  const { members, defect } = parseLine(bytes, refuse);
  const type = textOf(members, 'type', refuse);
  const read = lineReaders.get(type);
  if (read === undefined) {
    throw refuse(`found the type ${quote(type)}, expected user, call or result`);
  }
  const at = readAt(members, refuse);
  return read(members, (name) => textOf(members, name, refuse), { defect, at, refuse });
}

interface LineFacts {
  readonly defect: string | null;
  readonly at: number | null;
  readonly refuse: Refusal;
}

type LineReader = (
  members: Members,
  text: (name: string) => string,
  facts: LineFacts,
) => RecordedLine;

const lineReaders: ReadonlyMap<string, LineReader> = new Map<string, LineReader>([
  ['call', readCall],
  [
    'user',
    (_, text) => ({
      kind: 'prompt',
      session: text('session'),
      agent: text('agent'),
      text: text('text'),
    }),
  ],
  [
    'result',
    (members, text, { refuse }) => ({
      kind: 'result',
      session: text('session'),
      id: text('id'),
      text: text('text'),
      fails: readFails(members, refuse),
    }),
  ],
]);

function readCall(
  members: Members,
  text: (name: string) => string,
  { defect, at }: LineFacts,
): RecordedCall {
  const optional = (name: string) => ((members[name] ?? null) === null ? null : text(name));
  return {
    kind: 'call',
    session: text('session'),
    agent: text('agent'),
    id: text('id'),
    server: optional('server'),
    tool: text('tool'),
    input: members['input'],
    defect,
    message: optional('message'),
    at,
  };
}

/** RFC 3339 with a zone: a time that two machines would read differently is refused. */
const timeText = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function readAt(members: Members, refuse: Refusal): number | null {
  const at = members['at'] ?? null;
  if (at === null) return null;
  const ms =
    typeof at === 'string' && timeText.test(at) ? Date.parse(at.toUpperCase()) : Number.NaN;
  if (Number.isNaN(ms)) throw refuse('expected a time like 2026-03-04T10:00:00Z as `at`');
  return ms;
}

function readFails(members: Members, refuse: Refusal): boolean {
  const fails = members['is_error'] ?? false;
  if (typeof fails !== 'boolean') throw refuse('expected true or false as `is_error`');
  return fails;
}

/** A repeated key or half a character makes a call unsafe to judge, not a trace unreadable. */
function parseLine(
  bytes: Uint8Array,
  refuse: Refusal,
): { members: Members; defect: string | null } {
  if (bytes.length > lineBytesMax) throw refuse(`expected at most ${lineBytesMax} bytes`);
  try {
    const value = parseStrictJson(bytes, { depthMax });
    return { members: membersOf(value, refuse), defect: null };
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    const value = parseLoosely(bytes, refuse, cause.message);
    return { members: membersOf(value, refuse), defect: cause.message };
  }
}

function parseLoosely(bytes: Uint8Array, refuse: Refusal, complaint: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse(complaint, cause);
  }
}

/** Without a prototype: a member that was not written is absent, whatever it is called. */
function membersOf(value: unknown, refuse: Refusal): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('expected one JSON object');
  }
  return Object.assign(Object.create(null), value) as Members;
}

function textOf(members: Members, name: string, refuse: Refusal): string {
  const value = members[name];
  if (typeof value === 'string') return value;
  throw refuse(`expected text as ${quote(name)}`);
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
