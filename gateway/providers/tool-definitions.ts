import { hash } from 'node:crypto';
import { quote } from '../../compiler/bundle/quote.ts';
import { isToolName } from '../../compiler/bundle/tool-name.ts';
import { reservedPrefix } from '../enforce/tombstone.ts';
import { gatewayError } from '../errors.ts';
import type { JsonValue } from '../json/value.ts';

/** A tool that the client offers to the model. */
export interface ToolDefinition {
  /** As policies know it. */
  readonly name: string;
  /** Null for the client's own; else one that the provider defines and the client runs. */
  readonly type: string | null;
  /** Hex SHA-256 of the definition's bytes: what the model was told that the tool does. */
  readonly sha256: string;
}

/** A definition by the name that policies know it by. Throws SENTRELY_ERR_REQUEST_TOOL_NAME. */
export function defineTool(
  name: string,
  type: string | null,
  definition: JsonValue,
): ToolDefinition {
  if (!isToolName(name)) throw nameError(name, 'is not plain ASCII of up to 128 characters');
  if (name.toLowerCase().startsWith(reservedPrefix)) throw nameError(name, 'is reserved');
  return { name, type, sha256: hash('sha256', definition.bytes, 'hex') };
}

/**
 * All tools of a request: those it defines once, and those that its history adds, which may come
 * again in the same form. Throws SENTRELY_ERR_REQUEST_TOOL_NAME where a name has two meanings.
 */
export function mergeTools(
  defined: readonly ToolDefinition[],
  added: readonly ToolDefinition[],
): readonly ToolDefinition[] {
  const tools = new Map<string, ToolDefinition>();
  for (const tool of defined) {
    if (tools.has(tool.name)) throw nameError(tool.name, 'is defined twice');
    tools.set(tool.name, tool);
  }
  for (const tool of added) {
    const known = tools.get(tool.name);
    if (known !== undefined && known.sha256 !== tool.sha256)
      throw nameError(tool.name, 'is defined in two ways');
    tools.set(tool.name, tool);
  }
  return [...tools.values()];
}

function nameError(name: string, why: string): Error {
  return gatewayError('SENTRELY_ERR_REQUEST_TOOL_NAME', `${quote(name)} ${why}`);
}
