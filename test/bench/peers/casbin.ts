import type { Peer, PeerRule } from './workload.ts';

/** The part of casbin that is used. */
interface Casbin {
  newModelFromString(text: string): unknown;
  newEnforcer(model: unknown): Promise<Enforcer>;
}

interface Enforcer {
  addPolicies(rules: readonly (readonly string[])[]): Promise<boolean>;
  enforceSync(...request: readonly (string | number)[]): boolean;
}

const model = `[request_definition]
r = sub, act, path, size
[policy_definition]
p = sub, act, path, limit, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub == p.sub && r.act == p.act && keyMatch(r.path, p.path) && ((p.eft == "allow" && r.size < p.limit) || (p.eft == "deny" && r.size > p.limit))
`;

/** casbin with its synchronous enforcer. */
export async function casbinPeer(entry: string, rules: readonly PeerRule[]): Promise<Peer> {
  const casbin = (await import(entry)) as Casbin;
  const enforcer = await casbin.newEnforcer(casbin.newModelFromString(model));
  await enforcer.addPolicies(
    rules.map(({ agent, tool, prefix, limit, effect }, at) => [
      agent,
      tool,
      // casbin keeps no two equal rules; a limit that differs by nothing makes them different.
      `${prefix}*`,
      `${limit}.${'0'.repeat(1 + Math.floor(at / 1000))}`,
      effect,
    ]),
  );
  return {
    name: 'casbin 5.51.1, synchronous',
    isAllowed: ({ agent, tool, path, size }) => enforcer.enforceSync(agent, tool, path, size),
    close: async () => {},
  };
}
