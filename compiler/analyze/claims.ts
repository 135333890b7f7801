import { assert } from '../../dsl/assert.ts';
import type { Claim, ClaimLaw, ToolDeclaration } from '../../dsl/ast.ts';
import { agentsMeant } from '../audience.ts';
import { PatternCache } from '../automata/cache.ts';
import type { Verdict } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { toolKey } from '../program.ts';
import { Analysis, callOf } from './analysis.ts';
import { judge, type Judgement } from './judge.ts';
import type { Compiled } from './model.ts';
import { alwaysTrue } from './question.ts';

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
  const tool = analysis.compiled.program.tools.get(toolKey(claim.target));
  assert(tool !== undefined, 'a checked claim is about a declared tool');
  const counterexamples: Counterexample[] = [];
  let isComplete = true;
  for (const agent of agentsOf(analysis, claim)) {
    const found = breaking(analysis, { agent, tool, claim });
    for (const { call, judgement } of found.list) analysis.replay.confirm(call, judgement);
    counterexamples.push(...found.list);
    isComplete &&= found.isComplete;
  }
  const kept = isComplete ? 'proved' : 'inconclusive';
  return { claim, status: counterexamples.length > 0 ? 'broken' : kept, counterexamples };
}

/** The calls of one agent that break a claim, one for each set of deciding rules. */
function breaking(
  analysis: Analysis,
  { agent, tool, claim }: { agent: string; tool: ToolDeclaration; claim: Claimed },
): { readonly list: readonly Counterexample[]; readonly isComplete: boolean } {
  const entry = analysis.entry(tool);
  const side = analysis.model.side(agent, toolKey(tool.tool));
  const where = claim.where === undefined ? alwaysTrue : analysis.question(claim.where, tool);
  const about = claim.law === 'always' ? where.must : where.may;
  const { list, isComplete } = analysis.situations(side, [about]);
  const found = new Map<string, Counterexample>();
  for (const situation of list) {
    const [seen] = situation.sides;
    assert(seen !== undefined, 'a situation is seen from every side');
    const judgement = judge(side, seen);
    if (situation.more[0] !== true || !isBreach(claim.law, judgement.verdict)) continue;
    const key = `${judgement.verdict} ${judgement.rules.join()}`;
    if (!found.has(key)) found.set(key, { call: callOf(agent, entry, situation), judgement });
  }
  return { list: [...found.values()], isComplete };
}

/** What a claim does not let happen to the calls that it is about. */
function isBreach(law: ClaimLaw, verdict: Verdict): boolean {
  if (law === 'always') return verdict !== 'allow';
  return law === 'never' ? verdict !== 'deny' : verdict === 'allow';
}

function agentsOf({ compiled }: Analysis, { agents }: Claimed): readonly string[] {
  const { program } = compiled;
  if (agents === undefined) return [...program.agents.keys()];
  const patterns = new PatternCache();
  const meant = agents.flatMap((reference) => agentsMeant(program, patterns, reference));
  return [...new Set(meant.map(({ name }) => name.text))];
}
