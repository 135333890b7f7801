import { assert } from '../../dsl/assert.ts';
import type { Effect } from '../../dsl/ast.ts';
import { decideByReference, type ReferenceOutcome } from '../analyze/reference.ts';
import type { PatternCache } from '../automata/cache.ts';
import type { ConditionTests } from '../coverage/condition-tests.ts';
import { bearsOn } from '../coverage/reach.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { planRules } from '../evaluate/plan.ts';
import { lower } from '../lower.ts';
import { paramsIn } from '../condition-parts.ts';
import { type Program, subjectOfTool } from '../program.ts';
import { candidates, type Input, type Material } from './candidates.ts';
import type { Cell, Cells } from './cell.ts';
import { focusedAtoms, ruleAtoms } from './focus.ts';
import type { Change, LayerChange } from './mutant.ts';
import { Scene } from './scene.ts';

/** A call that a program and a mutant of it decide differently. */
export interface Witness {
  readonly agent: string;
  readonly server: string | null;
  readonly tool: string;
  readonly input: Input;
  /** The directory that the client has stated; null where the difference needs none. */
  readonly workspace: string | null;
  readonly original: Effect;
  readonly mutant: Effect;
}

/**
 * Rules judged in the search for one witness before it is given up: some milliseconds. A number and
 * not a time, so that every machine finds the same.
 */
const judgementsMax = 10_000;

/** Agents that are tried as the caller; rules seldom tell more of them apart. */
const agentsMax = 4;

/** Conditions beside those of the changed rule whose values are tried as well. */
const otherAtomsMax = 64;

/** Changed rules that are looked into: a set may stand in a thousand of them. */
const ownRulesMax = 16;

/** What tests know, and a workspace that holds every place. */
const workspaces = [null, '/'] as const;

/** What the search works with. */
export interface Grounds {
  readonly program: Program;
  readonly cells: Cells;
  readonly tests: ConditionTests;
  /** Arguments in tests and examples by {@link toolKey}. */
  readonly inputs: ReadonlyMap<string, readonly Input[]>;
}

/** Looks for a call that a change makes a difference to. Undefined says only that none was found. */
export function findWitness(
  grounds: Grounds,
  patterns: PatternCache,
  change: Change,
): Witness | undefined {
  const cells = changedCells(grounds, change);
  const budget = judgementsMax / (cells.length * workspaces.length);
  for (const workspace of workspaces) {
    for (const cell of cells) {
      if (workspace !== null && !readsPaths(cell)) continue;
      const scene = search(grounds, cell, { change, workspace, budget });
      if (scene !== undefined) return witnessOf(scene, patterns, change);
    }
  }
  return undefined;
}

/** Only paths depend on the workspace, those in commands too. */
function readsPaths({ tool }: Cell): boolean {
  return tool.params.some(({ type }) => type === 'Path' || type === 'Shell');
}

/** The agents and tools that a change can matter to. */
function changedCells({ program, cells }: Grounds, { rules, layer }: Change): readonly Cell[] {
  // A block and its `otherwise` are about every tool.
  const tools =
    layer === undefined
      ? [...program.tools.keys()].filter((key) => {
          const tool = subjectOfTool(program, key);
          return tool !== undefined && rules.some(({ from }) => bearsOn(program, from, tool));
        })
      : program.tools.keys();
  const layers = new Set(rules.map((change) => change.layer));
  const agents =
    layer === undefined
      ? new Set([...layers].flatMap((each) => [...cells.audienceOf(each)]))
      : changedAudience(cells, layer);
  return [...tools].flatMap((tool) =>
    [...agents].slice(0, agentsMax).flatMap((agent) => cells.find(agent, tool) ?? []),
  );
}

/** The agents that a block is no longer for; all of them where it is for the same as before. */
function changedAudience(cells: Cells, { from, to }: LayerChange): readonly string[] {
  const before = [...cells.audienceOf(from)];
  const after = cells.audienceOf(to);
  const lost = before.filter((agent) => !after.has(agent));
  return lost.length > 0 ? lost : before;
}

interface Quest {
  readonly change: Change;
  readonly workspace: string | null;
  /** Rules that may be judged. */
  readonly budget: number;
}

/** The first call in a cell that is decided differently. */
function search(
  grounds: Grounds,
  cell: Cell,
  { change, workspace, budget }: Quest,
): Scene | undefined {
  const material = materialOf(grounds, cell, change);
  const rules = cell.excerpts.reduce((sum, excerpt) => sum + excerpt.rules.length, 0);
  let left = budget;
  for (const input of candidates(material)) {
    const scene = new Scene(cell, grounds.tests, requestOf(cell, input, workspace));
    left -= 1 + change.rules.length;
    if (scene.mayDiffer(change)) {
      left -= rules;
      if (isDifferent(scene.decide(), scene.decide(change))) return scene;
    }
    if (left < 0) return undefined;
  }
  return undefined;
}

function materialOf({ program, inputs }: Grounds, cell: Cell, change: Change): Material {
  const first = change.rules
    .filter(({ from }) => bearsOn(program, from, cell.tool))
    .slice(0, ownRulesMax)
    .flatMap((each) => focusedAtoms(program, each));
  const others = cell.excerpts.flatMap(({ rules }) => rules.flatMap(ruleAtoms));
  return {
    program,
    tool: cell.tool,
    source: { own: first, others: others.slice(0, otherAtomsMax) },
    inputs: inputs.get(cell.key) ?? [],
    params: [...new Set(first.flatMap(paramsIn))],
  };
}

function requestOf(
  { agent, tool: { tool: declaration, name } }: Cell,
  input: Input,
  workspace: string | null,
): DecisionRequest {
  const server = declaration?.tool.server?.text ?? null;
  return { agent, server, tool: declaration?.tool.name.text ?? name, input, workspace };
}

/** Who has to approve depends on the rules that ask; otherwise the verdict is everything. */
function isDifferent(before: ReferenceOutcome, after: ReferenceOutcome): boolean {
  if (before.verdict !== after.verdict) return true;
  if (before.verdict !== 'ask') return false;
  return [...before.rules].sort().join() !== [...after.rules].sort().join();
}

/** The call and both verdicts, once both engines have come to them by all conditions. */
function witnessOf(scene: Scene, patterns: PatternCache, change: Change): Witness {
  const { request } = scene;
  const [original, mutant] = [scene.decide().verdict, scene.decide(change).verdict];
  const confirm = (program: Program, verdict: Effect): void => {
    const kernel = decide(planRules(lower(program, [], patterns)), request);
    const reference = decideByReference(program, request);
    const isAgreed = kernel.verdict === verdict && reference.verdict === verdict;
    assert(isAgreed, `kernel and reference agree on a call of ${request.tool}`);
  };
  confirm(scene.programOf(), original);
  confirm(scene.programOf(change), mutant);
  const { agent, server, tool, workspace } = request;
  return { agent, server, tool, input: request.input as Input, workspace, original, mutant };
}
