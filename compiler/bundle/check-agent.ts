import { checkApprover } from './check-approval.ts';
import { issuerForm } from './issuer.ts';
import {
  agentKeysMax,
  agentsMax,
  claimsMax,
  limitEntriesMax,
  nameUnitsMax,
  textUnitsMax,
  windowMsMax,
} from './limits.ts';
import type { AgentEntry } from './rules.ts';
import type { Place } from './shape.ts';

/** What agents may refer to: how many automata and tools there are. */
export interface AgentScope {
  readonly automata: number;
  readonly tools: number;
}

/** Reads all agents and gives their names; no name and no key twice. */
export function readAgents(place: Place, scope: AgentScope): ReadonlySet<string> {
  const agents = place.items(agentsMax).map((agent) => readAgent(agent, scope));
  const names = new Set(agents.map((agent) => agent.name));
  if (names.size < agents.length) return place.fail('found an agent twice');
  const keys = agents.flatMap((agent) => agent.keys);
  return new Set(keys).size < keys.length ? place.fail('found a key twice') : names;
}

function readAgent(place: Place, scope: AgentScope): Pick<AgentEntry, 'name' | 'keys'> {
  const { name, models, limits, owner, keys, identities } = place.members([
    'name',
    'models',
    'limits',
    'owner',
    'keys',
    'identities',
  ]);
  identities.items(agentKeysMax).forEach(checkIdentity);
  if (!models.isNull) models.integers(limitEntriesMax, scope.automata - 1);
  checkLimits(limits, scope.tools);
  if (!owner.isNull) checkApprover(owner);
  return { name: name.name(nameUnitsMax), keys: keys.items(agentKeysMax).map(readKeyHash) };
}

function readKeyHash(place: Place): string {
  return place.textMatching(/^sha256:[0-9a-f]{64}$/, '`sha256:` and 64 hex digits');
}

function checkIdentity(place: Place): void {
  if (place.member('kind').oneOf(['token', 'certificate']) === 'certificate') {
    const { field, value } = place.members(['kind', 'field', 'value']);
    field.oneOf(['uri', 'dns', 'subject']);
    value.name(textUnitsMax);
    return;
  }
  const { issuer, claims } = place.members(['kind', 'issuer', 'claims']);
  issuer.textMatching(issuerForm, 'an https address without query');
  const read = claims.items(claimsMax).map((claim) => {
    const { name, value } = claim.members(['name', 'value']);
    value.name(textUnitsMax);
    return name.name(nameUnitsMax);
  });
  // A token that need not say anything would let in everybody whom its issuer knows.
  if (read.length === 0) claims.fail('expected a claim');
  if (new Set(read).size < read.length) claims.fail('found a claim twice');
}

function checkLimits(place: Place, tools: number): void {
  const { budgets, alerts, rates, loop } = place.members(['budgets', 'alerts', 'rates', 'loop']);
  budgets.items(limitEntriesMax).forEach(checkBudget);
  for (const alert of alerts.items(limitEntriesMax)) alert.integer(1, 100);
  for (const rate of rates.items(limitEntriesMax)) {
    const { calls, perMs } = rate.members(['calls', 'perMs']);
    calls.integer(1, Number.MAX_SAFE_INTEGER);
    perMs.integer(1, windowMsMax);
  }
  if (!loop.isNull) checkLoop(loop, tools);
}

function checkBudget(place: Place): void {
  const { unit, amount, period } = place.members(['unit', 'amount', 'period']);
  unit.oneOf(['microUSD', 'tokens']);
  amount.integer(1, Number.MAX_SAFE_INTEGER);
  period.oneOf(['session', 'day', 'hour', 'month']);
}

function checkLoop(place: Place, tools: number): void {
  const { repeats, withinMs, poll } = place.members(['repeats', 'withinMs', 'poll']);
  repeats.integer(1, Number.MAX_SAFE_INTEGER);
  withinMs.integer(1, windowMsMax);
  poll.integers(limitEntriesMax, tools - 1);
}
