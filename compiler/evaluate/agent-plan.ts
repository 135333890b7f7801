import type { AgentEntry, AgentSelector, PolicyEntry, RuleSet } from '../bundle/rules.ts';
import type { Matcher } from './automaton.ts';
import type { Cell } from './cell.ts';
import type { ToolCell } from './plan.ts';

/** An agent's part of a plan. */
export interface AgentPlan {
  readonly entry: AgentEntry;
  readonly policies: ReadonlySet<PolicyEntry>;
  /** Granting layers with a policy for the agent. */
  readonly layers: readonly number[];
  /** By index, filled as calls come. */
  readonly tools: Map<number, ToolCell>;
  readonly actions: Map<number, Cell>;
}

/** The parts of a plan by agent, each made when it is first asked for. */
export class AgentPlans {
  readonly #entries: ReadonlyMap<string, AgentEntry>;
  readonly #policies: readonly PolicyEntry[];
  readonly #matcher: (index: number) => Matcher;
  readonly #plans = new Map<string, AgentPlan>();

  constructor({ agents, policies }: RuleSet, matcher: (index: number) => Matcher) {
    this.#entries = new Map(agents.map((agent) => [agent.name, agent]));
    this.#policies = policies;
    this.#matcher = matcher;
  }

  /** Undefined when no such agent is declared. */
  find(name: string): AgentPlan | undefined {
    const known = this.#plans.get(name);
    if (known !== undefined) return known;
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const policies = this.#policies.filter((policy) => this.#applies(policy.agents, name));
    const layers = new Set(policies.flatMap((policy) => policy.layer ?? []));
    const plan: AgentPlan = {
      entry,
      policies: new Set(policies),
      layers: [...layers],
      tools: new Map(),
      actions: new Map(),
    };
    this.#plans.set(name, plan);
    return plan;
  }

  #applies(selector: AgentSelector | null, agent: string): boolean {
    if (selector === null || selector.names.includes(agent)) return true;
    return selector.patterns.some((pattern) => this.#matcher(pattern).matches(agent));
  }
}
