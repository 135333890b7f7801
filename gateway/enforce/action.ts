import { type ActionBinding, bindAction } from '../../compiler/bundle/binding.ts';
import { parseStrictJson } from '../../compiler/bundle/strict-json.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { denyBare } from '../../compiler/evaluate/outcome.ts';
import { readToolName } from '../../compiler/evaluate/tool-name.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ToolCall } from './gate.ts';
import type { Conversation } from './conversation.ts';
import type { Past } from './history.ts';

/** One call, read and judged under one policy. */
export interface Action {
  readonly call: ToolCall;
  readonly server: string | null;
  readonly tool: string;
  /** The parsed arguments, or null when they could not be read. */
  readonly input: unknown;
  readonly outcome: Outcome;
  readonly policy: LoadedPolicy;
  readonly binding: ActionBinding;
  /** Hex SHA-256 of the binding: what an approval names. */
  readonly digest: string;
  /** Time the judgement took, in microseconds. */
  readonly gateUs: number;
}

/** Reads and judges one call, after what is `past` in its session. Total: a call that cannot be read is judged a deny. */
export function judgeAction(
  call: ToolCall,
  conversation: Conversation,
  policy: LoadedPolicy,
  past: Past,
): Action {
  const begun = performance.now();
  const name = readToolName(call.name);
  const input = call.defect === null ? readArguments(call.argumentsText) : undefined;
  const server = name?.server ?? null;
  const tool = name?.tool ?? call.name;
  const outcome =
    name === undefined || input === undefined
      ? denyBare(tool, call.defect ?? notStrict, true)
      : decide(policy.plan, {
          agent: conversation.caller.agent,
          server,
          tool,
          input: input.value,
          workspace: conversation.workspace,
          ...past,
        });
  const binding = bindingOf({ server, tool, input: input?.value ?? null }, call, conversation, {
    policy,
    outcome,
  });
  return {
    call,
    server,
    tool,
    input: input?.value ?? null,
    outcome,
    policy,
    binding,
    digest: bindAction(binding),
    gateUs: Math.round((performance.now() - begun) * 1000),
  };
}

const notStrict = 'the call cannot be read: its name or arguments are not strict JSON';

/** The arguments, boxed because `null` is JSON too; undefined when they are not strict JSON. */
function readArguments(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseStrictJson(text) };
  } catch {
    return undefined;
  }
}

function bindingOf(
  what: { readonly server: string | null; readonly tool: string; readonly input: unknown },
  call: ToolCall,
  conversation: Conversation,
  judged: { readonly policy: LoadedPolicy; readonly outcome: Outcome },
): ActionBinding {
  const { predicate, digest } = judged.policy.content;
  return {
    v: 1,
    gateway_id: conversation.gateway,
    channel: predicate.channel,
    session: conversation.session,
    agent: conversation.caller.agent,
    principal: conversation.caller.credential,
    provider: conversation.provider,
    server: what.server,
    tool: what.tool,
    tool_schema_hash: conversation.toolHashes.get(call.name) ?? null,
    resource: null,
    args: what.input,
    exec: conversation.workspace === null ? null : { cwd: conversation.workspace, env: null },
    // The digest binds the rules. Signing the same rules again, to renew them, changes nothing.
    policy_revision: null,
    bundle_digest: digest,
    rule_ids: judged.outcome.approvals.map((approval) => approval.rule).sort(),
  };
}
