import { assert } from '../bundle/assert.ts';
import type {
  Condition,
  MonitorEntry,
  OtherwiseEntry,
  ParamEntry,
  PolicyEntry,
  RuleEntry,
  Verdict,
} from '../bundle/rules.ts';
import type { Matcher } from './automaton.ts';
import type { CallFacts } from './call-facts.ts';
import { type ConditionScope, planCondition } from './condition.ts';
import type { ApprovalRequirement, DecidingRule } from './decision.ts';
import { numberParameters } from './field.ts';
import { always, any, type Test, unknown } from './truth.ts';
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

/** A rule made ready for one tool or action. */
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

/** All that bears on one tool or action in the hands of one agent. */
export interface Cell {
  /** Wire name of the tool, or name of the action. */
  readonly name: string;
  readonly denies: readonly PlannedRule[];
  /** Asks of every layer and guard. */
  readonly asks: readonly PlannedRule[];
  readonly layers: readonly LayerCell[];
  readonly monitors: readonly PlannedMonitor[];
}

/** What a monitor watches for, ready to be asked. */
export interface PlannedMonitor {
  readonly monitor: number;
  readonly test: Test;
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

/** A monitor and its index. */
export interface PlacedMonitor {
  readonly entry: MonitorEntry;
  readonly index: number;
}

/** What a cell is made from: only rules of this subject and policies of this agent. */
export interface CellSource {
  readonly name: string;
  readonly params: readonly ParamEntry[];
  readonly rules: readonly PlacedRule[];
  readonly otherwise: readonly PlacedOtherwise[];
  /** Granting layers that apply to the agent. */
  readonly layers: readonly number[];
  readonly monitors: readonly PlacedMonitor[];
  readonly matcher: (index: number) => Matcher;
}

/** Approval of an unknown deny that asks, and of an ask that names none: the owner, soon. */
const ownerApproval = { count: 1, approvers: [], expiresMs: 15 * 60 * 1000 } as const;

/** A rule of a cell before it is sorted in. */
interface SortedRule {
  readonly effect: Verdict;
  readonly layer: number | null;
  readonly rule: PlannedRule;
}

/** Plans what one agent does with one tool, or one action that can be read. */
export function planCell(source: CellSource): Cell {
  const scope = scopeOf(source);
  const rules = source.rules.map(
    (placed): SortedRule => ({
      effect: placed.rule.effect,
      layer: placed.policy.layer,
      rule: planRule(placed, scope),
    }),
  );
  const monitors = source.monitors.map(({ entry, index }) => ({
    monitor: index,
    test: entry.when === null ? always : planCondition(entry.when, scope),
  }));
  return { ...sortRules(rules, source), monitors };
}

/** What an opaque facet must be judged by as well: whatever it may do unseen. */
export interface OpaqueSource extends CellSource {
  /** Whether a rule or a monitor names `opaque` itself. */
  readonly isNamed: (about: { readonly actions: readonly number[] }) => boolean;
  /** Whether it names an action that a shell can bring about. */
  readonly isUnseen: (about: { readonly actions: readonly number[] }) => boolean;
}

/** Of what is opaque, that nobody could read it: no person is asked to judge that by `on unknown ask`. */
const isUnreadable: Condition = {
  op: 'equal',
  field: { param: 'cause', field: null, part: null },
  values: ['unreadable'],
};

/**
 * Plans what cannot be read. Each deny, ask and monitor on an action that a shell can bring about is
 * unknown; no allow covers it, so that only an ask that names `opaque` or an `otherwise` grants it.
 * What names `opaque` is judged by its condition. A deny with `on unknown ask` asks about what is
 * dynamic, whatever its own condition reads: nothing is known of that.
 */
export function planOpaque(source: OpaqueSource): Cell {
  const scope = scopeOf(source);
  const barred = planCondition(isUnreadable, scope);
  const testOf = (about: {
    readonly actions: readonly number[];
    readonly when: Condition | null;
  }): Test => {
    const own = source.isNamed(about)
      ? [about.when === null ? always : planCondition(about.when, scope)]
      : [];
    return any(source.isUnseen(about) ? [...own, unknown] : own);
  };
  const rules = source.rules.flatMap(({ rule, policy, order }): readonly SortedRule[] => {
    if (rule.effect === 'allow') return [];
    const isLenient = rule.effect === 'deny' && rule.onUnknownAsk;
    const leniency = isLenient
      ? {
          fired: fire({ ...rule, effect: 'ask' }, order),
          isBarred: (facts: CallFacts) => barred.may(facts),
        }
      : null;
    const planned = { test: testOf(rule), fired: fire(rule, order), leniency };
    return [{ effect: rule.effect, layer: policy.layer, rule: planned }];
  });
  const monitors = source.monitors.map(({ entry, index }) => ({
    monitor: index,
    test: testOf(entry),
  }));
  return { ...sortRules(rules, source), monitors };
}

function sortRules(
  rules: readonly SortedRule[],
  { name, layers, otherwise }: CellSource,
): Omit<Cell, 'monitors'> {
  const ofEffect = (effect: Verdict) =>
    rules.filter((one) => one.effect === effect).map((one) => one.rule);
  const ofLayer = (effect: Verdict, layer: number) =>
    rules.filter((one) => one.effect === effect && one.layer === layer).map((one) => one.rule);
  return {
    name,
    denies: ofEffect('deny'),
    asks: ofEffect('ask'),
    layers: layers.map((layer) => ({
      allows: ofLayer('allow', layer),
      asks: ofLayer('ask', layer),
      otherwise: otherwise
        .filter((placed) => placed.policy.layer === layer)
        .map(({ entry, order }) => fire({ ...entry, effect: 'ask', because: null }, order)),
    })),
  };
}

function scopeOf({ params, matcher }: CellSource): ConditionScope {
  const parameters = numberParameters(params);
  const parameter = (name: string) => {
    const found = parameters.get(name);
    assert(found !== undefined, 'a checked rule names only parameters of its tools and actions');
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
