import { builtInIndex } from '../bundle/builtin-actions.ts';
import { quote } from '../bundle/quote.ts';
import type { RequestAction } from '../bundle/rules.ts';
import type { Place } from './call-facts.ts';
import type { Domains, FileRequest, ModelRequest, Outcome } from './decision.ts';
import type { EffectFacet } from './effect-facet.ts';
import { judgeFacets, type OpenFacet, openEffect } from './facets.ts';
import { readHost } from './facts/host.ts';
import { readText } from './facts/text.ts';
import type { Known } from './known.ts';
import { denyBare, isEnforced, missingReason, toOutcome } from './outcome.ts';
import type { Plan } from './plan.ts';

/**
 * Decides a request to a model before it is sent: the model that it names, which needs no grant but
 * must be one that the agent may use, and every tool that the provider runs itself, which needs one.
 */
export function decideRequest(plan: Plan, request: ModelRequest): Outcome {
  const { agent, model, serverTools } = request;
  const models = plan.models(agent);
  if (models === undefined) return denyUnknown(plan, request, 'model.use');
  const isKnown = readText(model) !== null;
  if (models !== null && !(isKnown && models.some((pattern) => pattern.matches(model)))) {
    const reason = `agent ${quote(agent)} may not use the model ${quote(model)}`;
    return denyBare('model.use', reason, isEnforced(plan.observeUntilMs, request.now));
  }
  return judgeAll(plan, request, [
    openFacet(plan, agent, facetOf('model.use', { model }), false),
    ...serverTools.flatMap((tool) => openTool(plan, agent, tool)),
  ]);
}

/** Decides a request about a file at the provider before it is sent. It needs a grant. */
export function decideFile(plan: Plan, request: FileRequest): Outcome {
  const { agent, action, values } = request;
  if (plan.models(agent) === undefined) return denyUnknown(plan, request, action);
  return judgeAll(plan, request, [openFacet(plan, agent, facetOf(action, values))]);
}

/** What every request says of itself. */
type About = Pick<ModelRequest, 'agent' | 'history' | 'now'>;

function denyUnknown(plan: Plan, { agent, now }: About, action: RequestAction): Outcome {
  const enforced = isEnforced(plan.observeUntilMs, now);
  return denyBare(action, missingReason('unknown agent', agent, ''), enforced);
}

function judgeAll(plan: Plan, { agent, history, now }: About, open: readonly OpenFacet[]): Outcome {
  const { judged, marks } = judgeFacets(open, history);
  const enforced = isEnforced(plan.observeUntilMs, now);
  return toOutcome(judged, { agent, marks, delegated: [], directories: null, enforced });
}

/** Of a tool that reaches some domains, a facet for each and one for all hosts below it. */
function openTool(
  plan: Plan,
  agent: string,
  { name, type, domains }: ModelRequest['serverTools'][number],
): readonly OpenFacet[] {
  const facet = facetOf('server.tool', { name, type });
  if (domains === undefined) return [openFacet(plan, agent, facet)];
  const thing = {};
  return reachOf(domains).map((domain) => {
    const args = new Map([...facet.args, ['domain', domain] as const]);
    return { ...openFacet(plan, agent, { ...facet, args }), thing };
  });
}

/** Domains as values of a host. What is in another spelling may be any. */
function reachOf(domains: Domains): readonly Known[] {
  if (typeof domains === 'string') return [{ kind: 'unknown', maybeAbsent: domains === 'perhaps' }];
  if (domains.length === 0 || domains.some((domain) => readHost(domain) !== domain))
    return [{ kind: 'unknown', maybeAbsent: false }];
  return domains.flatMap((domain): readonly Known[] => [
    { kind: 'one', value: domain },
    { kind: 'hosts', below: domain },
  ]);
}

/** A request is made nowhere. */
const nowhere: Place = { workspace: null, directories: null };

function openFacet(plan: Plan, agent: string, effect: EffectFacet, needsGrant = true): OpenFacet {
  return openEffect(effect, plan.actionCell(agent, effect.action), nowhere, needsGrant);
}

function facetOf(
  action: RequestAction,
  values: Readonly<Record<string, string | number | undefined>>,
): EffectFacet {
  const args = Object.entries(values).flatMap(([name, value]): [string, Known][] =>
    value === undefined ? [] : [[name, { kind: 'one', value }]],
  );
  return { action: builtInIndex(action), args: new Map(args), directories: null, command: null };
}
