import { quote } from '../bundle/quote.ts';
import { wireName } from '../bundle/tool-name.ts';
import { CallFacts, type Place } from './call-facts.ts';
import { findMisfit, isArguments } from './call-shape.ts';
import type { DecisionRequest, Outcome } from './decision.ts';
import { type Effects, effectsOf } from './effects.ts';
import { judgeFacets, type OpenFacet, openEffect } from './facets.ts';
import { directoryOf } from './facts/path.ts';
import { denyBare, isEnforced, missingReason, toOutcome } from './outcome.ts';
import type { Plan, ToolCell } from './plan.ts';

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
