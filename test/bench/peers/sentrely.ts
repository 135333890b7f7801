import { compile } from '../../../compiler/compile.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import type { Peer, PeerRule } from './workload.ts';

/** Our own engine, from policy text to decisions. */
export function sentrelyPeer(rules: readonly PeerRule[]): Peer {
  const compiled = compile([{ file: 'peers.sentrely', text: textOf(rules) }]);
  if (compiled.rules === undefined) throw new Error(compiled.diagnostics[0]?.message);
  const plan = planRules(compiled.rules);
  return {
    name: 'sentrely',
    isAllowed: ({ agent, tool, path, size }) => {
      const call = { agent, server: null, tool, input: { path, size }, workspace: null };
      return decide(plan, call).verdict === 'allow';
    },
    close: async () => {},
  };
}

function textOf(rules: readonly PeerRule[]): string {
  const agents = [...new Set(rules.map(({ agent }) => agent))];
  const tools = [...new Set(rules.map(({ tool }) => tool))];
  return [
    'edition 1',
    ...agents.map((agent) => `agent ${agent} { owner user "octocat" id 1 }`),
    ...tools.map((tool) => `tool ${tool} { path: Path, size: Int }`),
    ...agents.map((agent) => `policy of-${agent} for agent ${agent} { ${ofAgent(rules, agent)} }`),
  ].join('\n');
}

function ofAgent(rules: readonly PeerRule[], agent: string): string {
  const own = rules.filter((rule) => rule.agent === agent);
  return own
    .map(({ tool, effect, prefix, limit }, at) => {
      const when = `when .path matches "${prefix}**" and .size ${effect === 'deny' ? '>' : '<'} ${limit}`;
      return effect === 'deny' ? `rule r${at} deny ${tool} ${when}` : `allow ${tool} ${when}`;
    })
    .join('\n');
}
