import { type ActionBinding, bindAction } from '../../compiler/bundle/binding.ts';
import type { BundleContent } from '../../compiler/bundle/bundle.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { ApprovalRequirement, Outcome } from '../../compiler/evaluate/decision.ts';
import { type Plan, planRules } from '../../compiler/evaluate/plan.ts';
import { readToolName, wireName } from '../../compiler/evaluate/tool-name.ts';
import { loadBundle } from '../bundle.ts';
import { command, noOperands } from '../command.ts';
import { cliError } from '../errors.ts';
import { type RecordedCall, readCalls } from '../trace.ts';

/** `sentrely decide`: what the rules of a bundle say of recorded calls. */
const decideCommand = command({
  operands: noOperands,
  options: {
    bundle: { type: 'string', value: 'FILE', required: true, help: 'signed bundle' },
    trust: { type: 'string', value: 'FILE', required: true, help: 'whose signature counts' },
  },
  details: `Reads a trace from standard input, one JSON object a line, and writes one decision a
line for each call, in order. A call of an unknown agent or tool is a decision
(deny). A line that is no trace line stops the work: the decisions before it are
written, and standard error names the line. No gateway and no principal is bound,
so the digests cannot be approved.`,
  examples: ['decide --bundle bundle.json --trust K.trust.json < trace.jsonl > decisions.jsonl'],
  async run({ options, terminal }) {
    if (terminal.isStdinTerminal) throw cliError('SENTRELY_ERR_CLI_STDIN', 'it is a terminal');
    const bundle = loadBundle(terminal, options.bundle, options.trust);
    const plan = planRules(bundle.rules);
    for await (const call of readCalls(terminal.stdin)) {
      terminal.out.write(`${JSON.stringify(decisionOn(call, plan, bundle))}\n`);
    }
    return 0;
  },
});

export { decideCommand as command };

/** The Decision line of one call. */
function decisionOn(recorded: RecordedCall, plan: Plan, bundle: BundleContent) {
  const call = named(recorded);
  const outcome = judge(call, plan);
  const { verdict, rules, facets, reason, approvals } = outcome;
  return {
    id: call.id,
    session: call.session,
    agent: call.agent,
    tool: recorded.tool,
    verdict,
    rules,
    facets,
    reason,
    ...(approvals.length === 0 ? {} : { approval: { requirements: approvals.map(requirement) } }),
    digest: digestOn(call, outcome, bundle),
    bundle: bundle.digest,
  };
}

/** On the wire an MCP tool carries its server in its name; a trace may say it either way. */
function named(call: RecordedCall): RecordedCall {
  if (call.server !== null) return call;
  return { ...call, ...readToolName(call.tool) };
}

function judge(call: RecordedCall, plan: Plan): Outcome {
  const { agent, server, tool, input, defect } = call;
  if (defect === null) return decide(plan, { agent, server, tool, input, workspace: null });
  return {
    verdict: 'deny',
    rules: [],
    facets: [{ kind: 'call', name: wireName(server, tool), verdict: 'deny' }],
    reason: `the call is not strict JSON: ${defect}`,
    approvals: [],
    marks: [],
    delegated: [],
    directories: null,
    enforced: true,
  };
}

function requirement({ rule, count, approvers, expiresMs }: ApprovalRequirement) {
  return { rule, count, approvers, expires_ms: expiresMs };
}

/**
 * A call with a defect has arguments without a canonical form, and perhaps half characters in its
 * names: it is bound without the ones, and with the others replaced. It is denied anyway.
 */
function digestOn(call: RecordedCall, outcome: Outcome, bundle: BundleContent): string {
  const { defect, agent, session, server, tool, input } = call;
  const binding: ActionBinding = {
    v: 1,
    gateway_id: null,
    channel: bundle.predicate.channel,
    session: session.toWellFormed(),
    agent: agent.toWellFormed(),
    principal: null,
    provider: null,
    server: server?.toWellFormed() ?? null,
    tool: tool.toWellFormed(),
    tool_schema_hash: null,
    resource: null,
    args: defect === null ? (input ?? null) : null,
    exec: null,
    policy_revision: bundle.predicate.revision,
    bundle_digest: bundle.digest,
    rule_ids: outcome.approvals.map(({ rule }) => rule),
  };
  return bindAction(binding);
}
