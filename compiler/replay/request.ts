import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import { denyBare } from '../evaluate/outcome.ts';
import { readToolName, wireName } from '../evaluate/tool-name.ts';
import type { RecordedCall } from './line.ts';

/**
 * A recorded call as it is judged. On the wire a tool of an MCP server carries its server in its
 * name; a record may say it either way. Nobody recorded where the client worked.
 */
export function requestOf(
  call: Pick<RecordedCall, 'agent' | 'server' | 'tool' | 'input'> & { readonly at?: number | null },
): DecisionRequest {
  const { agent, input, at = null } = call;
  const { server, tool } = (call.server === null ? readToolName(call.tool) : undefined) ?? call;
  if (at === null) return { agent, server, tool, input, workspace: null };
  return { agent, server, tool, input, workspace: null, now: at };
}

/** What is decided about a call that readers would differ about: it is denied under any rules. */
export function unreadable(
  { server, tool }: Pick<RecordedCall, 'server' | 'tool'>,
  defect: string,
): Outcome {
  return denyBare(wireName(server, tool), `the call is not strict JSON: ${defect}`, true);
}
