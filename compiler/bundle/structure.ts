import { readActions, readTools } from './check-action.ts';
import { readAgents } from './check-agent.ts';
import { checkAutomaton } from './check-automaton.ts';
import { checkCommands } from './check-command.ts';
import { checkMonitors, checkOrigins } from './check-monitor.ts';
import { checkPolicies } from './check-policy.ts';
import { checkPrices } from './check-price.ts';
import { readTime } from './instant.ts';
import { automataMax, layersMax, monitorsMax, nameUnitsMax, originsMax } from './limits.ts';
import type { RuleSet } from './rules.ts';
import type { Place } from './shape.ts';

const members = [
  'format',
  'edition',
  'agents',
  'tools',
  'actions',
  'commands',
  'monitors',
  'origins',
  'prices',
  'observeUntil',
  'automata',
  'layers',
  'policies',
  'forbidden',
] as const;

/**
 * Reads a rule set and believes nothing: every member is of its type and within its limits, every
 * index points at something, every automaton is total, and every condition can be evaluated on each
 * tool and action it is about. What passes can be planned and decided without a run-time error.
 */
export function readRuleSet(root: Place): RuleSet {
  const member = root.members(members);
  member.format.oneOf(['sentrely-rules/1']);
  member.edition.oneOf([1]);
  if (!member.observeUntil.isNull) readTime(member.observeUntil);
  const automata = member.automata.items(automataMax);
  automata.forEach(checkAutomaton);
  const actions = readActions(member.actions);
  const tools = readTools(member.tools, actions);
  checkCommands(member.commands, actions);
  const declared = {
    tools,
    actions,
    agents: readAgents(member.agents, { automata: automata.length, tools: tools.length }),
    automata: automata.length,
    layers: readDistinct(member.layers, layersMax).length,
    monitors: member.monitors.items(monitorsMax).length,
    origins: member.origins.items(originsMax).length,
  };
  checkMonitors(member.monitors, declared);
  checkOrigins(member.origins, tools.length);
  checkPolicies(member.policies, declared);
  checkPrices(member.prices);
  checkSample(member.forbidden);
  return root.value as RuleSet;
}

function readDistinct(place: Place, countMax: number): readonly string[] {
  const names = place.items(countMax).map((item) => item.name(nameUnitsMax));
  return new Set(names).size < names.length ? place.fail('found a name twice') : names;
}

function checkSample(place: Place): void {
  const { agent, server, tool } = place.members(['agent', 'server', 'tool', 'input']);
  agent.text(nameUnitsMax);
  if (!server.isNull) server.text(nameUnitsMax);
  tool.text(nameUnitsMax);
}
