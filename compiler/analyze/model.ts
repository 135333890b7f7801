import { assert } from '../../dsl/assert.ts';
import type {
  AgentEntry,
  ApprovalEntry,
  ApproverEntry,
  ParamEntry,
  ParamType,
  PolicyEntry,
  RuleEntry,
  RuleSet,
  ToolEntry,
  Verdict,
} from '../bundle/rules.ts';
import { loadAutomaton } from '../evaluate/automaton.ts';
import { wireName } from '../evaluate/tool-name.ts';
import type { Program } from '../program.ts';
import { type Formula, never } from './formula.ts';
import type { Question } from './question.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A compilation without errors: the rules, and the tree that they were made of. */
export interface Compiled {
  readonly rules: RuleSet;
  readonly program: Program;
}

/** A rule as it bears on one tool. */
export interface SideRule {
  readonly id: string;
  readonly effect: Verdict;
  /** Says `on unknown ask`. */
  readonly isLenient: boolean;
  /** Null in a guard. */
  readonly layer: number | null;
  /** Its condition, whatever of it decides. */
  readonly when: Question;
  /** When it surely holds; never, where only the other decides: a deny that is not lenient. */
  readonly must: Formula;
  /** When it may hold; never, where only the other decides: an allow. */
  readonly may: Formula;
  /** True of calls for which a lenient rule denies all the same: it cannot read them. */
  readonly barred: Formula;
  /** What the rule requires when it asks. */
  readonly approval: ApprovalEntry;
}

/** A granting layer and the `otherwise` of its policies. */
export interface SideLayer {
  readonly layer: number;
  readonly otherwise: readonly { readonly id: string; readonly approval: ApprovalEntry }[];
}

/** Everything that decides the calls of one agent to one tool. */
export interface Side {
  /** Null where the agent or the tool is not declared: every call is denied. */
  readonly params: readonly ParamEntry[] | null;
  readonly rules: readonly SideRule[];
  readonly layers: readonly SideLayer[];
}

/** Rules that cannot be: of an agent or a tool that is not declared. */
const nothing: Side = { params: null, rules: [], layers: [] };

/** Approval of an unknown deny that asks, as the kernel requires it. */
const owned: ApprovalEntry = { count: 1, approvers: [], expiresMs: 15 * 60 * 1000 };

/** One compilation, ready for questions about its cells. */
export class Model {
  readonly compiled: Compiled;
  readonly tools: ReadonlyMap<string, ToolEntry>;
  readonly agents: ReadonlyMap<string, AgentEntry>;
  readonly #vocabulary: Vocabulary;
  readonly #questions = new Map<RuleEntry, Map<ToolEntry, Question>>();
  readonly #rulesOfTool = new Map<number, { rule: RuleEntry; policy: PolicyEntry }[]>();
  readonly #policiesOfAgent = new Map<string, ReadonlySet<PolicyEntry>>();

  constructor(compiled: Compiled, vocabulary: Vocabulary) {
    const { rules } = compiled;
    this.compiled = compiled;
    this.#vocabulary = vocabulary;
    this.agents = new Map(rules.agents.map((agent) => [agent.name, agent]));
    this.tools = new Map(rules.tools.map((tool) => [wireName(tool.server, tool.name), tool]));
    for (const policy of rules.policies) {
      for (const rule of policy.rules) {
        for (const tool of new Set(rule.tools)) {
          const placed = this.#rulesOfTool.get(tool) ?? [];
          placed.push({ rule, policy });
          this.#rulesOfTool.set(tool, placed);
        }
      }
    }
  }

  /** What decides the calls of an agent to a tool, both by name. */
  side(agentName: string, toolName: string): Side {
    const agent = this.agents.get(agentName);
    const tool = this.tools.get(toolName);
    if (agent === undefined || tool === undefined) return nothing;
    const { rules } = this.compiled;
    const policies = this.#policiesOf(agentName);
    const placed = this.#rulesOfTool.get(rules.tools.indexOf(tool)) ?? [];
    const layers = new Set([...policies].flatMap(({ layer }) => layer ?? []));
    return {
      params: tool.params,
      rules: placed
        .filter(({ policy }) => policies.has(policy))
        .map(({ rule, policy }) => this.#rule(rule, policy, { tool, agent })),
      layers: [...layers].map((layer) => ({
        layer,
        otherwise: [...policies]
          .filter((policy) => policy.layer === layer)
          .flatMap(({ otherwise }) => otherwise ?? [])
          .map(({ id, approval }) => ({ id, approval: required(approval, agent) })),
      })),
    };
  }

  #question(rule: RuleEntry, tool: ToolEntry): Question {
    const known = this.#questions.get(rule)?.get(tool);
    if (known !== undefined) return known;
    const { automata } = this.compiled.rules;
    const question = this.#vocabulary.question(rule.when, automata, typesIn(tool));
    const questions = this.#questions.get(rule) ?? new Map<ToolEntry, Question>();
    this.#questions.set(rule, questions.set(tool, question));
    return question;
  }

  #rule(
    rule: RuleEntry,
    { layer }: PolicyEntry,
    cell: { readonly tool: ToolEntry; readonly agent: AgentEntry },
  ): SideRule {
    const { effect } = rule;
    const isLenient = effect === 'deny' && rule.onUnknownAsk;
    const when = this.#question(rule, cell.tool);
    const isGranting = effect === 'allow' || (effect === 'ask' && layer !== null);
    return {
      id: rule.id,
      effect,
      isLenient,
      layer,
      when,
      must: isGranting || isLenient ? when.must : never,
      may: effect === 'allow' ? never : when.may,
      barred: isLenient ? this.#vocabulary.unreadable(when) : never,
      approval: required(rule.approval ?? owned, cell.agent),
    };
  }

  #policiesOf(agent: string): ReadonlySet<PolicyEntry> {
    const known = this.#policiesOfAgent.get(agent);
    if (known !== undefined) return known;
    const { policies, automata } = this.compiled.rules;
    const isMeant = ({ agents }: PolicyEntry) => {
      if (agents === null || agents.names.includes(agent)) return true;
      return agents.patterns.some((at) => {
        const automaton = automata[at];
        assert(automaton !== undefined, 'a checked policy names only automata that exist');
        return loadAutomaton(automaton).matches(agent);
      });
    };
    const found = new Set(policies.filter(isMeant));
    this.#policiesOfAgent.set(agent, found);
    return found;
  }
}

/** The types of the parameters of a tool, as its rules may read them. */
export function typesIn({ params }: ToolEntry): (param: string) => ParamType {
  const types = new Map(params.map(({ name, type }) => [name, type]));
  return (param) => {
    const type = types.get(param);
    assert(type !== undefined, 'a checked rule names only parameters of its tools');
    return type;
  };
}

/** An approval with the people whom it really means: where it names nobody, the agent's owner. */
function required(approval: ApprovalEntry, { owner }: AgentEntry): ApprovalEntry {
  const approvers: readonly ApproverEntry[] = owner === null ? [] : [owner];
  return approval.approvers.length > 0 ? approval : { ...approval, approvers };
}
