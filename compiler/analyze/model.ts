import { assert } from '../../dsl/assert.ts';
import type {
  AgentEntry,
  ApprovalEntry,
  ApproverEntry,
  Condition,
  ParamEntry,
  PolicyEntry,
  RuleEntry,
  RuleSet,
  ToolEntry,
  Verdict,
} from '../bundle/rules.ts';
import { loadAutomaton } from '../evaluate/automaton.ts';
import type { Program } from '../program.ts';
import { opaqueAction, type Subject } from '../subject.ts';
import { always, and, type Formula, never, not, or } from './formula.ts';
import type { Question } from './question.ts';
import type { EntryOf, Vocabulary } from './vocabulary.ts';

/** A compilation without errors: the rules, and the tree that they were made of. */
export interface Compiled {
  readonly rules: RuleSet;
  readonly program: Program;
}

/** A rule as it bears on one subject. */
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

/**
 * Everything that decides one facet of the calls of one agent: the call of a tool itself, without
 * what it does, or an action, whichever call does it.
 */
export interface Side {
  /** Null where the agent or the subject is not declared: every call is denied. */
  readonly params: readonly ParamEntry[] | null;
  readonly rules: readonly SideRule[];
  readonly layers: readonly SideLayer[];
  /** True of calls that need no grant of their own: what they do is judged by itself. */
  readonly granted: Formula;
  /** Whether it is of an action: then some arguments may not be known. */
  readonly isAction: boolean;
}

/** Rules that cannot be: of an agent or a subject that is not declared. */
const nothing: Side = { params: null, rules: [], layers: [], granted: never, isAction: false };

/** A side without rules, for questions about arguments alone. */
export function bareSide(params: readonly ParamEntry[]): Side {
  return { ...nothing, params };
}

/** Approval of an unknown deny that asks, as the kernel requires it. */
const owned: ApprovalEntry = { count: 1, approvers: [], expiresMs: 15 * 60 * 1000 };

interface PlacedEntry {
  readonly rule: RuleEntry;
  readonly policy: PolicyEntry;
}

/** One compilation, ready for questions about its cells. */
export class Model {
  readonly compiled: Compiled;
  readonly agents: ReadonlyMap<string, AgentEntry>;
  readonly #vocabulary: Vocabulary;
  readonly #questions = new Map<RuleEntry, Map<string, Question>>();
  readonly #rulesOfSubject = new Map<string, PlacedEntry[]>();
  readonly #policiesOfAgent = new Map<string, ReadonlySet<PolicyEntry>>();

  constructor(compiled: Compiled, vocabulary: Vocabulary) {
    const { rules } = compiled;
    this.compiled = compiled;
    this.#vocabulary = vocabulary;
    this.agents = new Map(rules.agents.map((agent) => [agent.name, agent]));
    for (const policy of rules.policies) {
      for (const rule of policy.rules) {
        for (const tool of new Set(rule.tools)) this.#place(`tool ${tool}`, { rule, policy });
        for (const action of new Set(rule.actions)) {
          this.#place(`action ${action}`, { rule, policy });
        }
      }
    }
  }

