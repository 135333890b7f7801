import { assert } from '../bundle/assert.ts';
import type { AgentSelector, PolicyEntry, RuleSet } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';
import { loadAutomaton, type Matcher } from './automaton.ts';
import { type Cell, type PlacedOtherwise, type PlacedRule, planCell } from './cell.ts';

/** Rules made ready to decide. Immutable to its users; it fills in cells as calls ask for them. */
export interface Plan {
  /** `sha256:` + hex of an issued key, to the agent it was issued to. */
  readonly agentOfKeyHash: ReadonlyMap<string, string>;
  /** What bears on the calls of an agent to a tool by its wire name. */
  find(agent: string, tool: string): Cell | Missing;
}

/** Why there is nothing to judge by. */
export type Missing = 'unknown agent' | 'unknown tool' | 'ambiguous tool';

/** Plans checked rules. Quick: cells are planned at the first call that needs them. */
export function planRules(rules: RuleSet): Plan {
  return new LazyPlan(rules);
}

/** An agent's part of the plan. */
interface AgentPlan {
  readonly policies: ReadonlySet<PolicyEntry>;
  readonly layers: readonly number[];
  /** By index of the tool. */
  readonly cells: Map<number, Cell>;
}

class LazyPlan implements Plan {
  readonly agentOfKeyHash: ReadonlyMap<string, string>;
  readonly #rules: RuleSet;
  readonly #agents: ReadonlySet<string>;
  /** Index of a tool by its wire name; null where two tools share it. */
  readonly #tools: ReadonlyMap<string, number | null>;
  readonly #rulesOfTool: ReadonlyMap<number, readonly PlacedRule[]>;
  readonly #otherwise: readonly PlacedOtherwise[];
  readonly #agentPlans = new Map<string, AgentPlan>();
  readonly #matchers: (Matcher | undefined)[] = [];

  constructor(rules: RuleSet) {
    this.#rules = rules;
    this.#agents = new Set(rules.agents.map((agent) => agent.name));
    this.agentOfKeyHash = new Map(
      rules.agents.flatMap((agent) => agent.keys.map((key) => [key, agent.name] as const)),
    );
    this.#tools = indexTools(rules);
    const placed = placeRules(rules.policies);
    this.#rulesOfTool = groupByTool(placed);
    this.#otherwise = placeOtherwise(rules.policies, placed.length);
  }

  find(agent: string, tool: string): Cell | Missing {
    if (!this.#agents.has(agent)) return 'unknown agent';
    const index = this.#tools.get(tool);
    if (index === undefined) return 'unknown tool';
    return index === null ? 'ambiguous tool' : this.#cell(this.#agentPlan(agent), index);
  }

  #cell(agent: AgentPlan, index: number): Cell {
    const known = agent.cells.get(index);
    if (known !== undefined) return known;
    const tool = this.#rules.tools[index];
    assert(tool !== undefined, 'the index of a tool comes from the list of tools');
    const cell = planCell({
      tool,
      rules: (this.#rulesOfTool.get(index) ?? []).filter(({ policy }) =>
        agent.policies.has(policy),
      ),
      otherwise: this.#otherwise.filter(({ policy }) => agent.policies.has(policy)),
      layers: agent.layers,
      matcher: (at) => this.#matcher(at),
    });
    agent.cells.set(index, cell);
    return cell;
  }

  #agentPlan(name: string): AgentPlan {
    const known = this.#agentPlans.get(name);
    if (known !== undefined) return known;
    const policies = this.#rules.policies.filter((policy) => this.#applies(policy.agents, name));
    const layers = new Set(policies.flatMap((policy) => policy.layer ?? []));
    const plan = { policies: new Set(policies), layers: [...layers], cells: new Map() };
    this.#agentPlans.set(name, plan);
    return plan;
  }

  #applies(selector: AgentSelector | null, agent: string): boolean {
    if (selector === null || selector.names.includes(agent)) return true;
    return selector.patterns.some((pattern) => this.#matcher(pattern).matches(agent));
  }

  #matcher(index: number): Matcher {
    const known = this.#matchers[index];
    if (known !== undefined) return known;
    const entry = this.#rules.automata[index];
    assert(entry !== undefined, 'a checked rule names only automata that exist');
    const matcher = loadAutomaton(entry);
    this.#matchers[index] = matcher;
    return matcher;
  }
}

function indexTools({ tools }: RuleSet): ReadonlyMap<string, number | null> {
  const index = new Map<string, number | null>();
  for (const [at, { server, name }] of tools.entries()) {
    const wire = wireName(server, name);
    index.set(wire, index.has(wire) ? null : at);
  }
  return index;
}

function placeRules(policies: readonly PolicyEntry[]): readonly PlacedRule[] {
  return policies
    .flatMap((policy) => policy.rules.map((rule) => ({ rule, policy })))
    .map((placed, order) => ({ ...placed, order }));
}

/** `otherwise` comes after all rules. */
function placeOtherwise(
  policies: readonly PolicyEntry[],
  start: number,
): readonly PlacedOtherwise[] {
  return policies.flatMap((policy, at) =>
    policy.otherwise === null ? [] : [{ entry: policy.otherwise, policy, order: start + at }],
  );
}

function groupByTool(placed: readonly PlacedRule[]): ReadonlyMap<number, readonly PlacedRule[]> {
  const groups = new Map<number, PlacedRule[]>();
  for (const one of placed) {
    for (const tool of new Set(one.rule.tools)) {
      const group = groups.get(tool);
      if (group === undefined) groups.set(tool, [one]);
      else group.push(one);
    }
  }
  return groups;
}
