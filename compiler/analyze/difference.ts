import { assert } from '../../dsl/assert.ts';
import type { Verdict } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { Axes } from './axis.ts';
import { Budget } from './budget.ts';
import { type CellSituation, situationsIn } from './cell.ts';
import { judge, type Judgement } from './judge.ts';
import { type Compiled, Model, type Side } from './model.ts';
import { keyOf } from './question.ts';
import { Replay } from './replay.ts';
import { Vocabulary } from './vocabulary.ts';

/** What became of calls: their new verdict, or other people who must approve them. */
export type DifferenceKind = 'newly-allowed' | 'newly-asking' | 'newly-denied' | 'approval-changed';

/** Calls that a change decides differently, all for the same reasons. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Agents whose calls these are. */
  readonly agents: readonly string[];
  /** The name of the tool as a model sees it. */
  readonly tool: string;
  readonly from: Judgement;
  readonly to: Judgement;
  /** One of the calls, of the first agent. */
  readonly witness: DecisionRequest;
}

/** What a change changes. */
export interface Comparison {
  /** Newly allowed ones first. */
  readonly differences: readonly Difference[];
  /** Tools of agents whose calls are too many kinds to look at: nothing is known about them. */
  readonly inconclusive: readonly { readonly agents: readonly string[]; readonly tool: string }[];
}

/** Agents that both programs treat alike, and one tool. */
interface Cell {
  readonly agents: string[];
  readonly tool: string;
  readonly sides: readonly [Side, Side];
}

/**
 * Compares two programs exactly: every kind of call that they decide differently, with an example
 * that both engines have decided on both sides.
 */
export function analyzeDifference(base: Compiled, head: Compiled): Comparison {
  const vocabulary = new Vocabulary();
  const axes = new Axes(vocabulary);
  const whole = Budget.forQuestion();
  const models = [new Model(base, vocabulary), new Model(head, vocabulary)] as const;
  const replays = [new Replay(base), new Replay(head)] as const;
  const differences: Difference[] = [];
  const inconclusive: Comparison['inconclusive'][number][] = [];
  for (const cell of cellsOf(models)) {
    const { list, isComplete } = situationsIn({
      axes,
      sides: cell.sides,
      budget: whole.forCell(),
    });
    const found = grouped(list.flatMap((situation) => differenceIn(cell, situation, models)));
    for (const { witness, from, to } of found) {
      replays[0].confirm(witness, from);
      replays[1].confirm(witness, to);
    }
    differences.push(...found);
    if (!isComplete) inconclusive.push({ agents: cell.agents, tool: cell.tool });
  }
  return { differences: joined(differences).sort(inOrder), inconclusive };
}

/** Cells that differ, with the agents to whom they are the same joined. */
function cellsOf(models: readonly [Model, Model]): readonly Cell[] {
  const [base, head] = models;
  const agents = new Set([...base.agents.keys(), ...head.agents.keys()]);
  const tools = new Set([...base.tools.keys(), ...head.tools.keys()]);
  const cells = new Map<string, Cell>();
  for (const tool of tools) {
    for (const agent of agents) {
      const sides = [base.side(agent, tool), head.side(agent, tool)] as const;
      if (meaningOf(sides[0]) === meaningOf(sides[1])) continue;
      const key = JSON.stringify([tool, sides.map(identityOf)]);
      const known = cells.get(key);
      if (known === undefined) cells.set(key, { agents: [agent], tool, sides });
      else known.agents.push(agent);
    }
  }
  return [...cells.values()];
}

/** Everything about a side that can change a verdict or who approves. */
function meaningOf({ params, rules, layers }: Side): string {
  const meanings = rules.map(({ effect, isLenient, layer, when, approval }) =>
    JSON.stringify([effect, isLenient, layer, keyOf(when), effect === 'allow' ? null : approval]),
  );
  const otherwise = layers.map((each) => [
    each.layer,
    each.otherwise.map(({ approval }) => approval),
  ]);
  const shapes = params?.map(({ name, type, optional }) => [name, type, optional]) ?? null;
  return JSON.stringify([shapes, [...new Set(meanings)].sort(), otherwise]);
}

/** The same with the names of the rules, which are reported. */
function identityOf(side: Side): string {
  const otherwise = side.layers.flatMap((layer) => layer.otherwise.map(({ id }) => id));
  return `${meaningOf(side)} ${[...side.rules.map(({ id }) => id), ...otherwise].join()}`;
}

function differenceIn(
  { agents, tool, sides }: Cell,
  situation: CellSituation,
  models: readonly [Model, Model],
): readonly Difference[] {
  const [from, to] = sides.map((side, at) => judgedOn(side, situation.sides[at]));
  if (from === undefined || to === undefined) return [];
  const kind = kindOf(from, to);
  if (kind === undefined) return [];
  const entry = models[0].tools.get(tool) ?? models[1].tools.get(tool);
  const { input, workspace } = situation;
  const [agent = ''] = agents;
  const witness = {
    agent,
    server: entry?.server ?? null,
    tool: entry?.name ?? tool,
    input,
    workspace,
  };
  return [{ kind, agents, tool, from, to, witness }];
}

/** The verdict of one side; calls that it does not declare are denied. */
function judgedOn(side: Side, seen: CellSituation['sides'][number] | undefined): Judgement {
  assert(seen !== undefined, 'a situation is seen from every side');
  return judge(seen.fits ? side : { ...side, params: null }, seen);
}

const kinds: Readonly<Record<Verdict, DifferenceKind>> = {
  allow: 'newly-allowed',
  ask: 'newly-asking',
  deny: 'newly-denied',
};

function kindOf(from: Judgement, to: Judgement): DifferenceKind | undefined {
  if (from.verdict !== to.verdict) return kinds[to.verdict];
  return requirementsOf(from) === requirementsOf(to) ? undefined : 'approval-changed';
}

/** What must be given before the call may run, whatever the rules are called. */
function requirementsOf({ approvals }: Judgement): string {
  return [...new Set(approvals.map((approval) => JSON.stringify(approval)))].sort().join();
}

/** One difference for the same rules on both sides, with the shortest example. */
function grouped(differences: readonly Difference[]): readonly Difference[] {
  const groups = new Map<string, Difference>();
  for (const difference of differences) {
    const { kind, from, to } = difference;
    const key = JSON.stringify([kind, from.verdict, from.rules, to.rules]);
    const known = groups.get(key);
    if (known === undefined || sizeOf(difference) < sizeOf(known)) groups.set(key, difference);
  }
  return [...groups.values()];
}

/** Differences that are the same for several agents, joined. */
function joined(differences: readonly Difference[]): Difference[] {
  const groups = new Map<string, Difference>();
  for (const difference of differences) {
    const { kind, tool, from, to, agents } = difference;
    const key = JSON.stringify([kind, tool, from, to]);
    const known = groups.get(key);
    const all = known === undefined ? agents : [...known.agents, ...agents];
    groups.set(key, { ...(known ?? difference), agents: all });
  }
  return [...groups.values()];
}

function sizeOf({ witness }: Difference): number {
  return JSON.stringify([witness.input, witness.workspace ?? '']).length;
}

const order: readonly DifferenceKind[] = [
  'newly-allowed',
  'approval-changed',
  'newly-asking',
  'newly-denied',
];

function inOrder(one: Difference, other: Difference): number {
  return order.indexOf(one.kind) - order.indexOf(other.kind);
}