  #place(key: string, placed: PlacedEntry): void {
    const known = this.#rulesOfSubject.get(key);
    if (known === undefined) this.#rulesOfSubject.set(key, [placed]);
    else known.push(placed);
  }

  /** The parameters of a subject, as the rule set has them. */
  params({ kind, index }: Subject): readonly ParamEntry[] {
    const { tools, actions } = this.compiled.rules;
    const entry = kind === 'tool' ? tools[index] : actions[index];
    assert(entry !== undefined, 'each subject of a program has an entry of the rules');
    return entry.params;
  }

  /** What decides a facet of the calls of an agent, by its name and the key of the subject. */
  side(agentName: string, subjectKey: string): Side {
    const agent = this.agents.get(agentName);
    const subject = this.compiled.program.subjects.get(subjectKey);
    if (agent === undefined || subject === undefined) return nothing;
    const policies = this.#policiesOf(agentName);
    const layers = new Set([...policies].flatMap(({ layer }) => layer ?? []));
    const cell = { subject, agent };
    const isOpaque = subject.kind === 'action' && subject.name === opaqueAction;
    const placed = this.#rulesOfSubject.get(`${subject.kind} ${subject.index}`) ?? [];
    const rules = placed
      .filter(({ policy }) => policies.has(policy))
      .map(({ rule, policy }) => this.#rule(rule, policy, cell));
    return {
      params: this.params(subject),
      rules: isOpaque ? this.#opaqueRules(policies, cell) : rules,
      layers: [...layers].map((layer) => ({
        layer,
        otherwise: [...policies]
          .filter((policy) => policy.layer === layer)
          .flatMap(({ otherwise }) => otherwise ?? [])
          .map(({ id, approval }) => ({ id, approval: required(approval, agent) })),
      })),
      granted: this.#granted(subject),
      isAction: subject.kind === 'action',
    };
  }

  /**
   * What cannot be read is all that a shell can do: each deny and ask of that is unknown of it. No
   * allow covers it; what names `opaque` is judged by its own condition. Where a deny asks instead,
   * it does so of what is dynamic.
   */
  #opaqueRules(
    policies: ReadonlySet<PolicyEntry>,
    cell: { readonly subject: Subject; readonly agent: AgentEntry },
  ): readonly SideRule[] {
    const { rules, program } = this.compiled;
    const isShell = (action: number) => program.shellActions.has(rules.actions[action]?.name ?? '');
    return [...policies].flatMap((policy) =>
      policy.rules.flatMap((rule): readonly SideRule[] => {
        const isNamed = rule.actions.includes(cell.subject.index);
        const isUnseen = rule.actions.some(isShell);
        if (rule.effect === 'allow' || (!isNamed && !isUnseen)) return [];
        const own = isNamed
          ? this.#rule(rule, policy, cell)
          : { ...this.#rule({ ...rule, when: null }, policy, cell), must: never };
        const barred = own.isLenient ? this.#unreadableOpaque(cell.subject) : never;
        return [{ ...own, barred, ...(isUnseen ? { may: always } : {}) }];
      }),
    );
  }

  /** True of what is opaque because nobody could read it, or may be that. */
  #unreadableOpaque(subject: Subject): Formula {
    const field = { param: 'cause', field: null, part: null };
    const isUnreadable: Condition = { op: 'equal', field, values: ['unreadable'] };
    const entries = entriesIn(this.params(subject));
    return this.#vocabulary.question(isUnreadable, this.compiled.rules, entries).may;
  }

  /** A call of a tool needs no grant where it does something, and has no argument beside that. */
  #granted(subject: Subject): Formula {
    const tool = subject.kind === 'tool' ? this.compiled.rules.tools[subject.index] : undefined;
    if (tool === undefined) return never;
    const derived = derivedParams(tool);
    const shells = tool.params.filter(({ type }) => type === 'Shell');
    const isThere = ({ name, optional }: ParamEntry): Formula =>
      optional ? this.#vocabulary.presence(name, entriesIn(tool.params)) : always;
    const does = tool.does.length > 0 ? always : or(shells.map(isThere));
    const others = tool.params.filter(({ name, inert }) => !inert && !derived.has(name));
    return and([does, not(or(others.map(isThere)))]);
  }

  #question(rule: RuleEntry, subject: Subject): Question {
    const known = this.#questions.get(rule)?.get(subject.key);
    if (known !== undefined) return known;
    const entries = entriesIn(this.params(subject));
    const question = this.#vocabulary.question(rule.when, this.compiled.rules, entries);
    const questions = this.#questions.get(rule) ?? new Map<string, Question>();
    this.#questions.set(rule, questions.set(subject.key, question));
    return question;
  }

  #rule(
    rule: RuleEntry,
    { layer }: PolicyEntry,
    cell: { readonly subject: Subject; readonly agent: AgentEntry },
  ): SideRule {
    const { effect } = rule;
    const isLenient = effect === 'deny' && rule.onUnknownAsk;
    const when = this.#question(rule, cell.subject);
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

/** The parameters of a tool that its effects derive from. */
function derivedParams({ params, directory, does }: ToolEntry): ReadonlySet<string> {
  return new Set([
    ...params.filter(({ type }) => type === 'Shell').map(({ name }) => name),
    ...(directory === null ? [] : [directory]),
    ...does.flatMap(({ args }) => args.flatMap(({ variable }) => variable ?? [])),
  ]);
}

/** The entries of parameters, as checked rules read them. */
export function entriesIn(params: readonly ParamEntry[]): EntryOf {
  const entries = new Map(params.map((param) => [param.name, param]));
  return (param) => {
    const entry = entries.get(param);
    assert(entry !== undefined, 'a checked rule names only parameters of its subjects');
    return entry;
  };
}

/** An approval with the people whom it really means: where it names nobody, the agent's owner. */
function required(approval: ApprovalEntry, { owner }: AgentEntry): ApprovalEntry {
  const approvers: readonly ApproverEntry[] = owner === null ? [] : [owner];
  return approval.approvers.length > 0 ? approval : { ...approval, approvers };
}
