import { assert } from '../../dsl/assert.ts';
import type { RequestAction } from '../bundle/rules.ts';
import type { Domains, FileRequest, ModelRequest } from '../evaluate/decision.ts';
import type { Program } from '../program.ts';
import { decideFacetsByReference, type ReferenceOutcome } from './reference.ts';
import type { Call, Value } from './reference/call.ts';
import { noPast, type Past } from './reference/past.ts';
import { readHostname } from './reference/value.ts';

/** Decides a request to a model from the tree, of an agent that may use every model. */
export function decideRequestByReference(
  program: Program,
  { agent, model, serverTools }: ModelRequest,
  past: Past = noPast,
): ReferenceOutcome {
  const use = callOf(program, past, 'model.use', { model });
  const tools = serverTools.map(({ name, type, domains }) => {
    const call = callOf(program, past, 'server.tool', { name, type });
    return reachOf(domains).map((values) => {
      return { ...call, values: new Map([...call.values, ...values]) };
    });
  });
  const things = [[use], ...tools];
  const facets = things.flatMap((calls) => {
    const others = things.filter((each) => each !== calls).flat();
    return calls.map((call) => ({
      call: { ...call, others },
      needsGrant: call.subject !== use.subject,
    }));
  });
  return decideFacetsByReference(program, agent, facets);
}

/** Everything that a tool reaches: each domain, and whatever lies below it. */
function reachOf(domains: Domains | undefined): readonly ReadonlyMap<string, Value>[] {
  if (domains === undefined) return [new Map()];
  const isListed = typeof domains !== 'string' && domains.length > 0;
  if (!isListed || domains.some((domain) => readHostname(domain) !== domain)) {
    return [new Map([['domain', { kind: 'unknown', mayLack: domains === 'perhaps' }]])];
  }
  return domains.flatMap((domain) => {
    const values: readonly Value[] = [
      { kind: 'known', value: domain },
      { kind: 'hosts', below: domain },
    ];
    return values.map((value) => new Map([['domain', value]]));
  });
}

/** Decides a request about a file at the provider from the tree. */
export function decideFileByReference(
  program: Program,
  { agent, action, values }: FileRequest,
  past: Past = noPast,
): ReferenceOutcome {
  const call = callOf(program, past, action, values);
  return decideFacetsByReference(program, agent, [{ call, needsGrant: true }]);
}

function callOf(
  program: Program,
  past: Past,
  action: RequestAction,
  values: Readonly<Record<string, unknown>>,
): Call {
  const subject = program.subjects.get(`action ${action}`);
  assert(subject !== undefined, 'every program has the built-in actions');
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const known = given.map(([name, value]): [string, Value] => [name, { kind: 'known', value }]);
  return {
    program,
    subject,
    values: new Map(known),
    workspace: null,
    directories: null,
    past,
    others: [],
  };
}
