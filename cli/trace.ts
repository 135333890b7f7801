import { jsonDepthMax, parseStrictJson, StrictJsonError } from '../compiler/bundle/strict-json.ts';
import { quote } from '../dsl/escape.ts';
import { cliError } from './errors.ts';
import { linesOf } from './lines.ts';

/** A tool call of the model, as a trace records it. */
export interface RecordedCall {
  readonly session: string;
  readonly agent: string;
  readonly id: string;
  /** MCP server, or null for a tool of the client's own. */
  readonly server: string | null;
  readonly tool: string;
  readonly input: unknown;
  /** Why the call cannot be judged, or null: its line is JSON, but readers would differ about it. */
  readonly defect: string | null;
}

/** A model writes at most a few megabytes in one call; a tool's answer is recorded cut. */
const lineBytesMax = 16 * 1024 * 1024;

/** The line itself is one level; the arguments in it may be as deep as on the wire. */
const depthMax = jsonDepthMax + 1;

/**
 * The calls of a trace in order. The other lines are checked and passed over: edition 1 has no
 * condition on what was said or returned. Blank lines count, but say nothing. Throws
 * SENTRELY_ERR_CLI_TRACE at the first line that cannot be read, after the calls before it.
 */
export async function* readCalls(input: AsyncIterable<Uint8Array>): AsyncGenerator<RecordedCall> {
  let number = 0;
  for await (const bytes of linesOf(input, lineBytesMax)) {
    number++;
    const call = isBlank(bytes) ? undefined : readLine(bytes, refusalOf(number));
    if (call !== undefined) yield call;
  }
}

type Members = Readonly<Record<string, unknown>>;
type Refusal = (what: string, cause?: unknown) => Error;

function refusalOf(number: number): Refusal {
  return (what, cause) => cliError('SENTRELY_ERR_CLI_TRACE', `line ${number}: ${what}`, cause);
}

function readLine(bytes: Uint8Array, refuse: Refusal): RecordedCall | undefined {
  const { members, defect } = parseLine(bytes, refuse);
  const text = (name: string) => textOf(members, name, refuse);
  const type = text('type');
  if (type === 'call') return readCall(members, text, defect);
  const expected = otherLines.get(type);
  if (expected === undefined) {
    throw refuse(`found the type ${quote(type)}, expected user, call or result`);
  }
  expected.forEach(text);
  return undefined;
}

/** What the lines that are no call must say. */
const otherLines: ReadonlyMap<string, readonly string[]> = new Map([
  ['user', ['session', 'agent', 'text']],
  ['result', ['session', 'id', 'text']],
]);

function readCall(
  members: Members,
  text: (name: string) => string,
  defect: string | null,
): RecordedCall {
  return {
    session: text('session'),
    agent: text('agent'),
    id: text('id'),
    server: (members['server'] ?? null) === null ? null : text('server'),
    tool: text('tool'),
    input: members['input'],
    defect,
  };
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
