import { hash } from 'node:crypto';
import type { ServerTool } from '../../enforce/gate.ts';
import { scanJson } from '../../json/scan.ts';
import type { JsonValue } from '../../json/value.ts';
import type { PastCall, ToolResult } from '../dialect.ts';
import { refuseOtherModels } from '../other-models.ts';
import { isSummary, typedTexts } from '../prompt-text.ts';
import { isGiven, readIsStream, readModel, scanBody, tokensOf } from '../request-body.ts';
import type { ToolDefinition } from '../tool-definitions.ts';
import { readFileIds } from './file-ids.ts';
import { type Message, readMessages, textsOf } from './message.ts';
import { readResults } from './results.ts';
import { readTombstones, type TombstonePlace } from './tombstone-places.ts';
import { hasThinking } from './thinking.ts';
import { readServerTools, readTools, refuseServerState } from './tools.ts';
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
  readonly seed: () => string;
  readonly messageCount: number;
  /** `max_tokens`, or null. */
  readonly outputMax: number | null;
  /** The tool results in the last user message. */
  readonly results: readonly ToolResult[];
  /** Calls of ours in the history, to be restored, with their results. */
  readonly tombstones: readonly TombstonePlace[];
  /** Tools that the provider would run itself. */
  readonly serverTools: readonly ServerTool[];
  /** Files at the provider that the request names, by id. */
  readonly fileIds: readonly string[];
  /** Texts of the last message that a person may have typed. */
  promptTexts(): readonly string[];
  calls(): readonly PastCall[];
  hasSummary(): boolean;
  isSigned(from: number): boolean;
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
  refuseOtherModels(root);
  const tools = readTools(root, messages);
  const statedSession = readSession(root);
  return {
    model: thread === 'continue' ? (root.get('model')?.text ?? '') : readModel(root),
    isStream: readIsStream(root),
    thread,
    tools,
    toolHashes: new Map(tools.map(({ name, sha256 }) => [name, sha256])),
    statedSession,
    workspace: readWorkspace(root.get('system'), messages, statedSession !== null),
    seed: () => seedOf(root.get('system'), messages),
    messageCount: messages.length,
    outputMax: tokensOf(root.get('max_tokens')),
    results: readResults(messages),
    tombstones: readTombstones(messages),
    serverTools: readServerTools(root, messages),
    fileIds: readFileIds(body, root, messages),
    promptTexts: () => promptTexts(messages),
    calls: () => messages.flatMap(callsOf),
    hasSummary: () => messages.some(isSummarised),
    isSigned: (from) => messages.slice(from).some(hasThinking),
  };
}

function callsOf({ role, blocks }: Message): readonly PastCall[] {
  if (role !== 'assistant') return [];
  return blocks.flatMap(({ type, value }) => {
    if (type !== 'tool_use') return [];
    const id = value.get('id')?.text ?? '';
    const name = value.get('name')?.text ?? '';
    return [{ id, name, argumentsText: value.get('input')?.json ?? '{}' }];
  });
}

function isSummarised({ content, blocks }: Message): boolean {
  return (
    blocks.some(({ type }) => type === 'compaction') ||
    textsOf(content).some(({ text = '' }) => isSummary(text))
  );
}

/** Claude Code 2.1.330 puts a system message of its own behind what the person typed. */
function promptTexts(messages: readonly Message[]): readonly string[] {
  const last = messages.findLast(({ role }) => role !== 'system');
  if (last?.role !== 'user' || last.blocks.some(({ type }) => type === 'tool_result')) return [];
  return typedTexts(textsOf(last.content));
}

/** Whatever is not plainly the beginning of a thread may leave a part of the history out. */
function readThread(root: JsonValue): ThreadUse {
  const thread = root.get('thread');
  if (!isGiven(thread)) return 'none';
  const isNew =
    thread.get('type')?.text === 'create' && !isGiven(thread.get('previous_message_id'));
  return isNew ? 'create' : 'continue';
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
