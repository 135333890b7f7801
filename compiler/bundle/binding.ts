import { digestOf } from './digest.ts';

/**
 * Everything that an approval is about. Change any of it and the approval no longer fits. What is
 * not known is null and never left out, so that "unknown" is bound as well.
 */
export interface ActionBinding {
  readonly v: 1;
  readonly gateway_id: string | null;
  readonly channel: string | null;
  readonly session: string | null;
  readonly agent: string;
  /** The person for whom the agent works, as the credential names them. */
  readonly principal: string | null;
  readonly provider: string | null;
  readonly server: string | null;
  readonly tool: string;
  /** Hash of the tool's definition as the request offered it. */
  readonly tool_schema_hash: string | null;
  readonly resource: string | null;
  /** The arguments as strict JSON. */
  readonly args: unknown;
  /** Where a process would run; null when unknown. */
  readonly exec: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>> | null;
  } | null;
  readonly policy_revision: number | null;
  readonly bundle_digest: string;
  /** Every rule that asked; order and repetition do not matter. */
  readonly rule_ids: readonly string[];
}

/**
 * The digest that people approve: SHA-256 over RFC 8785 JSON, in hex. Throws CanonicalJsonError
 * when a fact is missing or the arguments are not JSON: such a call cannot be approved.
 */
export function bindAction(binding: ActionBinding): string {
  return digestOf({ ...binding, rule_ids: [...new Set(binding.rule_ids)].sort() });
}
