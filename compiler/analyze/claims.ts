import { assert } from '../../dsl/assert.ts';
import type { Claim, ClaimLaw } from '../../dsl/ast.ts';
import { agentsMeant } from '../audience.ts';
import { PatternCache } from '../automata/cache.ts';
import type { Verdict } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type Subject, targetKey } from '../subject.ts';
import { Analysis, callOf } from './analysis.ts';
import { hasEffects } from './facets.ts';
import { assumedGap, doneGap, type Gap, openGap } from './gap.ts';
import { judge, type Judgement } from './judge.ts';
import type { Compiled } from './model.ts';
import type { Argument } from './vocabulary.ts';
import { judgeParts, strictest, type WholeCall } from './whole-call.ts';

/** What is claimed, whoever wrote it. */
export type Claimed = Pick<Claim, 'law' | 'agents' | 'target' | 'where'>;

/** A call that breaks a claim. */
export interface Counterexample {
  readonly call: DecisionRequest;
  readonly judgement: Judgement;
}

/** What became of a claim. */
export interface ClaimResult<T extends Claimed = Claim> {
  readonly claim: T;
  /** `inconclusive` is a failure too: some kinds of calls could not be looked at. */
  readonly status: 'proved' | 'broken' | 'inconclusive';
  /** One for each agent and set of deciding rules. */
  readonly counterexamples: readonly Counterexample[];
  /** Why it is inconclusive; else null. */
  readonly gap: Gap | null;
}

/** Proves the claims of a program or shows calls that break them. */
export function proveClaims(compiled: Compiled): readonly ClaimResult[] {
  const analysis = new Analysis(compiled);
  return compiled.program.claims.map((claim) => prove(analysis, claim));
}

/**
 * Looks at every kind of call that a claim speaks of. `never` is broken by an allow or ask where the
 * condition may be true, `never-without-approval` by an allow there, `always` by anything but an
 * allow where it surely is.
 */
function prove<T extends Claimed>(analysis: Analysis, claim: T): ClaimResult<T> {
  const subject = analysis.compiled.program.subjects.get(targetKey(claim.target));
  assert(subject !== undefined, 'a checked claim is about something that is declared');
  const counterexamples: Counterexample[] = [];
  let gap: Gap | null = null;
  for (const agent of agentsOf(analysis, claim)) {
    const found = breaking(analysis, { agent, subject, claim });
    counterexamples.push(...found.list);
    gap ??= found.gap;
  }
  if (counterexamples.length > 0) return { claim, status: 'broken', counterexamples, gap: null };
  return { claim, status: gap === null ? 'proved' : 'inconclusive', counterexamples, gap };
}

/**
 * The calls of one agent that break a claim, one for each set of deciding rules. What a tool does is
 * looked at with the call itself where its arguments say all of it. Elsewhere a call that passes may
 * still be denied for what it does, so that each example is tried, and what is not shown is not known.
 */
function breaking(
  analysis: Analysis,
  { agent, subject, claim }: { agent: string; subject: Subject; claim: Claimed },
): { readonly list: readonly Counterexample[]; readonly gap: Gap | null } {
  const side = analysis.model.side(agent, subject.key);
  const where = analysis.ruleQuestion(
    { targets: [claim.target], when: claim.where, unless: undefined },
    subject,
  );
  const about = claim.law === 'always' ? where.must : where.may;
  const whole = hasEffects(subject) ? analysis.wholeCall(agent, subject) : bareCall;
  const conditions = whole.isKnown ? whole.parts.flatMap((part) => part.conditions) : [];
  const { list, isComplete, isExact, open } = analysis.situations(side, [about, ...conditions]);
  let gap = isComplete ? null : openGap(open);
  const found = new Map<string, Counterexample>();
  for (const situation of list) {
    const [seen] = situation.sides;
    assert(seen !== undefined, 'a situation is seen from every side');
    const [isMeant, ...truths] = situation.more;
    if (isMeant !== true) continue;
    const judgement = judge(side, seen);
    const trial = { agent, subject, claim, situation, judgement, isExact };
    const tried = hasEffects(subject)
      ? tryWhole(analysis, trial, { whole, truths })
      : tryCall(analysis, trial);
    if (tried === 'kept') continue;
    if (tried === 'unknown') gap ??= whole.isKnown ? assumedGap : doneGap(whole);
    else {
      const key = `${tried.judgement.verdict} ${tried.judgement.rules.join()}`;
      if (!found.has(key)) found.set(key, tried);
    }
  }
  return { list: [...found.values()], gap };
}

/** A call that does nothing beside being made. */
const bareCall: WholeCall = { isKnown: true, parts: [] };

interface Trial {
  readonly agent: string;
  readonly subject: Subject;
  readonly claim: Claimed;
  readonly situation: Argument;
  readonly judgement: Judgement;
  readonly isExact: boolean;
}

/** A call that breaks the claim, once both engines agree; else whether the claim is kept for sure. */
function tryCall(
  { replay }: Analysis,
  { agent, subject, claim, situation, judgement, isExact }: Trial,
): Counterexample | 'kept' | 'unknown' {
  if (!isBreach(claim.law, judgement.verdict)) return 'kept';
  const call = callOf(agent, subject, situation);
  const isConfirmed = replay.confirm({ subject, call, situation, judgement, isExact });
  return isConfirmed ? { call, judgement } : 'unknown';
}

/** The same of a call that does something: both engines decide it as a whole. */
function tryWhole(
  { replay }: Analysis,
  { agent, subject, claim, situation, judgement }: Trial,
  { whole, truths }: { readonly whole: WholeCall; readonly truths: readonly boolean[] },
): Counterexample | 'kept' | 'unknown' {
  if (claim.law !== 'always' && !isBreach(claim.law, judgement.verdict)) return 'kept';
  const call = callOf(agent, subject, situation);
  const decided = replay.decide(call, situation);
  if (isBreach(claim.law, decided.verdict)) return { call, judgement: decided };
  if (!whole.isKnown) return 'unknown';
  const verdict = strictest([judgement.verdict, judgeParts(whole.parts, truths)]);
  return isBreach(claim.law, verdict) ? 'unknown' : 'kept';
}

/** What a claim does not let happen to the calls that it is about. */
function isBreach(law: ClaimLaw, verdict: Verdict): boolean {
  if (law === 'always') return verdict !== 'allow';
  return law === 'never' ? verdict !== 'deny' : verdict === 'allow';
}

/** The declared agents that a claim is about. */
export function agentsOf({ compiled }: Analysis, { agents }: Claimed): readonly string[] {
  const { program } = compiled;
  if (agents === undefined) return [...program.agents.keys()];
  const patterns = new PatternCache();
  const meant = agents.flatMap((reference) => agentsMeant(program, patterns, reference));
  return [...new Set(meant.map(({ name }) => name.text))];
}
