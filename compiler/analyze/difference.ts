import { assert } from '../../dsl/assert.ts';
import type { EffectEntry, OptionEntry, Verdict } from '../bundle/rules.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { possibleActions } from '../call-facets.ts';
import { rulesOf } from '../program.ts';
import { type Subject, subjectsOfRule } from '../subject.ts';
import { callOf } from './analysis.ts';
import { Axes } from './axis.ts';
import { Budget } from './budget.ts';
import { type CellSituation, situationsIn } from './cell.ts';
import { hasEffects } from './facets.ts';
import { assumedGap, changedGap, type Gap, openGap } from './gap.ts';
import { judge, type Judgement } from './judge.ts';
import { type Compiled, Model, type Side } from './model.ts';
import { keyOf } from './question.ts';
import { Replay } from './replay.ts';
import { type SettingChange, settingChanges } from './settings.ts';
import { Vocabulary } from './vocabulary.ts';

/** What became of calls: their new verdict, or other people who must approve them. */
export type DifferenceKind = 'newly-allowed' | 'newly-asking' | 'newly-denied' | 'approval-changed';

/** Calls that a change decides differently, all for the same reasons. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Agents whose calls these are. */
  readonly agents: readonly string[];
  /** Whether it is about calls of a tool themselves, or about an action, whatever does it. */
  readonly facet: Subject['kind'];
  /** The name of the tool as a model sees it, or of the action. */
  readonly tool: string;
  readonly from: Judgement;
  readonly to: Judgement;
  /** One of the calls, of the first agent. */
  readonly witness: DecisionRequest;
  /**
   * What becomes of that call with all that it does, before and after; null for an action, and for a
   * tool that does nothing else.
   */
  readonly whole: readonly [Verdict, Verdict] | null;
}

/** What a change changes. */
export interface Comparison {
  /** Newly allowed ones first. */
  readonly differences: readonly Difference[];
  /**
   * Tools and actions of agents whose calls are too many kinds to look at, and tools of which it
   * changes what they do: nothing is known about them.
   */
  readonly inconclusive: readonly Inconclusive[];
  /** What it changes beside decisions. */
  readonly settings: readonly SettingChange[];
}

/** Calls of which nothing is known, and why. */
export interface Inconclusive extends Gap {
  readonly agents: readonly string[];
  readonly tool: string;
}

/** What a request does that names a model: no call does it, and nothing needs to grant it. */
const requestAction = 'model.use';

/** Agents that both programs treat alike, and one subject. */
interface Cell {
  readonly agents: string[];
  readonly subject: Subject;
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
  const replays = [new Replay(base, vocabulary), new Replay(head, vocabulary)] as const;
  const differences: Difference[] = [];
  const inconclusive: Comparison['inconclusive'][number][] = [];
  for (const cell of cellsOf(models)) {
    const { sides, agents, subject } = cell;
    const found = situationsIn({ axes, sides, budget: whole.forCell() });
    const { list, isComplete, isExact, open } = found;
    let gap = isComplete ? null : openGap(open);
    if (changesEffects(base, head, subject)) gap = changedGap;
    const differing = grouped(list.flatMap((situation) => differenceIn(cell, situation)));
    for (const { situation, ...difference } of differing) {
      const shared = { subject, call: difference.witness, situation, isExact };
      const isReal =
        replays[0].confirm({ ...shared, judgement: difference.from }) &&
        replays[1].confirm({ ...shared, judgement: difference.to });
      if (isReal) differences.push({ ...difference, whole: wholeOf(replays, shared) });
      else gap ??= assumedGap;
    }
    if (gap !== null) inconclusive.push({ agents, tool: subject.name, ...gap });
  }
  const settings = settingChanges(base.program, head.program);
  return { differences: joined(differences).sort(inOrder), inconclusive, settings };
}

function wholeOf(
  replays: readonly [Replay, Replay],
  {
    subject,
    call,
    situation,
  }: { subject: Subject; call: DecisionRequest; situation: CellSituation },
): Difference['whole'] {
  if (subject.kind === 'action' || !hasEffects(subject)) return null;
  const [from, to] = replays.map((replay) => replay.decide(call, situation).verdict);
  assert(from !== undefined && to !== undefined, 'both programs decide');
  return [from, to];
}

