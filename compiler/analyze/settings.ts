import { agentPieces } from '../../dsl/print/agent.ts';
import { wordLiteral } from '../../dsl/print/text.ts';
import { toolText } from '../subject.ts';
import type { Program } from '../program.ts';

/** What a change takes from and gives to an agent, a policy or the whole, beside its decisions. */
export interface SettingChange {
  /** `agent dev`, `tool contacts`, `policy release`, `guard house`, or `program`. */
  readonly of: string;
  /** Clauses that only the base has, as the formatter writes them, and those that only the head has. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * Compares what no call shows: who is known as an agent, who answers for it, its models, budgets,
 * rates and loops, which places of results are trusted, which messages are held whole, and until when
 * rules only observe.
 */
export function settingChanges(base: Program, head: Program): readonly SettingChange[] {
  const [before, after] = [settingsOf(base), settingsOf(head)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((of) => {
    const [old = [], now = []] = [before.get(of), after.get(of)];
    const removed = old.filter((clause) => !now.includes(clause));
    const added = now.filter((clause) => !old.includes(clause));
    return removed.length + added.length === 0 ? [] : { of, removed, added };
  });
}

function settingsOf({
  agents,
  tools,
  layers,
  observations,
}: Program): ReadonlyMap<string, string[]> {
  const settings = new Map<string, string[]>();
  const add = (of: string, clauses: readonly string[]): void => {
    settings.set(of, [...(settings.get(of) ?? []), ...clauses]);
  };
  for (const [name, agent] of agents) {
    const clauses = agentPieces(agent, Number.POSITIVE_INFINITY).map(({ text }) => text);
    add(`agent ${name}`, clauses);
  }
  for (const { tool, trusted } of tools.values()) {
    const places = trusted.map((place) => `trusted ${wordLiteral(place)}`);
    if (places.length > 0) add(`tool ${toolText(tool)}`, places);
  }
  for (const { kind, name, hold } of layers)
    if (hold !== undefined) add(`${kind} ${name.text}`, ['hold message']);
  for (const { until } of observations) add('program', [`observe until ${wordLiteral(until)}`]);
  return settings;
}
