import { assert } from '../bundle/assert.ts';
import { readInstant } from '../bundle/instant.ts';
import type { ActionEntry, IdentityEntry, RuleSet, ToolEntry, Verdict } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';
import { AgentPlans } from './agent-plan.ts';
import { loadAutomaton, type Matcher } from './automaton.ts';
import { type CallShape, shapeOf } from './call-shape.ts';
import type { Facet } from './decision.ts';
import { type Cell, planCell, planOpaque } from './cell.ts';
import { type CommandTable, commandTable } from './effects.ts';
import { RuleIndex } from './rule-index.ts';

/** Rules made ready to decide. Immutable to its users; it fills in cells as calls ask for them. */
export interface Plan {
  /** `sha256:` + hex of an issued key, to the agent it was issued to. */
  readonly agentOfKeyHash: ReadonlyMap<string, string>;
  /** Other ways to be known, of all agents. */
  readonly identities: readonly AgentIdentity[];
  readonly actions: readonly ActionEntry[];
  readonly commands: CommandTable;
  /** Until when decisions are only recorded, in milliseconds since 1970; null is never. */
  readonly observeUntilMs: number | null;
  /** What bears on the calls of an agent to a tool by its wire name. */
  find(agent: string, tool: string): ToolCell | Missing;
  /** What bears on an action of a declared agent, by its index. */
  actionCell(agent: string, action: number): Cell;
  /** Patterns of models that an agent may use; null is any; undefined when it is not declared. */
  models(agent: string): readonly Matcher[] | null | undefined;
  /** Whether some policy or guard has the calls of one message of an agent decided together. */
  holdsMessage(agent: string): boolean;
}

/** One way to be known as an agent. */
export interface AgentIdentity {
  readonly agent: string;
  readonly identity: IdentityEntry;
}

/** Why there is nothing to judge by. */
export type Missing = 'unknown agent' | 'unknown tool' | 'ambiguous tool';

/** What bears on the calls of one agent to one tool. */
export interface ToolCell extends Cell {
  readonly tool: ToolEntry;
  readonly shape: CallShape;
  /** The call as a facet, by its verdict. */
  readonly shown: Readonly<Record<Verdict, Facet>>;
  /** Arguments that need no allow of the tool, because its effects are judged or they are inert. */
  readonly spoken: ReadonlySet<string>;
  /** Whether a call of it can do anything beside itself. */
  readonly hasEffects: boolean;
}

/** Plans checked rules. Quick: cells are planned at the first call that needs them. */
export function planRules(rules: RuleSet): Plan {
  return new LazyPlan(rules);
}

class LazyPlan implements Plan {
  readonly agentOfKeyHash: ReadonlyMap<string, string>;
  readonly identities: readonly AgentIdentity[];
  readonly actions: readonly ActionEntry[];
  readonly commands: CommandTable;
  readonly observeUntilMs: number | null;
  readonly #rules: RuleSet;
  /** Index of a tool by its wire name; null where two tools share it. */
  readonly #tools: ReadonlyMap<string, number | null>;
  readonly #index: RuleIndex;
  readonly #agents: AgentPlans;
  readonly #matchers: (Matcher | undefined)[] = [];

  constructor(rules: RuleSet) {
    this.#rules = rules;
    this.actions = rules.actions;
    this.commands = commandTable(rules.commands);
    this.observeUntilMs =
      rules.observeUntil === null ? null : (readInstant(rules.observeUntil) ?? null);
    this.agentOfKeyHash = new Map(
      rules.agents.flatMap((agent) => agent.keys.map((key) => [key, agent.name] as const)),
    );
    this.identities = rules.agents.flatMap(({ name, identities }) =>
      identities.map((identity) => ({ agent: name, identity })),
    );
    this.#tools = indexTools(rules);
    this.#index = new RuleIndex(rules);
    this.#agents = new AgentPlans(rules, (at) => this.#matcher(at));
  }

  find(agent: string, tool: string): ToolCell | Missing {
    const plan = this.#agents.find(agent);
    if (plan === undefined) return 'unknown agent';
    const index = this.#tools.get(tool);
    if (index === undefined) return 'unknown tool';
    if (index === null) return 'ambiguous tool';
    const known = plan.tools.get(index);
    if (known !== undefined) return known;
    const cell = this.#planTool(agent, index);
    plan.tools.set(index, cell);
    return cell;
  }

  actionCell(agent: string, action: number): Cell {
    const plan = this.#agents.find(agent);
    assert(plan !== undefined, 'effects are judged for declared agents only');
    const known = plan.actions.get(action);
    if (known !== undefined) return known;
    const cell = this.#planAction(agent, action);
    plan.actions.set(action, cell);
    return cell;
  }

  models(agent: string): readonly Matcher[] | null | undefined {
    const plan = this.#agents.find(agent);
    if (plan === undefined) return undefined;
    return plan.entry.models?.map((pattern) => this.#matcher(pattern)) ?? null;
  }

  holdsMessage(agent: string): boolean {
    const plan = this.#agents.find(agent);
    return plan !== undefined && [...plan.policies].some(({ holdMessage }) => holdMessage);
  }

  #planTool(agent: string, index: number): ToolCell {
    const tool = this.#rules.tools[index];
    assert(tool !== undefined, 'the index of a tool comes from the list of tools');
    const shape = shapeOf(tool);
    const about = this.#index.ofTool(index);
    const cell = planCell(this.#source(agent, shape.tool, tool.params, about));
    const show = (verdict: Verdict): Facet => ({ kind: 'call', name: cell.name, verdict });
    return {
      ...cell,
      tool,
      shape,
      shown: { allow: show('allow'), ask: show('ask'), deny: show('deny') },
      spoken: spokenOf(tool),
      hasEffects: mayHaveEffects(tool),
    };
  }

  #planAction(agent: string, index: number): Cell {
    const action = this.#rules.actions[index];
    assert(action !== undefined, 'an effect is one of the actions of the rules');
    const about = this.#index.ofAction(index);
    const source = this.#source(agent, action.name, action.params, about);
    return this.#index.isOpaque(index)
      ? planOpaque({ ...source, ...this.#index.opaqueQuestions() })
      : planCell(source);
  }

  #source(
    agent: string,
    name: string,
    params: ToolEntry['params'],
    { rules, monitors }: ReturnType<RuleIndex['ofTool']>,
  ) {
    const plan = this.#agents.find(agent);
    assert(plan !== undefined, 'cells are planned for declared agents only');
    return {
      name,
      params,
      rules: rules.filter(({ policy }) => plan.policies.has(policy)),
      otherwise: this.#index.otherwise.filter(({ policy }) => plan.policies.has(policy)),
      layers: plan.layers,
      monitors,
      matcher: (at: number) => this.#matcher(at),
    };
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

/** A shell text is judged by what it does, a variable of an effect by the effect. */
function spokenOf({ params, directory, does }: ToolEntry): ReadonlySet<string> {
  const variables = does.flatMap(({ args }) => args.flatMap(({ variable }) => variable ?? []));
  const own = params.filter(({ inert, type }) => inert || type === 'Shell').map(({ name }) => name);
  return new Set([...variables, ...own, ...(directory === null ? [] : [directory])]);
}

/** Shell texts may stand in lists and records too. */
function mayHaveEffects({ params, does }: ToolEntry): boolean {
  const isShell = ({ type }: { readonly type: string }): boolean => type === 'Shell';
  return (
    does.length > 0 || params.some((one) => isShell(one) || one.fields?.some(isShell) === true)
  );
}
