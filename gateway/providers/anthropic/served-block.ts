import type { ServedCall, ServerTool } from '../../enforce/gate.ts';
import type { JsonValue } from '../../json/value.ts';
import { ArgumentsText } from '../arguments-text.ts';
import { expectMcpServer, grantedMcpTool } from '../mcp-server.ts';
import { unreadable } from '../stream-event.ts';

/** A call that the provider runs itself, from the block's beginning to its end. */
export class ServedBlock {
  readonly #block: JsonValue;
  readonly #tool: ServerTool;
  readonly #parts = new ArgumentsText();

  constructor(block: JsonValue, tool: ServerTool) {
    this.#block = block;
    this.#tool = tool;
  }

  append(part: string): void {
    this.#parts.append(part);
  }

  /** The call as the parts tell it, or else the block. */
  get call(): ServedCall {
    const { text } = this.#parts;
    const argumentsText = text === '' ? (this.#block.get('input')?.json ?? '') : text;
    return { id: this.#block.get('id')?.text ?? '', tool: this.#tool, argumentsText };
  }
}

/**
 * The call that a block begins; null where it begins none. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE for
 * a tool of an MCP server that was not granted, and for any other while none but those are. Which of the
 * provider's own tools runs is not compared: some run others that no request offers.
 */
export function servedBlock(block: JsonValue, granted: readonly ServerTool[]): ServedBlock | null {
  const type = block.get('type')?.text ?? '';
  const name = block.get('name')?.text ?? '';
  if (type === 'mcp_tool_use')
    return new ServedBlock(block, grantedMcpTool(granted, block.get('server_name')?.text, name));
  if (type === 'mcp_tool_listing') expectMcpServer(granted, block.get('mcp_server_name')?.text);
  if (type === 'mcp_tool_result' && !granted.some(({ label }) => label !== undefined))
    throw unreadable('a result of an MCP server that was not granted');
  if (type !== 'server_tool_use') return null;
  const own = granted.filter(({ label }) => label === undefined);
  if (own.length === 0) throw unreadable('a call of a tool that was not granted');
  return new ServedBlock(block, own.find((tool) => tool.name === name) ?? { name, type });
}
