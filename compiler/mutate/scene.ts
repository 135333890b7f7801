import type { Layer, Rule, ToolDeclaration } from '../../dsl/ast.ts';
import { decideByReference, type ReferenceOutcome } from '../analyze/reference.ts';
import { audiencesOf, callOf, isAbout, ruleTruth } from '../coverage/rule-truth.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type Program, toolKey } from '../program.ts';
import type { Change, RuleChange } from './mutant.ts';

/** Of a program what bears on the calls of one agent to one tool. */
export interface Cell {
  readonly agent: string;
  readonly tool: ToolDeclaration;
  /** With this agent and this tool only. */
  readonly program: Program;
}

/** The cells of a program, each made once. */
export class Cells {
  readonly #program: Program;
  readonly #audiences: readonly ReadonlySet<string>[];
  readonly #cells = new Map<string, Cell | undefined>();

  constructor(program: Program) {
    this.#program = program;
    this.#audiences = audiencesOf(program);
  }

  /** Undefined where the agent or the tool is not declared. */
  find(agent: string, tool: string): Cell | undefined {
    const key = JSON.stringify([agent, tool]);
    if (!this.#cells.has(key)) this.#cells.set(key, this.#make(agent, tool));
    return this.#cells.get(key);
  }

  /** The declared agents that a block of the program is for. */
  audienceOf(layer: Layer): ReadonlySet<string> {
    return this.#audiences[this.#program.layers.indexOf(layer)] ?? new Set();
  }

  #make(agent: string, key: string): Cell | undefined {
    const { agents, tools, layers } = this.#program;
    const [declaration, tool] = [agents.get(agent), tools.get(key)];
    if (declaration === undefined || tool === undefined) return undefined;
    const program = {
      ...this.#program,
      agents: new Map([[agent, declaration]]),
      tools: new Map([[key, tool]]),
      layers: layers.filter((_, at) => this.#audiences[at]?.has(agent)),
      tests: [],
    };
    return { agent, tool, program };
  }
}

/** A block with those of its rules that may hold on one call. */
interface HeardLayer {
  readonly layer: Layer;
  readonly rules: readonly Rule[];
}

/**
 * One call and the rules that may hold on it: a rule that is false says nothing, so that it is left
 * out once, and a thousand mutants are judged by the few that remain.
 */
export class Scene {
  readonly request: DecisionRequest;
  readonly #program: Program;
  readonly #tool: string;
  readonly #heard: readonly HeardLayer[];

  constructor({ program, tool }: Cell, request: DecisionRequest) {
    const key = toolKey(tool.tool);
    const call = callOf(program, tool, request);
    this.request = request;
    this.#program = program;
    this.#tool = key;
    this.#heard = program.layers.map((layer) => {
      const rules = layer.rules.filter(
        (rule) => isAbout(rule, key) && ruleTruth(rule, call) !== false,
      );
      return { layer, rules };
    });
  }

  /** The decision on the call, by the program as it is or as changed. */
  decide(change?: Change): ReferenceOutcome {
    return decideByReference(this.programOf(change), this.request);
  }

  /** The program, as it is or as changed, without what says nothing about this call. */
  programOf(change?: Change): Program {
    const changes = change?.rules.filter(({ from }) => isAbout(from, this.#tool)) ?? [];
    const layers = this.#heard.map(({ layer, rules }) => {
      const head = change?.layer?.from === layer ? change.layer.to : layer;
      return { ...head, rules: changed(layer, rules, changes) };
    });
    return { ...this.#program, layers };
  }
}

/** Changed rules come last: one that was left out may hold now, and order means nothing. */
function changed(
  layer: Layer,
  rules: readonly Rule[],
  changes: readonly RuleChange[],
): readonly Rule[] {
  const here = changes.filter((change) => change.layer === layer);
  if (here.length === 0) return rules;
  const gone = new Set(here.map(({ from }) => from));
  return [...rules.filter((rule) => !gone.has(rule)), ...here.flatMap(({ to }) => to ?? [])];
}
