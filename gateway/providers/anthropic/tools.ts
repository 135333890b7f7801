import { hash } from 'node:crypto';
import { quote } from '../../../compiler/bundle/quote.ts';
import { isToolName } from '../../../compiler/bundle/tool-name.ts';
import { reservedPrefix } from '../../enforce/tombstone.ts';
import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { type Block, isGiven, type Message, shapeError } from './message.ts';

/** A tool that the client offers to the model. */
export interface ToolDefinition {
  readonly name: string;
  /** Null for the client's own; else one that the provider defines and the client runs. */
  readonly type: string | null;
  /** Hex SHA-256 of the definition's bytes: what the model was told that the tool does. */
  readonly sha256: string;
}

/**
 * Types that the provider defines and the client runs. The date is part of the pattern: there are
 * types with the same beginning that run elsewhere (`bash_code_execution_…`) or that stand for
 * several tools without a name (`computer_toolset_…`).
 */
const clientRunType = /^(?:bash|text_editor|computer|memory)_[0-9]{8}$/;

/**
 * The tools of a request: those in `tools`, and those that a message adds in the middle of the
 * conversation. Throws SENTRELY_ERR_SERVER_TOOL for what the provider would run itself,
 * SENTRELY_ERR_REQUEST_TOOL_NAME for a name that is reserved, not plain or taken, and
 * SENTRELY_ERR_REQUEST_SHAPE.
 */
export function readTools(
  root: JsonValue,
  messages: readonly Message[],
): readonly ToolDefinition[] {
  const tools = new Map<string, ToolDefinition>();
  for (const definition of listOf(root, 'tools')) {
    const tool = readTool(definition);
    if (tools.has(tool.name)) throw nameError(tool.name, 'is defined twice');
    tools.set(tool.name, tool);
  }
  for (const definition of messages.flatMap(({ blocks }) => blocks.flatMap(addedTools))) {
    const tool = readTool(definition);
    const known = tools.get(tool.name);
    if (known !== undefined && known.sha256 !== tool.sha256)
      throw nameError(tool.name, 'is defined in two ways');
    tools.set(tool.name, tool);
  }
  return [...tools.values()];
}

/** Fields of a request that bring tools. */
const toolFields = ['tools', 'mcp_servers', 'container'] as const;

/** Refuses what makes the provider run code or call servers. Throws SENTRELY_ERR_SERVER_TOOL. */
export function refuseServerState(root: JsonValue): void {
  if (listOf(root, 'mcp_servers').length > 0)
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', 'found `mcp_servers`');
  const fallbacks = root.get('fallbacks')?.items ?? [];
  if (fallbacks.some((fallback) => toolFields.some((key) => isGiven(fallback.get(key)))))
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', 'found a fallback with tools of its own');
  const container = root.get('container');
  if (container?.kind === 'object' && listOf(container, 'skills').length > 0)
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', 'found a `container` with skills');
}

function listOf(object: JsonValue, key: string): readonly JsonValue[] {
  const list = object.get(key);
  if (!isGiven(list)) return [];
  if (list.kind !== 'array') throw shapeError(`\`${key}\` is not a list`);
  return list.items;
}

function readTool(definition: JsonValue): ToolDefinition {
  const type = definition.get('type');
  const isOwn = !isGiven(type) || type.text === 'custom';
  if (!isOwn && !clientRunType.test(type.text ?? '')) throw serverToolError(type);
  const name = definition.get('name')?.text;
  if (name === undefined) throw shapeError('a tool has no `name`');
  if (!isToolName(name)) throw nameError(name, 'is not plain ASCII of up to 128 characters');
  if (name.toLowerCase().startsWith(reservedPrefix)) throw nameError(name, 'is reserved');
  return {
    name,
    type: isOwn ? null : (type.text ?? null),
    sha256: hash('sha256', definition.bytes, 'hex'),
  };
}

/** Definitions that a block adds. A compaction block repeats the additions it stands for. */
function addedTools({ type, value }: Block): readonly JsonValue[] {
  if (type === 'compaction') return listOf(value, 'tool_changes').flatMap(addedTool);
  return type === 'tool_addition' ? addedTool(value) : [];
}

function addedTool(change: JsonValue): readonly JsonValue[] {
  if (change.get('type')?.text === 'tool_removal') return [];
  const tool = change.get('tool');
  const type = tool?.get('type');
  if (type?.text === 'tool_reference') return [];
  const definition = tool?.get('definition');
  if (type?.text !== 'tool_definition' || definition === undefined) throw serverToolError(type);
  return [definition];
}

function serverToolError(type: JsonValue | undefined): Error {
  const found = type === undefined ? 'no type' : `the type ${quote(type.text ?? type.json)}`;
  return gatewayError('SENTRELY_ERR_SERVER_TOOL', `found ${found}`);
}

function nameError(name: string, why: string): Error {
  return gatewayError('SENTRELY_ERR_REQUEST_TOOL_NAME', `${quote(name)} ${why}`);
}
