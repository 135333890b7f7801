import type { ApprovalEntry, Verdict } from '../bundle/rules.ts';
import { no, type Truth, unknown, yes } from './formula.ts';
import type { Side, SideRule } from './model.ts';

/** A verdict and what brought it about. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Ids of the deciding rules, sorted. */
  readonly rules: readonly string[];
  /** What the deciding rules require; empty unless the verdict is ask. */
  readonly approvals: readonly ApprovalEntry[];
}

const bare: Judgement = { verdict: 'deny', rules: [], approvals: [] };

/** The truths of a side's rules in their order: of their conditions, and of what bars leniency. */
export interface SideTruths {
  readonly truths: readonly Truth[];
  readonly barred: readonly Truth[];
}

/** A rule, or an `otherwise`, that has a say. */
type Deciding = Pick<SideRule, 'id' | 'approval'>;

/**
 * The verdict where the rules of a side have these truths. The same law as in the kernel; whatever is reported is decided by the kernel as well.
 */
export function judge({ params, rules, layers }: Side, { truths, barred }: SideTruths): Judgement {
  if (params === null) return bare;
  const truthOf = (at: number) => truths[at] ?? no;
  const firing = (effect: Verdict, least: (rule: SideRule, at: number) => Truth) =>
    rules.filter((rule, at) => rule.effect === effect && truthOf(at) >= least(rule, at));
  const denies = firing('deny', ({ isLenient }, at) =>
    isLenient && barred[at] !== yes ? yes : unknown,
  );
  if (denies.length > 0) return judgement('deny', denies);
  const allows = firing('allow', () => yes);
  const grants = [...allows, ...firing('ask', () => yes)];
  const ungranted = layers.filter(({ layer }) => !grants.some((rule) => rule.layer === layer));
  const isGranted = ungranted.every(({ otherwise }) => otherwise.length > 0);
  if (layers.length === 0 || !isGranted) return bare;
  const asks: readonly Deciding[] = [
    ...firing('ask', () => unknown),
    ...firing('deny', () => unknown),
    ...ungranted.flatMap(({ otherwise }) => otherwise),
  ];
  return asks.length > 0 ? judgement('ask', asks) : judgement('allow', allows);
}

function judgement(verdict: Verdict, deciding: readonly Deciding[]): Judgement {
  return {
    verdict,
    rules: deciding.map(({ id }) => id).sort(),
    approvals: verdict === 'ask' ? deciding.map(({ approval }) => approval) : [],
  };
}
