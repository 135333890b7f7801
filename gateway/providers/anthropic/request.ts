import { hash } from 'node:crypto';
import { gatewayError } from '../../errors.ts';
import { JsonError, scanJson } from '../../json/scan.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven, type Message, readMessages, textsOf } from './message.ts';
import { readResults, type ToolResult } from './results.ts';
import { readTombstones, type TombstonePlace } from './tombstone-places.ts';
import { readTools, refuseServerState, type ToolDefinition } from './tools.ts';
import { readWorkspace } from './workspace.ts';

/** Whether a request is whole (`none`, or `create` to begin a thread with it) or only the newest part. */
export type ThreadUse = 'none' | 'create' | 'continue';

/** What the gateway reads in the body of a Messages or count_tokens request. */
export interface MessagesRequest {
  /** Empty only when a thread is continued. */
  readonly model: string;
  readonly isStream: boolean;
  /** `continue`: the provider holds the history, and the request is only its newest part. */
  readonly thread: ThreadUse;
  /** Every tool the request defines, those added in the middle of the conversation included. */
  readonly tools: readonly ToolDefinition[];
  /** Hex SHA-256 of each definition's bytes, by name. */
  readonly toolHashes: ReadonlyMap<string, string>;
  /** The session the client states in `metadata.user_id`, or null. Only its word. */
  readonly statedSession: string | null;
  /** The absolute directory the client states that it works in, or null. Only its word. */
  readonly workspace: string | null;
  /** Hex SHA-256 of how the conversation began: the same in all its turns. */
  readonly seed: string;
  readonly messageCount: number;
  /** The tool results in the last user message. */
  readonly results: readonly ToolResult[];
  /** Calls of ours in the history, to be restored, with their results. */
  readonly tombstones: readonly TombstonePlace[];
}

/**
 * Reads a request. Lenient to what it does not know (fields, roles, blocks: the dialect grows), and
 * strict where a second reading could hide a tool. Throws SENTRELY_ERR_REQUEST_SYNTAX,
 * SENTRELY_ERR_REQUEST_SHAPE, SENTRELY_ERR_REQUEST_TOOL_NAME and SENTRELY_ERR_SERVER_TOOL.
 */
export function readRequest(body: Buffer): MessagesRequest {
  const root = scanBody(body);
  const thread = readThread(root);
  const messages =
    thread === 'continue' && !isGiven(root.get('messages')) ? [] : readMessages(root);
  refuseServerState(root);
  const tools = readTools(root, messages);
  const statedSession = readSession(root);
  return {
    model: readModel(root, thread),
    isStream: readIsStream(root),
    thread,
    tools,
    toolHashes: new Map(tools.map(({ name, sha256 }) => [name, sha256])),
    statedSession,
    workspace: readWorkspace(root.get('system'), messages, statedSession !== null),
    seed: seedOf(root.get('system'), messages),
    messageCount: messages.length,
    results: readResults(messages),
    tombstones: readTombstones(messages),
  };
}

function scanBody(body: Buffer): JsonValue {
  try {
    const root = scanJson(body);
    if (root.kind === 'object') return root;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw gatewayError('SENTRELY_ERR_REQUEST_SYNTAX', `found ${error.message}`, error);
  }
  throw gatewayError('SENTRELY_ERR_REQUEST_SHAPE', 'the body is not an object');
}

/** Whatever is not plainly the beginning of a thread may leave a part of the history out. */
function readThread(root: JsonValue): ThreadUse {
  const thread = root.get('thread');
  if (!isGiven(thread)) return 'none';
  const isNew =
    thread.get('type')?.text === 'create' && !isGiven(thread.get('previous_message_id'));
  return isNew ? 'create' : 'continue';
}

function readModel(root: JsonValue, thread: ThreadUse): string {
  const model = root.get('model')?.text ?? '';
  if (model === '' && thread !== 'continue')
    throw gatewayError('SENTRELY_ERR_REQUEST_SHAPE', '`model` is not a name');
  return model;
}

function readIsStream(root: JsonValue): boolean {
  const stream = root.get('stream');
  if (!isGiven(stream)) return false;
  if (stream.boolean === undefined)
    throw gatewayError('SENTRELY_ERR_REQUEST_SHAPE', '`stream` is not a boolean');
  return stream.boolean;
}

/** Claude Code puts its session into a string of JSON; anybody else may put anything there. */
function readSession(root: JsonValue): string | null {
  const user = root.get('metadata')?.get('user_id')?.text;
  if (user === undefined) return null;
  try {
    return scanJson(Buffer.from(user)).get('session_id')?.text ?? null;
  } catch {
    return null;
  }
}

/**
 * Only texts count, as they stand in the body: clients move their cache marks from turn to turn.
 */
function seedOf(system: JsonValue | undefined, messages: readonly Message[]): string {
  const first = messages.find((message) => message.role === 'user');
  const texts = [...textsOf(system), ...textsOf(first?.content)];
  return hash('sha256', Buffer.concat(texts.map((text) => text.bytes)), 'hex');
}
