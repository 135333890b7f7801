import type { Effect } from '../../../dsl/ast.ts';
import { stringLiteral } from '../../../dsl/escape.ts';
import { type LeftOut, leaveOut, type Outcome } from './outcome.ts';
import type { Permission } from './permission.ts';

/** Hosts as `domain:` names them: labels, the first of which may be a star. */
const hostShape =
  /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
const hostLengthMax = 253;

const domain = 'domain:';

/** The rules that the permissions on `WebFetch` of one effect become. */
export function importHosts(effect: Effect, permissions: readonly Permission[]): Outcome {
  if (permissions.length === 0) return { rules: [], carried: [], leftOut: [] };
  const hosts = new Set<string>();
  const carried: Permission[] = [];
  const leftOut: LeftOut[] = [];
  for (const permission of permissions) {
    const patterns = hostPatterns(permission);
    if (patterns === undefined) leftOut.push(leaveOut(permission, reasonFor(effect)));
    else {
      for (const pattern of patterns) hosts.add(pattern);
      carried.push(permission);
    }
  }
  // What a lost deny or ask was about must not become allowed: it is about every host instead.
  const isLost = effect !== 'allow' && leftOut.length > 0;
  const isWhole = isLost || permissions.some(({ specifier }) => specifier === undefined);
  const listed = [...hosts].map(stringLiteral).join(', ');
  const clauses = isWhole ? '' : ` when .url.host in hosts(${listed})`;
  const rule = { effect, label: `${effect}-webfetch`, tools: ['WebFetch'], clauses };
  return { rules: isWhole || hosts.size > 0 ? [rule] : [], carried, leftOut };
}

function reasonFor(effect: Effect): string {
  const reason = 'what stands in parentheses is not the domain of a host';
  return effect === 'allow' ? reason : `${reason}, so the rule is about every host`;
}

/** Deny and ask are also about the hosts below the one named. None for the tool as a whole. */
function hostPatterns({ specifier, effect }: Permission): readonly string[] | undefined {
  if (specifier === undefined) return [];
  const host = specifier.slice(domain.length);
  const isHost = host.length <= hostLengthMax && hostShape.test(host) && !/^[0-9.]+$/.test(host);
  if (!specifier.startsWith(domain) || !isHost) return undefined;
  if (effect === 'allow') return [host];
  return host.startsWith('*.') ? [`*${host}`] : [host, `**.${host}`];
}
