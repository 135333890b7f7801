import {
  agentKeysMax,
  agentsMax,
  automataMax,
  layersMax,
  nameUnitsMax,
  paramsMax,
  toolsMax,
} from './limits.ts';
import {
  type AgentEntry,
  type ParamEntry,
  paramTypes,
  type RuleSet,
  type ToolEntry,
} from './rules.ts';
import type { Place } from './shape.ts';
import { checkApprover } from './check-approval.ts';
import { checkAutomaton } from './check-automaton.ts';
import { checkPolicies } from './check-policy.ts';
import { isToolName, wireName } from './tool-name.ts';

/**
 * Reads a rule set and believes nothing: every member is of its type and within its limits, every
 * index points at something, every automaton is total, and every condition can be evaluated on each
 * tool it is about. What passes can be planned and decided without a run-time error.
 */
export function readRuleSet(root: Place): RuleSet {
  const member = root.members([
    'format',
    'edition',
    'agents',
    'tools',
    'automata',
    'layers',
    'policies',
    'forbidden',
  ]);
  member.format.oneOf(['sentrely-rules/1']);
  member.edition.oneOf([1]);
  const agents = readAgents(member.agents);
  const tools = readTools(member.tools);
  const automata = member.automata.items(automataMax);
  automata.forEach(checkAutomaton);
  const layers = readDistinct(member.layers, layersMax);
  checkPolicies(member.policies, {
    agents,
    tools,
    automata: automata.length,
    layers: layers.length,
  });
  checkSample(member.forbidden);
  return root.value as RuleSet;
}

function readAgents(place: Place): ReadonlySet<string> {
  const agents = place.items(agentsMax).map(readAgent);
  const names = new Set(agents.map((agent) => agent.name));
  if (names.size < agents.length) return place.fail('found an agent twice');
  const keys = agents.flatMap((agent) => agent.keys);
  return new Set(keys).size < keys.length ? place.fail('found a key twice') : names;
}

function readAgent(place: Place): Pick<AgentEntry, 'name' | 'keys'> {
  const { name, owner, keys } = place.members(['name', 'owner', 'keys']);
  if (!owner.isNull) checkApprover(owner);
  return { name: name.name(nameUnitsMax), keys: keys.items(agentKeysMax).map(readKeyHash) };
}

function readKeyHash(place: Place): string {
  return place.textMatching(/^sha256:[0-9a-f]{64}$/, '`sha256:` and 64 hex digits');
}

function readTools(place: Place): readonly ToolEntry[] {
  const tools = place.items(toolsMax).map(readTool);
  const names = new Set(tools.map((tool) => wireName(tool.server, tool.name)));
  return names.size < tools.length ? place.fail('found two tools of one wire name') : tools;
}

function readTool(place: Place): ToolEntry {
  const { server, name, params } = place.members(['server', 'name', 'params']);
  const declared = params.items(paramsMax).map(readParam);
  if (new Set(declared.map((param) => param.name)).size < declared.length) {
    return params.fail('found a parameter twice');
  }
  return {
    server: server.isNull ? null : readToolNamePart(server),
    name: readToolNamePart(name),
    params: declared,
  };
}

function readToolNamePart(place: Place): string {
  const name = place.name(nameUnitsMax);
  return isToolName(name) ? name : place.fail('expected letters, digits, `_`, `.` or `-`');
}

function readParam(place: Place): ParamEntry {
  const { name, type, optional, inert } = place.members(['name', 'type', 'optional', 'inert']);
  return {
    name: name.name(nameUnitsMax),
    type: type.oneOf(paramTypes),
    optional: optional.flag(),
    inert: inert.flag(),
  };
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
