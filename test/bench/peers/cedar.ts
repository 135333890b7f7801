import type { Peer, PeerRule } from './workload.ts';

/** The part of cedar-wasm that is used. */
interface Cedar {
  preparsePolicySet(id: string, policies: { staticPolicies: string }): { readonly type: string };
  statefulIsAuthorized(call: object): {
    readonly response?: { readonly decision: string };
  };
}

/** Cedar's own engine as WebAssembly, policies parsed once and kept. */
export async function cedarPeer(entry: string, rules: readonly PeerRule[]): Promise<Peer> {
  const cedar = (await import(entry)) as Cedar;
  const name = `rules-${rules.length}`;
  const parsed = cedar.preparsePolicySet(name, { staticPolicies: rules.map(policyOf).join('\n') });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed).slice(0, 400));
  return {
    name: 'cedar-wasm 4.13.0, stateful',
    isAllowed: ({ agent, tool, path, size }) => {
      const answer = cedar.statefulIsAuthorized({
        principal: { type: 'Agent', id: agent },
        action: { type: 'Action', id: tool },
        resource: { type: 'World', id: 'world' },
        context: { path, size },
        preparsedPolicySetId: name,
        entities: [],
      });
      return answer.response?.decision === 'allow';
    },
    close: async () => {},
  };
}

function policyOf({ agent, tool, effect, prefix, limit }: PeerRule): string {
  const [word, order] = effect === 'deny' ? ['forbid', '>'] : ['permit', '<'];
  const scope = `principal == Agent::"${agent}", action == Action::"${tool}", resource`;
  return `${word} (${scope}) when { context.path like "${prefix}*" && context.size ${order} ${limit} };`;
}
