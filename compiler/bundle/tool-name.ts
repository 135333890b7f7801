const legalName = /^[A-Za-z0-9_.-]{1,128}$/;

/** Whether a tool or a server may be called this: plain ASCII, so that no two names look alike. */
export function isToolName(name: string): boolean {
  return legalName.test(name);
}

/** The name that a model sees: `mcp__server__tool`, or the bare name of a client's own tool. */
export function wireName(server: string | null, tool: string): string {
  return server === null ? tool : `mcp__${server}__${tool}`;
}

/** A tool by the name that a model used. */
export interface ToolNameParts {
  /** Null for a client's own tool. */
  readonly server: string | null;
  readonly tool: string;
}

const mcpPrefix = 'mcp__';

/** Takes a wire name apart, at the first `__` after the server; undefined when it is not legal. */
export function readToolName(name: string): ToolNameParts | undefined {
  if (!isToolName(name)) return undefined;
  const end = name.startsWith(mcpPrefix) ? name.indexOf('__', mcpPrefix.length + 1) : -1;
  const tool = name.slice(end + 2);
  if (end < 0 || tool === '') return { server: null, tool: name };
  return { server: name.slice(mcpPrefix.length, end), tool };
}