/** Cells that differ, with the agents to whom they are the same joined. */
function cellsOf(models: readonly [Model, Model]): readonly Cell[] {
  const [base, head] = models;
  const agents = new Set([...base.agents.keys(), ...head.agents.keys()]);
  const subjects = new Map([...head.compiled.program.subjects, ...base.compiled.program.subjects]);
  const cells = new Map<string, Cell>();
  const reached = new Set(models.flatMap(({ compiled }) => [...actionsReached(compiled)]));
  for (const subject of subjects.values()) {
    if (subject.kind === 'action' && !reached.has(subject.name)) continue;
    const isChanged = changesEffects(base.compiled, head.compiled, subject);
    for (const agent of agents) {
      const sides = [base.side(agent, subject.key), head.side(agent, subject.key)] as const;
      if (!isChanged && meaningOf(sides[0]) === meaningOf(sides[1])) continue;
      const key = JSON.stringify([subject.key, sides.map(identityOf)]);
      const known = cells.get(key);
      if (known === undefined) cells.set(key, { agents: [agent], subject, sides });
      else known.agents.push(agent);
    }
  }
  return [...cells.values()];
}

/** Actions that some call may do, or that some rule is about. */
function actionsReached({ program }: Compiled): ReadonlySet<string> {
  const subjects = [...program.subjects.values()].filter(({ kind }) => kind === 'tool');
  const done = subjects.flatMap((tool) => [...possibleActions(program, tool)]);
  const ruled = rulesOf(program).flatMap(({ rule }) => subjectsOfRule(program, rule));
  const named = ruled.flatMap(({ kind, name }) => (kind === 'action' ? name : []));
  return new Set([...done, ...named].filter((name) => name !== requestAction));
}

/** Whether calls of a tool that both declare may do something else than before. */
function changesEffects(base: Compiled, head: Compiled, { kind, key }: Subject): boolean {
  if (kind === 'action') return false;
  const [before, after] = [base, head].map((each) => effectsOf(each, key));
  return before !== undefined && after !== undefined && before !== after;
}

/** What a tool does, in words that another program shares; undefined where it is not declared. */
function effectsOf({ rules, program }: Compiled, key: string): string | undefined {
  const subject = program.subjects.get(key);
  const tool = subject && rules.tools[subject.index];
  if (tool === undefined) return undefined;
  const nameOf = (does: readonly EffectEntry[]) =>
    does.map(({ action, args }) => [rules.actions[action]?.name, args]);
  const runsShell = tool.params.some(({ type }) => type === 'Shell');
  const options = (list: readonly OptionEntry[]) =>
    list.map((option) => ({ ...option, does: nameOf(option.does) }));
  const commands = rules.commands.map((command) => ({
    ...command,
    options: options(command.options),
    forms: command.forms.map((form) => ({
      ...form,
      options: options(form.options),
      does: nameOf(form.does),
    })),
  }));
  return JSON.stringify([nameOf(tool.does), runsShell ? commands : []]);
}

/** Everything about a side that can change a verdict or who approves. */
function meaningOf({ params, rules, layers, granted }: Side): string {
  const meanings = rules.map(({ effect, isLenient, layer, when, approval }) =>
    JSON.stringify([effect, isLenient, layer, keyOf(when), effect === 'allow' ? null : approval]),
  );
  const otherwise = layers.map((each) => [
    each.layer,
    each.otherwise.map(({ approval }) => approval),
  ]);
  const shapes = params?.map((entry) => ({ ...entry, inert: false })) ?? null;
  return JSON.stringify([shapes, granted.key, [...new Set(meanings)].sort(), otherwise]);
}

/** The same with the names of the rules, which are reported. */
function identityOf(side: Side): string {
  const otherwise = side.layers.flatMap((layer) => layer.otherwise.map(({ id }) => id));
  return `${meaningOf(side)} ${[...side.rules.map(({ id }) => id), ...otherwise].join()}`;
}

/** A difference with all that its example rests on. */
type Found = Difference & { readonly situation: CellSituation };

function differenceIn(
  { agents, subject, sides }: Cell,
  situation: CellSituation,
): readonly Found[] {
  const [from, to] = sides.map((side, at) => judgedOn(side, situation.sides[at]));
  if (from === undefined || to === undefined) return [];
  const kind = kindOf(from, to);
  if (kind === undefined) return [];
  const [agent = ''] = agents;
  const witness = callOf(agent, subject, situation);
  const { kind: facet, name: tool } = subject;
  return [{ kind, agents, facet, tool, from, to, witness, whole: null, situation }];
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
function grouped(differences: readonly Found[]): readonly Found[] {
  const groups = new Map<string, Found>();
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
    const { kind, facet, tool, from, to, agents } = difference;
    const key = JSON.stringify([kind, facet, tool, from, to]);
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
