import { quote } from '../bundle/quote.ts';
import type { Verdict } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';
import { CallFacts } from './call-facts.ts';
import { findMisfit, isArguments } from './call-shape.ts';
import type { Cell, FiredRule } from './cell.ts';
import type { DecisionRequest, Facet, Outcome } from './decision.ts';
import type { Missing, Plan } from './plan.ts';

/**
 * Decides one call. Total on any JSON. In this order: what is not declared, or not of its declared
 * shape, is denied; a deny that is not surely false denies; a layer that grants nothing denies; an
 * ask that is not surely false, or a layer that only asks, asks; else the call is allowed.
 */
export function decide(plan: Plan, request: DecisionRequest): Outcome {
  const tool = wireName(request.server, request.tool);
  const cell = plan.find(request.agent, tool);
  if (typeof cell === 'string') return denyMissing(cell, request.agent, tool);
  const { input, workspace } = request;
  if (!isArguments(input)) {
    return denyBare(cell.facets, `the arguments of ${quote(tool)} are not a JSON object`);
  }
  const misfit = findMisfit(cell.shape, input);
  if (misfit !== undefined) return denyBare(cell.facets, misfit);
  const answer = judge(cell, new CallFacts(input, workspace));
  if (answer !== undefined) return toOutcome(cell.facets, answer);
  return denyBare(cell.facets, `no rule allows ${quote(tool)} for agent ${quote(request.agent)}`);
}

/** The verdict and the rules that brought it about, at least one. */
interface Answer {
  readonly verdict: Verdict;
  readonly fired: readonly FiredRule[];
}

/** Undefined when some layer, or every one, grants nothing. */
function judge(cell: Cell, facts: CallFacts): Answer | undefined {
  const denied = findDenials(cell, facts);
  if (denied.length > 0) return { verdict: 'deny', fired: denied };
  const asked = findAsks(cell, facts);
  const allowed: FiredRule[] = [];
  for (const layer of cell.layers) {
    const grants = layer.allows.filter((rule) => rule.test.must(facts));
    for (const rule of grants) allowed.push(rule.fired);
    if (grants.length > 0 || layer.asks.some((rule) => rule.test.must(facts))) continue;
    if (layer.otherwise.length === 0) return undefined;
    asked.push(...layer.otherwise);
  }
  if (cell.layers.length === 0) return undefined;
  return asked.length > 0
    ? { verdict: 'ask', fired: asked.sort(inOrder) }
    : { verdict: 'allow', fired: allowed.sort(inOrder) };
}

/** Denies that are true, or unknown without leave to ask instead. */
function findDenials(cell: Cell, facts: CallFacts): readonly FiredRule[] {
  const denied: FiredRule[] = [];
  for (const { test, fired, leniency } of cell.denies) {
    if (!test.may(facts)) continue;
    if (leniency === null || test.must(facts) || leniency.isBarred(facts)) denied.push(fired);
  }
  return denied;
}

/** Asks that are true or unknown, and denies that ask: no deny that is left here is true. */
function findAsks(cell: Cell, facts: CallFacts): FiredRule[] {
  const asked: FiredRule[] = [];
  for (const { test, fired } of cell.asks) if (test.may(facts)) asked.push(fired);
  for (const { test, leniency } of cell.denies) {
    if (leniency !== null && test.may(facts)) asked.push(leniency.fired);
  }
  return asked;
}

function inOrder(left: FiredRule, right: FiredRule): number {
  return left.order - right.order;
}

const sentences: Readonly<Record<Verdict, string>> = {
  allow: 'allows this call',
  ask: 'wants this call to be approved',
  deny: 'denies this call',
};

function toOutcome(facets: readonly Facet[], { verdict, fired }: Answer): Outcome {
  const first = fired[0];
  const fixed = `rule ${quote(first?.deciding.id ?? '')} ${sentences[verdict]}`;
  return {
    verdict,
    rules: fired.map((rule) => rule.deciding),
    facets,
    reason: first?.because || fixed,
    approvals: fired.flatMap((rule) => rule.approval ?? []),
  };
}

function denyMissing(missing: Missing, agent: string, tool: string): Outcome {
  const reasons: Readonly<Record<Missing, string>> = {
    'unknown agent': `agent ${quote(agent)} is not declared`,
    'unknown tool': `tool ${quote(tool)} is not declared`,
    'ambiguous tool': `tool ${quote(tool)} is declared twice`,
  };
  return denyBare([{ kind: 'call', name: tool }], reasons[missing]);
}

function denyBare(facets: readonly Facet[], reason: string): Outcome {
  return { verdict: 'deny', rules: [], facets, reason, approvals: [] };
}
