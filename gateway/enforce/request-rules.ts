import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import { quote } from '../../compiler/bundle/quote.ts';
import { decideRequest } from '../../compiler/evaluate/decide-request.ts';
import type { Facet, Outcome } from '../../compiler/evaluate/decision.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { AuditLog } from '../audit/log.ts';
import { gatewayError } from '../errors.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { Conversation } from './conversation.ts';
import { conversationColumns } from './conversation-columns.ts';
import type { ServerTool } from './gate.ts';
import type { SessionHistory } from './history.ts';
import { ruleColumns } from './rule-columns.ts';

/** What a request asks for beside the calls of its answer. */
export interface AskedFor {
  readonly serverTools: readonly ServerTool[];
}

/** The tools that the provider may run for a request, and why. */
export interface Granted {
  readonly tools: readonly ServerTool[];
  readonly outcome: Outcome;
}

/**
 * Judges a request before the provider is asked: the model that it names, and each tool that the
 * provider would run itself. Records every decision but a plain grant of the model alone. Throws
 * SENTRELY_ERR_SERVER_TOOL where no rule grants such a tool, else SENTRELY_ERR_REQUEST_DENIED. Nobody
 * can be asked while a request waits, so what needs an approval is refused too.
 */
export async function judgeRequest(
  audit: AuditLog,
  conversation: Conversation,
  {
    policy,
    asked,
    history,
  }: {
    readonly policy: LoadedPolicy;
    readonly asked: AskedFor;
    readonly history: SessionHistory;
  },
): Promise<Granted> {
  const { serverTools } = asked;
  refuseManyDomains(serverTools);
  const { now, history: earlier } = history.past();
  const outcome = decideRequest(policy.plan, {
    agent: conversation.caller.agent,
    model: conversation.model,
    serverTools,
    ...(earlier === undefined ? {} : { history: earlier }),
    ...(now === undefined ? {} : { now }),
  });
  const passes = outcome.verdict === 'allow' || !outcome.enforced;
  if (outcome.verdict !== 'allow' || serverTools.length > 0)
    await audit.append(requestDecision(outcome, conversation, { policy, serverTools, passes }));
  if (!passes) throw refusal(outcome);
  await history.sent(outcome);
  return { tools: serverTools, outcome };
}

/**
 * Refuses to have tools counted that a request could not have: where they are an MCP server's, the
 * provider may ask it for them. A rule about the session denies here too: nothing of it is known.
 */
export function judgeCounted(
  { plan }: LoadedPolicy,
  request: AskedFor & { readonly agent: string; readonly model: string; readonly now: number },
): void {
  if (request.serverTools.length === 0) return;
  refuseManyDomains(request.serverTools);
  const outcome = decideRequest(plan, request);
  if (outcome.verdict !== 'allow' && outcome.enforced) throw refusal(outcome);
}

/** More than any request needs: each is judged and recorded twice, with what lies below it. */
const domainsMax = 1000;

function refuseManyDomains(serverTools: readonly ServerTool[]): void {
  const listed = serverTools.flatMap(({ domains = 'any' }) =>
    typeof domains === 'string' ? [] : domains,
  );
  if (listed.length > domainsMax)
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', `found more than ${domainsMax} allowed domains`);
}

/** So many tools and domains are named in a refusal. */
const shownMax = 8;

function refusal({ verdict, rules, reason, facets }: Outcome): Error {
  const ungranted = facets.filter(
    (facet) => facet.name === 'server.tool' && facet.verdict === 'deny',
  );
  if (rules.length === 0 && ungranted.length > 0) {
    const found = ungranted.slice(0, shownMax).map(showTool);
    const rest = ungranted.length > shownMax ? ' and more' : '';
    const what = `found ${found.join(', ')}${rest}, and no rule allows \`server.tool\` for all of it`;
    const isBelow = ungranted.some(({ values }) => values?.['domain']?.startsWith('**.'));
    const help = isBelow ? ': a listed domain stands for every host below it too' : '';
    return gatewayError('SENTRELY_ERR_SERVER_TOOL', what + help);
  }
  const by = rules.length === 0 ? '' : ` (${rules.map(({ id }) => id).join(', ')})`;
  const why = verdict === 'ask' ? 'it needs an approval, which a request cannot wait for: ' : '';
  return gatewayError('SENTRELY_ERR_REQUEST_DENIED', `${why}${reason}${by}`);
}

/** With the domain, where rules can tell tools apart by it: `?` is any. */
function showTool({ values = {} }: Facet): string {
  const { type = '', name = '', domain } = values;
  const known = name === type ? '' : ` with the name ${quote(name)}`;
  const where = domain === '?' ? ' for any domain' : ` for the domain ${quote(domain ?? '')}`;
  return `the type ${quote(type)}${known}${domain === undefined ? '' : where}`;
}

function requestDecision(
  outcome: Outcome,
  conversation: Conversation,
  about: {
    readonly policy: LoadedPolicy;
    readonly serverTools: readonly ServerTool[];
    readonly passes: boolean;
  },
): AuditEvent {
  const { policy, serverTools, passes } = about;
  const { rules } = outcome;
  return {
    kind: 'tool.decision',
    durability: 'fsync',
    ...conversationColumns(conversation),
    ref_event_id: conversation.requestEvent,
    tool_name: serverTools.length > 0 ? 'server.tool' : 'model.use',
    verdict: outcome.verdict,
    disposition: passes ? 'released' : 'stopped',
    enforced: outcome.enforced,
    enforced_by: 'request',
    ...ruleColumns(rules, policy),
    reason: outcome.reason,
    args: canonicalJson({ model: conversation.model, server_tools: serverTools }),
    detail: canonicalJson({
      facets: outcome.facets,
      rules: rules.map(({ id, effect, file, line }) => ({ id, effect, file, line })),
    }),
  };
}
