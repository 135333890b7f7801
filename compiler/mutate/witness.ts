import { assert } from '../../dsl/assert.ts';
import type { Effect, Rule } from '../../dsl/ast.ts';
import type { ReferenceOutcome } from '../analyze/reference.ts';
import type { Call } from '../analyze/reference/condition.ts';
import type { PatternCache } from '../automata/cache.ts';
import { type Atom, atomsOf } from '../coverage/atom.ts';
import { callOf, isAbout, ruleTruth } from '../coverage/rule-truth.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { planRules } from '../evaluate/plan.ts';
import { lower } from '../lower.ts';
import { type Program, rulesOf, toolKey } from '../program.ts';
import { candidates, type Input, type Material } from './candidates.ts';
import type { Change, RuleChange } from './mutant.ts';
import { type Cell, type Cells, Scene } from './scene.ts';

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
 * Rules judged in the search for one witness before it is given up: some tens of milliseconds. A
 * number and not a time, so that every machine finds the same.
 */
const judgementsMax = 10_000;

/** Agents that are tried as the caller; rules seldom tell more of them apart. */
const agentsMax = 4;

/** What tests know, and a workspace that holds every place. */
const workspaces = [null, '/'] as const;

/** What the search works with. */
export interface Grounds {
  readonly program: Program;
  readonly cells: Cells;
  readonly patterns: PatternCache;
  /** Arguments in tests by {@link toolKey}. */
  readonly inputs: ReadonlyMap<string, readonly Input[]>;
}

/** Looks for a call that a change makes a difference to. Undefined says only that none was found. */
export function findWitness(grounds: Grounds, change: Change): Witness | undefined {
  const cells = changedCells(grounds, change);
  const budget = judgementsMax / (cells.length * workspaces.length);
  for (const workspace of workspaces) {
    for (const cell of cells) {
      const found = new Search(grounds, change, cell).run(workspace, budget);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The agents and tools that a change can matter to. */
function changedCells({ program, cells }: Grounds, change: Change): readonly Cell[] {
  const layers = new Set(change.rules.map(({ layer }) => layer));
  const rules = change.rules.map(({ from }) => from);
  if (change.layer !== undefined) {
    layers.add(change.layer.from);
    rules.push(...change.layer.from.rules);
  }
  const agents = new Set([...layers].flatMap((layer) => [...cells.audienceOf(layer)]));
  const tools = new Set(rules.flatMap(({ targets }) => targets.map(toolKey)));
  // An `otherwise` is about every tool.
  const named = change.layer === undefined ? tools : new Set([...tools, ...program.tools.keys()]);
  return [...named].flatMap((tool) =>
    [...agents].slice(0, agentsMax).flatMap((agent) => cells.find(agent, tool) ?? []),
  );
}

class Search {
  readonly #grounds: Grounds;
  readonly #change: Change;
  readonly #cell: Cell;
  /** Changes of rules that are about the tool. */
  readonly #changes: readonly RuleChange[];
  readonly #rules: readonly Rule[];

  constructor(grounds: Grounds, change: Change, cell: Cell) {
    const key = toolKey(cell.tool.tool);
    this.#grounds = grounds;
    this.#change = change;
    this.#cell = cell;
    this.#changes = change.rules.filter(({ from }) => isAbout(from, key));
    this.#rules = rulesOf(cell.program).flatMap(({ rule }) => (isAbout(rule, key) ? rule : []));
  }

  run(workspace: string | null, judgements: number): Witness | undefined {
    let left = judgements;
    for (const input of candidates(this.#material())) {
      const request = this.#request(input, workspace);
      left -= 1 + 2 * this.#changes.length;
      if (this.#mayDiffer(request)) {
        left -= this.#rules.length;
        const witness = this.#compare(request, input);
        if (witness !== undefined) return witness;
      }
      if (left < 0) return undefined;
    }
    return undefined;
  }

  #material(): Material {
    const { program, inputs } = this.#grounds;
    const { tool } = this.#cell;
    const changed = this.#changes.flatMap(({ from, to }) => [from, ...(to ? [to] : [])]);
    const first = changed.flatMap(atomsOfRule);
    return {
      program,
      tool,
      atoms: [...first, ...this.#rules.flatMap(atomsOfRule)],
      inputs: inputs.get(toolKey(tool.tool)) ?? [],
      params: [...new Set(first.map(({ field }) => field.path[0]?.text ?? ''))],
    };
  }

  #request(input: Input, workspace: string | null): DecisionRequest {
    const { server, name } = this.#cell.tool.tool;
    const tool = name.text;
    const agent = this.#cell.agent;
    return { agent, server: server?.text ?? null, tool, input, workspace };
  }

  /** Whether a changed rule says something else about the call; quick, and right about "no". */
  #mayDiffer(request: DecisionRequest): boolean {
    if (this.#change.layer !== undefined) return true;
    const call = callOf(this.#cell.program, this.#cell.tool, request);
    return this.#changes.some((change) => saysOtherwise(change, call));
  }

  #compare(request: DecisionRequest, input: Input): Witness | undefined {
    const scene = new Scene(this.#cell, request);
    const before = scene.decide();
    const after = scene.decide(this.#change);
    if (!isDifferent(before, after)) return undefined;
    this.#confirm(scene.programOf(), request, before);
    this.#confirm(scene.programOf(this.#change), request, after);
    const { agent, server, tool, workspace } = request;
    const verdicts = { original: before.verdict, mutant: after.verdict };
    return { agent, server, tool, input, workspace, ...verdicts };
  }

  /** What gateways run must come to the same. */
  #confirm(program: Program, request: DecisionRequest, { verdict }: ReferenceOutcome): void {
    const rules = lower(program, [], this.#grounds.patterns);
    const outcome = decide(planRules(rules), request);
    assert(outcome.verdict === verdict, `kernel and reference agree on a call of ${request.tool}`);
  }
}

function atomsOfRule({ when, unless }: Rule): readonly Atom[] {
  return [...atomsOf(when), ...atomsOf(unless)];
}

function saysOtherwise({ from, to }: RuleChange, call: Call): boolean {
  const before = ruleTruth(from, call);
  const after = to === undefined ? false : ruleTruth(to, call);
  const isSameKind = from.effect === to?.effect && from.onUnknownAsk === to.onUnknownAsk;
  return before !== after || (!isSameKind && before !== false);
}

/** Who has to approve depends on the rules that ask; otherwise the verdict is everything. */
function isDifferent(before: ReferenceOutcome, after: ReferenceOutcome): boolean {
  if (before.verdict !== after.verdict) return true;
  if (before.verdict !== 'ask') return false;
  return [...before.rules].sort().join() !== [...after.rules].sort().join();
}
