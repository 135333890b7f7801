import { builtInActions } from '../../../compiler/bundle/builtin-actions.ts';
import type {
  ActionEntry,
  AgentEntry,
  Automaton,
  Condition,
  EffectEntry,
  FieldReference,
  ParamEntry,
  ParamType,
  Part,
  PolicyEntry,
  RuleEntry,
  RuleSet,
  ToolEntry,
  Verdict,
} from '../../../compiler/bundle/rules.ts';

/** Accepts exactly one text. */
export function literalAutomaton(text: string): Automaton {
  return chain(text, false);
}

/** Accepts every text that begins like this; the empty beginning accepts everything. */
export function prefixAutomaton(text: string): Automaton {
  return chain(text, true);
}

/** A state for each unit read so far, and one from which nothing is accepted. */
function chain(text: string, isOpen: boolean): Automaton {
  const units = [...new Set(Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)))];
  units.sort((left, right) => left - right);
  const classes = units.length + 1;
  const dead = text.length + 1;
  const next: number[] = [];
  for (let state = 0; state <= dead; state++) {
    const row = Array.from({ length: classes }, () => dead);
    if (state < text.length) row[units.indexOf(text.charCodeAt(state)) + 1] = state + 1;
    if (state === text.length && isOpen) row.fill(state);
    next.push(...row);
  }
  return { ...classesOf(units), classes, next, accept: [text.length] };
}

/** Class 0 for every unit but the listed ones. */
function classesOf(units: readonly number[]): Pick<Automaton, 'from' | 'class'> {
  const starts = new Map<number, number>([[0, 0]]);
  for (const [at, unit] of units.entries()) {
    starts.set(unit, at + 1);
    if (unit < 0xffff) starts.set(unit + 1, 0);
  }
  const sorted = [...starts].sort(([left], [right]) => left - right);
  return { from: sorted.map(([from]) => from), class: sorted.map(([, one]) => one) };
}

/** `path`, `body?` and so on: an optional parameter ends in `?`. */
export function tool(
  params: Readonly<Record<string, ParamType>>,
  name = 'Tool',
  more: Partial<ToolEntry> = {},
): ToolEntry {
  const entries = Object.entries(params).map(([key, type]) => param(key, type));
  return { server: null, name, params: entries, directory: null, does: [], trusted: [], ...more };
}

/** One parameter; optional if its name ends in `?`. */
export function param(name: string, type: ParamType, more: Partial<ParamEntry> = {}): ParamEntry {
  const optional = name.endsWith('?');
  return {
    name: optional ? name.slice(0, -1) : name,
    type,
    optional,
    inert: false,
    list: false,
    words: null,
    fields: null,
    ...more,
  };
}

/** An action after the built-in ones: `git.push` with its parameters. */
export function action(
  name: string,
  params: Readonly<Record<string, ParamType>> = {},
  more: readonly ParamEntry[] = [],
): ActionEntry {
  const entries = Object.entries(params).map(([key, type]) => param(key, type));
  return { name, params: [...entries, ...more], risk: 'medium' };
}

/** What a tool does: parameters of the action by variable of the tool. */
export function effect(index: number, args: Readonly<Record<string, string>>): EffectEntry {
  return {
    action: index,
    args: Object.entries(args).map(([name, variable]) => ({
      param: name,
      variable,
      part: null,
      under: false,
      skipsHidden: false,
      constant: null,
    })),
  };
}

/** Index of the first action that is not built in. */
export const firstAction: number = builtInActions.length;

/** A field of a condition: `to`, `to` with `domain`, a field of a record. */
export function fieldOf(
  name: string,
  part: Part | null = null,
  field: string | null = null,
): FieldReference {
  return { param: name, field, part };
}

/** A rule on the first tool; its label names it in the answer. */
export function rule(
  kind: Verdict,
  id: string,
  when: Condition | null = null,
  more: Partial<RuleEntry> = {},
): RuleEntry {
  return {
    id,
    file: 'a.sentrely',
    line: 1,
    effect: kind,
    tools: more.actions === undefined ? [0] : [],
    actions: [],
    when,
    onUnknownAsk: false,
    approval: null,
    because: null,
    ...more,
  };
}

/** A policy of the first layer for every agent. */
export function policy(rules: readonly RuleEntry[], more: Partial<PolicyEntry> = {}): PolicyEntry {
  return {
    name: 'p',
    kind: 'policy',
    layer: 0,
    agents: null,
    otherwise: null,
    holdMessage: false,
    rules,
    ...more,
  };
}

/** A guard for every agent. */
export function guard(rules: readonly RuleEntry[], more: Partial<PolicyEntry> = {}): PolicyEntry {
  return policy(rules, { name: 'g', kind: 'guard', layer: null, ...more });
}

/** An agent that may use any model and spend what it likes. */
export function agent(name: string, more: Partial<AgentEntry> = {}): AgentEntry {
  const limits = { budgets: [], alerts: [], rates: [], loop: null };
  return { name, models: null, limits, owner: null, keys: [], identities: [], ...more };
}

/** A rule set of one agent `dev`, one layer and the given parts; `actions` come after the built-in. */
export function ruleSet(
  tools: readonly ToolEntry[],
  policies: readonly PolicyEntry[],
  { actions = [], ...more }: Partial<RuleSet> = {},
): RuleSet {
  return {
    format: 'sentrely-rules/1',
    edition: 1,
    agents: [agent('dev')],
    tools,
    actions: [...builtInActions, ...actions],
    commands: [],
    monitors: [],
    origins: [],
    prices: [],
    observeUntil: null,
    automata: [],
    layers: ['repository'],
    policies,
    forbidden: { agent: 'dev', server: null, tool: 'undeclared', input: {} },
    ...more,
  };
}
