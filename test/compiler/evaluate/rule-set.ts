import type {
  Automaton,
  Condition,
  ParamEntry,
  ParamType,
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
export function tool(params: Readonly<Record<string, ParamType>>, name = 'Tool'): ToolEntry {
  return { server: null, name, params: Object.entries(params).map(toParam) };
}

function toParam([name, type]: [string, ParamType]): ParamEntry {
  const optional = name.endsWith('?');
  return { name: optional ? name.slice(0, -1) : name, type, optional, inert: false };
}

/** A rule on the first tool; its label names it in the answer. */
export function rule(
  effect: Verdict,
  id: string,
  when: Condition | null = null,
  more: Partial<RuleEntry> = {},
): RuleEntry {
  return {
    id,
    file: 'a.sentrely',
    line: 1,
    effect,
    tools: [0],
    when,
    onUnknownAsk: false,
    approval: null,
    because: null,
    ...more,
  };
}

/** A policy of the first layer for every agent. */
export function policy(rules: readonly RuleEntry[], more: Partial<PolicyEntry> = {}): PolicyEntry {
  return { name: 'p', kind: 'policy', layer: 0, agents: null, otherwise: null, rules, ...more };
}

/** A guard for every agent. */
export function guard(rules: readonly RuleEntry[], more: Partial<PolicyEntry> = {}): PolicyEntry {
  return policy(rules, { name: 'g', kind: 'guard', layer: null, ...more });
}

/** A rule set of one agent `dev`, one layer and the given parts. */
export function ruleSet(
  tools: readonly ToolEntry[],
  policies: readonly PolicyEntry[],
  more: Partial<RuleSet> = {},
): RuleSet {
  return {
    format: 'sentrely-rules/1',
    edition: 1,
    agents: [{ name: 'dev', owner: null, keys: [] }],
    tools,
    automata: [],
    layers: ['repository'],
    policies,
    forbidden: { agent: 'dev', server: null, tool: 'undeclared', input: {} },
    ...more,
  };
}
