import { quote } from '../bundle/quote.ts';
import type { Verdict } from '../bundle/rules.ts';
import type { FiredRule } from './cell.ts';
import type { Facet, Mark, Outcome } from './decision.ts';
import type { Answer } from './judge.ts';
import type { Missing } from './plan.ts';

/** A facet with what was decided on it. */
export interface JudgedFacet {
  readonly facet: Facet;
  readonly answer: Answer;
}

/** What an outcome says beside its verdict. */
export interface Circumstances {
  readonly agent: string;
  readonly marks: readonly Mark[];
  readonly delegated: readonly string[];
  readonly directories: readonly string[] | null;
  readonly enforced: boolean;
}

const ranks: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };

/** The maximum over the facets, with the rules of those that reached it. At least one facet. */
export function toOutcome(judged: readonly JudgedFacet[], about: Circumstances): Outcome {
  let verdict: Verdict = 'allow';
  for (const { answer } of judged) {
    if (ranks[answer.verdict] > ranks[verdict]) verdict = answer.verdict;
  }
  const fired = firedAt(verdict, judged);
  const { marks, delegated, directories, enforced } = about;
  return {
    verdict,
    rules: fired.map((rule) => rule.deciding),
    facets: judged.map(({ facet }) => facet),
    reason:
      fired[0] === undefined ? missingGrant(judged, about.agent) : reasonOf(fired[0], verdict),
    approvals: verdict === 'ask' ? fired.flatMap((rule) => rule.approval ?? []) : [],
    marks,
    delegated,
    directories,
    enforced,
  };
}

/** In the order of the sources, each once. */
function firedAt(verdict: Verdict, judged: readonly JudgedFacet[]): readonly FiredRule[] {
  const [only] = judged;
  if (judged.length === 1 && only !== undefined && only.answer.fired.length < 2) {
    return only.answer.fired;
  }
  const fired: FiredRule[] = [];
  for (const { answer } of judged) {
    if (answer.verdict === verdict) fired.push(...answer.fired);
  }
  if (fired.length < 2) return fired;
  fired.sort((left, right) => left.order - right.order);
  return fired.filter((rule, at) => rule.order !== fired[at - 1]?.order);
}

const sentences: Readonly<Record<Verdict, string>> = {
  allow: 'allows this call',
  ask: 'wants this call to be approved',
  deny: 'denies this call',
};

function reasonOf({ because, deciding }: FiredRule, verdict: Verdict): string {
  return because || `rule ${quote(deciding.id)} ${sentences[verdict]}`;
}

/** What nothing grants: the first such facet, so that the agent knows which part of a command. */
function missingGrant(judged: readonly JudgedFacet[], agent: string): string {
  const found = judged.find(({ answer }) => answer.verdict === 'deny')?.facet;
  const who = `for agent ${quote(agent)}`;
  if (found === undefined) return `nothing denies this call ${who}`;
  const where = found.command === undefined ? '' : ` in ${quote(found.command)}`;
  const why = found.why === undefined ? '' : `. ${found.why}`;
  return `no rule allows ${quote(found.name)}${where} ${who}${why}`;
}

/** A denial without a rule: of what is not declared, or not of its declared shape. */
export function denyBare(name: string, reason: string, enforced: boolean): Outcome {
  return {
    verdict: 'deny',
    rules: [],
    facets: [{ kind: 'call', name, verdict: 'deny' }],
    reason,
    approvals: [],
    marks: [],
    delegated: [],
    directories: null,
    enforced,
  };
}

/** Why a call is denied where there is nothing to judge by. */
export function missingReason(missing: Missing, agent: string, tool: string): string {
  const reasons: Readonly<Record<Missing, string>> = {
    'unknown agent': `agent ${quote(agent)} is not declared`,
    'unknown tool': `tool ${quote(tool)} is not declared`,
    'ambiguous tool': `tool ${quote(tool)} is declared twice`,
  };
  return reasons[missing];
}

/** Whether a decision binds: not while the rules are only observed, by a clock that is known. */
export function isEnforced(observeUntilMs: number | null, now: number | undefined): boolean {
  return observeUntilMs === null || now === undefined || !(now < observeUntilMs);
}
