import { quote } from '../bundle/quote.ts';
import { builtInIndex } from '../bundle/builtin-actions.ts';
import { wireName } from '../bundle/tool-name.ts';
import { CallFacts, type Place } from './call-facts.ts';
import { findMisfit, isArguments } from './call-shape.ts';
import type { DecisionRequest, ModelRequest, Outcome } from './decision.ts';
import type { EffectFacet } from './effect-facet.ts';
import { type Effects, effectsOf } from './effects.ts';
import { judgeFacets, type OpenFacet, openEffect } from './facets.ts';
import { directoryOf } from './facts/path.ts';
import { readText } from './facts/text.ts';
import type { Known } from './known.ts';
import { denyBare, isEnforced, toOutcome } from './outcome.ts';
import type { Missing, Plan, ToolCell } from './plan.ts';

/**
 * Decides one call. Total on any JSON. What is not declared, or not of its declared shape, is denied;
 * else the call and everything that it does are judged one by one, and the strictest verdict counts.
 */
export function decide(plan: Plan, request: DecisionRequest): Outcome {
  const { agent, input } = request;
  const tool = wireName(request.server, request.tool);
  const enforced = isEnforced(plan.observeUntilMs, request.now);
  const cell = plan.find(agent, tool);
  if (typeof cell === 'string') return denyBare(tool, missingReason(cell, agent, tool), enforced);
  if (!isArguments(input)) {
    return denyBare(tool, `the arguments of ${quote(tool)} are not a JSON object`, enforced);
  }
  const misfit = findMisfit(cell.shape, input);
  if (misfit !== undefined) return denyBare(tool, misfit, enforced);
  const place = placeOf(request);
  const effects = cell.hasEffects
    ? effectsOf(cell.tool, input, place, plan.commands, plan)
    : { facets: [], delegated: [], directories: place.directories };
  return judgeCall(plan, cell, { request, place, input }, effects);
}

/** A call of a declared tool, with arguments of its shape. */
export interface ShapedCall {
  readonly request: DecisionRequest;
  readonly place: Place;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Where a call is made. */
export function placeOf({
  workspace,
  directories,
  origins,
}: DecisionRequest): Place & Pick<Effects, 'directories'> {
  const known = directories === undefined ? [directoryOf(workspace)] : directories;
  return { workspace, directories: known, origins };
}

/** Judges a call by what it is found to do. */
export function judgeCall(
  plan: Plan,
  cell: ToolCell,
  { request, place, input }: ShapedCall,
  effects: Effects,
): Outcome {
  const { agent, history, now } = request;
  const open: OpenFacet[] = [
    {
      cell,
      facts: CallFacts.ofCall(input, place),
      needsGrant: effects.facets.length === 0 || !isSpoken(cell, input),
      show: (verdict) => cell.shown[verdict],
    },
  ];
  for (const effect of effects.facets) {
    open.push(openEffect(effect, plan.actionCell(agent, effect.action), place));
  }
  const { judged, marks } = judgeFacets(open, history);
  return toOutcome(judged, {
    agent,
    marks,
    delegated: effects.delegated,
    directories: effects.directories,
    enforced: isEnforced(plan.observeUntilMs, now),
  });
}

/** Whether every argument is inert, or speaks through effects that are judged themselves. */
function isSpoken({ spoken }: ToolCell, input: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(input).every((name) => spoken.has(name));
}

/**
 * Decides a request to a model before it is sent: the model that it names, which needs no grant but
 * must be one that the agent may use, and every tool that the provider runs itself, which needs one.
 */
export function decideRequest(plan: Plan, request: ModelRequest): Outcome {
  const { agent, model, serverTools, history, now } = request;
  const enforced = isEnforced(plan.observeUntilMs, now);
  const models = plan.models(agent);
  if (models === undefined) {
    return denyBare('model.use', missingReason('unknown agent', agent, ''), enforced);
  }
  const isKnown = readText(model) !== null;
  if (models !== null && !(isKnown && models.some((pattern) => pattern.matches(model)))) {
    const reason = `agent ${quote(agent)} may not use the model ${quote(model)}`;
    return denyBare('model.use', reason, enforced);
  }
  const place: Place = { workspace: null, directories: null };
  const facets = [
    requestFacet('model.use', { model }),
    ...serverTools.map(({ name, type }) => requestFacet('server.tool', { name, type })),
  ];
  const open = facets.map((effect, at) =>
    openEffect(effect, plan.actionCell(agent, effect.action), place, at > 0),
  );
  const { judged, marks } = judgeFacets(open, history);
  return toOutcome(judged, { agent, marks, delegated: [], directories: null, enforced });
}

function requestFacet(
  action: 'model.use' | 'server.tool',
  values: Readonly<Record<string, string>>,
): EffectFacet {
  const args = Object.entries(values).map(([name, value]): [string, Known] => [
    name,
    { kind: 'one', value },
  ]);
  return { action: builtInIndex(action), args: new Map(args), directories: null, command: null };
}

function missingReason(missing: Missing, agent: string, tool: string): string {
  const reasons: Readonly<Record<Missing, string>> = {
    'unknown agent': `agent ${quote(agent)} is not declared`,
    'unknown tool': `tool ${quote(tool)} is not declared`,
    'ambiguous tool': `tool ${quote(tool)} is declared twice`,
  };
  return reasons[missing];
}
