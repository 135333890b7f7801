import { type Expression, type ExpressionOf, memberOf, textOf } from './expression.ts';
import type { Definition } from './offers.ts';

/** What surrounds a definition and may name it or its server. */
export interface Surroundings {
  /** The key under which a `tools` object holds it. */
  readonly key?: Expression | undefined;
  /** The MCP server of the place. */
  readonly server?: string | undefined;
}

/**
 * The definition that an object literal is, told by the key that holds its schema; undefined where
 * it is none. Source: the request types of the Anthropic and OpenAI APIs, MCP's `Tool`, and the
 * tool objects of the Vercel AI SDK.
 */
export function objectDefinition(
  object: ExpressionOf<'object'>,
  { key, server }: Surroundings,
): Definition | undefined {
  const inner = memberOf(object, 'function');
  const holder = inner?.kind === 'object' ? inner : object;
  const name = key ?? memberOf(holder, 'name');
  const input = memberOf(holder, 'input_schema') ?? memberOf(holder, 'parameters');
  if (input !== undefined) return { at: object, name, schema: input, owner: 'client' };
  const mcp = memberOf(holder, 'inputSchema');
  if (mcp !== undefined && key === undefined) {
    return { at: object, name, schema: mcp, owner: 'mcp', server };
  }
  if (mcp !== undefined) return { at: object, name, schema: mcp, owner: 'client' };
  const isFunction = inner?.kind === 'object' || textOf(memberOf(object, 'type')) === 'function';
  return isFunction ? { at: object, name, schema: undefined, owner: 'client' } : undefined;
}

/**
 * The definition that a call is, told by the shape of its arguments; undefined where it is none.
 * Source: the helpers of the SDKs of Anthropic, OpenAI, Vercel, LangChain and MCP.
 */
export function callDefinition(
  name: string,
  call: ExpressionOf<'call'>,
  surroundings: Surroundings,
): Definition | undefined {
  const [first, second] = call.args;
  if (name === 'registerTool') return registered(call, surroundings);
  if (name !== 'tool') return described(call, first, {});
  if (isOwnFunction(call)) return undefined;
  if (first?.kind === 'object') return described(call, first, surroundings);
  if (call.callee.kind === 'member') return serverTool(call, surroundings);
  if (first?.kind === 'function' && second?.kind === 'object') {
    return described(call, second, surroundings);
  }
  const schema = call.args[2];
  return { at: call, name: first, schema, owner: 'mcp', server: surroundings.server };
}

/** A function that the program itself defines, and that merely is called `tool`. */
function isOwnFunction({ callee }: ExpressionOf<'call'>): boolean {
  return callee.kind !== 'name' && callee.kind !== 'member';
}

/** `tool({ name, inputSchema })` and its relatives: everything stands in one object. */
function described(
  at: Expression,
  object: Expression | undefined,
  { key }: Surroundings,
): Definition {
  if (object?.kind !== 'object') return { at, name: undefined, schema: object, owner: 'client' };
  const schema = ['inputSchema', 'parameters', 'input_schema', 'schema']
    .map((each) => memberOf(object, each))
    .find((each) => each !== undefined);
  return { at, name: memberOf(object, 'name') ?? key, schema, owner: 'client' };
}

/** `server.registerTool(name, { inputSchema }, handler)`. */
function registered({ args, ...call }: ExpressionOf<'call'>, { server }: Surroundings): Definition {
  const [name, config] = args;
  const schema = config?.kind === 'object' ? memberOf(config, 'inputSchema') : config;
  return { at: { ...call, args }, name, schema, owner: 'mcp', server };
}

/** `server.tool(name, description?, shape?, annotations?, handler)`. */
function serverTool(call: ExpressionOf<'call'>, { server }: Surroundings): Definition {
  const [name, ...rest] = call.args;
  const schema = rest
    .slice(0, -1)
    .find((argument) => argument.kind !== 'text' && !isAnnotations(argument));
  return { at: call, name, schema, owner: 'mcp', server };
}

/** Hints of MCP about a tool: plain values, where a shape has schemas. */
function isAnnotations(expression: Expression): boolean {
  if (expression.kind !== 'object' || expression.members.length === 0) return false;
  return expression.members.every(({ value }) => value.kind === 'boolean' || value.kind === 'text');
}
