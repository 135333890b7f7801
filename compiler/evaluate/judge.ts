import type { Verdict } from '../bundle/rules.ts';
import type { CallFacts } from './call-facts.ts';
import type { Cell, FiredRule } from './cell.ts';
import type { Mark } from './decision.ts';

/** The verdict on one facet and the rules that brought it about; none where nothing grants it. */
export interface Answer {
  readonly verdict: Verdict;
  readonly fired: readonly FiredRule[];
}

const ungranted: Answer = { verdict: 'deny', fired: [] };

/**
 * Judges one facet. In this order: a deny that is not surely false denies; a layer that grants
 * nothing denies, unless the facet needs no grant; an ask that is not surely false, or a layer that
 * only asks, asks; else it is allowed.
 */
export function judgeFacet(cell: Cell, facts: CallFacts, needsGrant: boolean): Answer {
  const denied = findDenials(cell, facts);
  if (denied.length > 0) return { verdict: 'deny', fired: denied };
  const asked = findAsks(cell, facts);
  const allowed: FiredRule[] = [];
  if (needsGrant && !findGrants(cell, facts, allowed, asked)) return ungranted;
  return asked.length > 0 ? { verdict: 'ask', fired: asked } : { verdict: 'allow', fired: allowed };
}

/** Adds what grants; false when some layer grants nothing, or there is none. */
function findGrants(
  cell: Cell,
  facts: CallFacts,
  allowed: FiredRule[],
  asked: FiredRule[],
): boolean {
  for (const layer of cell.layers) {
    let isGranted = false;
    for (const { test, fired } of layer.allows) {
      if (!test.must(facts)) continue;
      allowed.push(fired);
      isGranted = true;
    }
    if (isGranted || layer.asks.some((rule) => rule.test.must(facts))) continue;
    if (layer.otherwise.length === 0) return false;
    asked.push(...layer.otherwise);
  }
  return cell.layers.length > 0;
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

const noMarks: readonly Mark[] = [];

/** The monitors that watch for a facet, or may. */
export function marksOf({ monitors }: Cell, facts: CallFacts): readonly Mark[] {
  if (monitors.length === 0) return noMarks;
  return monitors.flatMap(({ monitor, test }): readonly Mark[] => {
    if (test.must(facts)) return [{ monitor, truth: 'yes' }];
    return test.may(facts) ? [{ monitor, truth: 'unknown' }] : [];
  });
}
