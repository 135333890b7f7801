import { assert } from '../bundle/assert.ts';
import type {
  OtherwiseEntry,
  PolicyEntry,
  RuleEntry,
  ToolEntry,
  Verdict,
} from '../bundle/rules.ts';
import type { Matcher } from './automaton.ts';
import type { CallFacts } from './call-facts.ts';
import { type CallShape, shapeOf } from './call-shape.ts';
import { type ConditionScope, planCondition } from './condition.ts';
import type { ApprovalRequirement, DecidingRule, Facet } from './decision.ts';
import { always, type Test } from './truth.ts';
import { planUnreadable } from './unreadable.ts';

/** A rule as it appears in an answer, once it has fired. */
export interface FiredRule {
  /** Position among all rules, so that answers list rules in the order of the sources. */
  readonly order: number;
  readonly deciding: DecidingRule;
  readonly because: string | null;
  /** What an ask requires; null on allow and deny. */
  readonly approval: ApprovalRequirement | null;
}

/** A rule made ready for one tool. */
export interface PlannedRule {
  readonly test: Test;
  readonly fired: FiredRule;
  /** On a deny with `on unknown ask`; null on all others. */
  readonly leniency: Leniency | null;
}

/** When an unknown deny asks instead, and how. */
export interface Leniency {
  /** What it fires then. */
  readonly fired: FiredRule;
  /** Whether the call holds something that the rule cannot read, for which it never asks. */
  readonly isBarred: (facts: CallFacts) => boolean;
}

/** A granting layer: it needs an allow, an ask or an `otherwise` of its own. */
export interface LayerCell {
  readonly allows: readonly PlannedRule[];
  readonly asks: readonly PlannedRule[];
  readonly otherwise: readonly FiredRule[];
}

/** All that bears on the calls of one agent to one tool. */
export interface Cell {
  readonly shape: CallShape;
  readonly facets: readonly Facet[];
  readonly denies: readonly PlannedRule[];
  /** Asks of every layer and guard. */
  readonly asks: readonly PlannedRule[];
  readonly layers: readonly LayerCell[];
}

/** A rule and where it stands. */
export interface PlacedRule {
  readonly rule: RuleEntry;
  readonly policy: PolicyEntry;
  readonly order: number;
}

/** An `otherwise ask` and where it stands. */
export interface PlacedOtherwise {
  readonly entry: OtherwiseEntry;
  readonly policy: PolicyEntry;
  readonly order: number;
}

/** What a cell is made from: only rules of this tool and policies of this agent. */
export interface CellSource {
  readonly tool: ToolEntry;
  readonly rules: readonly PlacedRule[];
  readonly otherwise: readonly PlacedOtherwise[];
  /** Granting layers that apply to the agent. */
  readonly layers: readonly number[];
  readonly matcher: (index: number) => Matcher;
}

/** Approval of an unknown deny that asks, and of an ask that names none: the owner, soon. */
const ownerApproval = { count: 1, approvers: [], expiresMs: 15 * 60 * 1000 } as const;

/** Plans the calls of one agent to one tool. */
export function planCell(source: CellSource): Cell {
  const shape = shapeOf(source.tool);
  const scope = scopeOf(source);
  const planned = source.rules.map((placed) => ({
    effect: placed.rule.effect,
    layer: placed.policy.layer,
    rule: planRule(placed, scope),
  }));
  const ofEffect = (effect: Verdict) =>
    planned.filter((one) => one.effect === effect).map((one) => one.rule);
  const ofLayer = (effect: Verdict, layer: number) =>
    planned.filter((one) => one.effect === effect && one.layer === layer).map((one) => one.rule);
  return {
    shape,
    facets: [{ kind: 'call', name: shape.tool }],
    denies: ofEffect('deny'),
    asks: ofEffect('ask'),
    layers: source.layers.map((layer) => ({
      allows: ofLayer('allow', layer),
      asks: ofLayer('ask', layer),
      otherwise: source.otherwise
        .filter((placed) => placed.policy.layer === layer)
        .map(({ entry, order }) => fire({ ...entry, effect: 'ask', because: null }, order)),
    })),
  };
}

function scopeOf({ tool, matcher }: CellSource): ConditionScope {
  const parameters = new Map(
    tool.params.map((entry, position) => [entry.name, { entry, position }] as const),
  );
  const parameter = (name: string) => {
    const found = parameters.get(name);
    assert(found !== undefined, 'a checked rule names only parameters of its tools');
    return found;
  };
  return { matcher, parameter };
}

function planRule({ rule, order }: PlacedRule, scope: ConditionScope): PlannedRule {
  const test = rule.when === null ? always : planCondition(rule.when, scope);
  return { test, fired: fire(rule, order), leniency: planLeniency({ rule, order }, scope) };
}

function planLeniency(
  { rule, order }: Pick<PlacedRule, 'rule' | 'order'>,
  { parameter }: ConditionScope,
): Leniency | null {
  if (rule.effect !== 'deny' || !rule.onUnknownAsk || rule.when === null) return null;
  const isBarred = planUnreadable(rule.when, parameter);
  return { fired: fire({ ...rule, effect: 'ask' }, order), isBarred };
}

function fire(
  rule: Pick<RuleEntry, 'id' | 'effect' | 'file' | 'line' | 'approval' | 'because'>,
  order: number,
): FiredRule {
  const { id, effect, file, line, because } = rule;
  const approval = { ...(rule.approval ?? ownerApproval), rule: id };
  return {
    order,
    deciding: { id, effect, file, line },
    because,
    approval: effect === 'ask' ? approval : null,
  };
}
