import { stringLiteral } from '../../../dsl/escape.ts';
import { readToolName } from '../../bundle/tool-name.ts';
import { type DraftRule, type LeftOut, leaveOut, type Outcome } from './outcome.ts';
import type { Permission } from './permission.ts';
import { toolDeclarations } from './tools.ts';

/** Hosts as `domain:` names them: labels, the first of which may be a star. */
const hostShape =
  /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
const hostLengthMax = 253;

const domain = 'domain:';

/** A permission on a tool that takes neither paths nor commands. */
export function importOther(permission: Permission): Outcome {
  const { tool, specifier, effect } = permission;
  const { server } = readToolName(tool) ?? { server: null };
  if (server !== null || tool.startsWith('mcp__')) return left(leaveOut(permission, mcpReason));
  if (!toolDeclarations.has(tool)) {
    return left(leaveOut(permission, 'the tool is not known here, so every call of it is denied'));
  }
  const label = `${effect}-${tool.toLowerCase()}`;
  const rule: DraftRule = { effect, label, tools: [tool], clauses: '' };
  if (specifier === undefined) return { rules: [rule], carried: [permission], leftOut: [] };
  const hosts = tool === 'WebFetch' ? hostPatterns(permission) : undefined;
  if (hosts === undefined) return unread(permission, rule);
  const clauses = ` when .url.host in hosts(${hosts.map(stringLiteral).join(', ')})`;
  return { rules: [{ ...rule, clauses }], carried: [permission], leftOut: [] };
}

const mcpReason =
  'declare the tools of the server with `sentrely tools import`, then write the rule by hand';

/** What a lost deny or ask was about must not become allowed: it is about the whole tool instead. */
function unread(permission: Permission, rule: DraftRule): Outcome {
  if (permission.effect === 'allow') {
    return left(leaveOut(permission, 'what stands in parentheses is not known here'));
  }
  const reason =
    'what stands in parentheses is not known here, so the rule is about the whole tool';
  return { rules: [rule], carried: [], leftOut: [leaveOut(permission, reason)] };
}

function left(leftOut: LeftOut): Outcome {
  return { rules: [], carried: [], leftOut: [leftOut] };
}

/** Deny and ask are also about the hosts below the one named. */
function hostPatterns({ specifier = '', effect }: Permission): readonly string[] | undefined {
  const host = specifier.slice(domain.length);
  const isHost = host.length <= hostLengthMax && hostShape.test(host) && !/^[0-9.]+$/.test(host);
  if (!specifier.startsWith(domain) || !isHost) return undefined;
  if (effect === 'allow') return [host];
  return host.startsWith('*.') ? [`*${host}`] : [host, `**.${host}`];
}
