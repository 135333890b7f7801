import type { ApprovalEntry, Verdict } from '../bundle/rules.ts';
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

/** What is true of a side's rules, each list in their order. */
export interface SideTruths {
  readonly must: readonly boolean[];
  readonly may: readonly boolean[];
  readonly barred: readonly boolean[];
  /** Whether nobody needs to grant it: a call whose effects are all there is to it. */
  readonly isGranted: boolean;
}

/** A rule, or an `otherwise`, that has a say. */
type Deciding = Pick<SideRule, 'id' | 'approval'>;

/**
 * The verdict of one facet where the rules of a side have these truths. The same law as in the kernel;
 * whatever is reported is decided by the kernel as well.
 */
export function judge({ params, rules, layers }: Side, truths: SideTruths): Judgement {
  if (params === null) return bare;
  const { must, may, barred, isGranted } = truths;
  const firing = (effect: Verdict, truth: readonly boolean[]) =>
    rules.filter((rule, at) => rule.effect === effect && truth[at] === true);
  const denies = rules.filter(({ effect, isLenient }, at) => {
    const isFiring = isLenient ? must[at] || (may[at] && barred[at]) : may[at];
    return effect === 'deny' && isFiring === true;
  });
  if (denies.length > 0) return judgement('deny', denies);
  const allows = firing('allow', must);
  const grants = [...allows, ...firing('ask', must)];
  const needed = isGranted ? [] : layers;
  const ungranted = needed.filter(({ layer }) => !grants.some((rule) => rule.layer === layer));
  const canBeAsked = ungranted.every(({ otherwise }) => otherwise.length > 0);
  if (!canBeAsked || (needed.length === 0 && !isGranted)) return bare;
  const asks: readonly Deciding[] = [
    ...firing('ask', may),
    ...firing('deny', may),
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
