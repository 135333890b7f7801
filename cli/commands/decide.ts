import { type ActionBinding, bindAction } from '../../compiler/bundle/binding.ts';
import type { BundleContent } from '../../compiler/bundle/bundle.ts';
import type {
  ApprovalRequirement,
  DecisionRequest,
  Outcome,
} from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import type { RecordedCall } from '../../compiler/replay/line.ts';
import { playSessions } from '../../compiler/replay/player.ts';
import { requestOf } from '../../compiler/replay/request.ts';
import { loadBundle } from '../bundle.ts';
import { command, noOperands } from '../command.ts';
import { cliError } from '../errors.ts';
import { explainerOf, explanationJson } from '../explanation.ts';
import type { Terminal } from '../terminal.ts';
import { readTrace } from '../trace.ts';

/** `sentrely decide`: what the rules of a bundle say of recorded calls. */
const decideCommand = command({
  operands: noOperands,
  options: {
    bundle: { type: 'string', value: 'FILE', required: true, help: 'signed bundle' },
    trust: { type: 'string', value: 'FILE', required: true, help: 'whose signature counts' },
    explain: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      help: 'explain each decision by the policies that the bundle was compiled from',
    },
  },
  details: `Reads a trace from standard input, one JSON object a line, and writes one decision a
line for each call, in order. A call of an unknown agent or tool is a decision
(deny). A line that is no trace line stops the work: the decisions before it are
written, and standard error names the line. A session begins with its first line: what
was typed, what the rules let go and what came back is what later calls are judged by.
Calls of one \`message\` do not know the results of each other. Rules that are only
observed are so at the time \`at\`. No gateway and no principal is bound, so the digests
cannot be approved. With \`--explain\` each decision says which rule came closest to
another verdict, and what it missed by, and the smallest change of the call that was
found to flip the verdict, as decided by the rules themselves.`,
  examples: [
    'decide --bundle bundle.json --trust K.trust.json < trace.jsonl > decisions.jsonl',
    'decide --bundle bundle.json --trust K.trust.json --explain policies/ < trace.jsonl',
  ],
  async run({ options, terminal }) {
    if (terminal.isStdinTerminal) throw cliError('SENTRELY_ERR_CLI_STDIN', 'it is a terminal');
    const bundle = loadBundle(terminal, options.bundle, options.trust);
    const explain = explainWith(terminal, options.explain ?? [], bundle);
    const player = playSessions({ rules: bundle.rules, plan: planRules(bundle.rules) });
    for await (const line of readTrace(terminal.stdin)) {
      if (line.kind !== 'call') {
        player.hear(line);
        continue;
      }
      const more = line.defect === null ? explain(player.request(line)) : {};
      const decision = decisionOn(line, player.judge(line), bundle);
      terminal.out.write(`${JSON.stringify({ ...decision, ...more })}\n`);
    }
    return 0;
  },
});

export { decideCommand as command };

/** What a decision says beside itself: nothing, where no policies are named. */
function explainWith(terminal: Terminal, paths: readonly string[], { rules }: BundleContent) {
  if (paths.length === 0) return () => ({});
  const explainer = explainerOf(terminal, paths, rules);
  return (request: DecisionRequest) => ({
    explanation: explanationJson(explainer.explain(request), explainer.sources),
  });
}

/** The Decision line of one call. */
function decisionOn(call: RecordedCall, outcome: Outcome, bundle: BundleContent) {
  const { verdict, rules, facets, reason, approvals, delegated, enforced } = outcome;
  return {
    id: call.id,
    session: call.session,
    agent: call.agent,
    tool: call.tool,
    verdict,
    enforced,
    rules,
    facets,
    ...(delegated.length === 0 ? {} : { delegated }),
    reason,
    ...(approvals.length === 0 ? {} : { approval: { requirements: approvals.map(requirement) } }),
    digest: digestOn(call, outcome, bundle),
    bundle: bundle.digest,
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
  const { defect, session } = call;
  const { agent, server, tool, input } = requestOf(call);
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
