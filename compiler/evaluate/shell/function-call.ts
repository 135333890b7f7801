import { callsMax } from './limits.ts';
import { wellKnown } from './names.ts';
import { complain, type Draft, nest, type Place, type Reader } from './reader.ts';
import { settle } from './redirection.ts';
import {
  both,
  type Flow,
  forgetVariables,
  type FunctionEntry,
  join,
  joinAll,
  moveTo,
  type State,
} from './state.ts';
import type { FunctionNode } from './syntax.ts';

/** Takes a name for a function from here on; its body is walked once as if it were called. */
export function defineFunction(
  reader: Reader,
  node: FunctionNode,
  state: State,
  place: Place,
): Flow {
  const { name } = node;
  if (name.parts !== undefined || name.text !== name.value || wellKnown.has(name.value))
    complain(reader, `A function takes the name ${name.value}.`);
  if (reader.hasTrap) complain(reader, 'It defines a function that trap may run at any time.');
  const functions = new Map(state.functions).set(name.value, { bodies: [node], isCertain: true });
  const defined = { ...state, functions };
  walkBody(reader, node, defined, place);
  return both(defined);
}

/** Walks the bodies that a name stands for, where it is called. */
export function callFunction(
  reader: Reader,
  entry: FunctionEntry,
  draft: Draft,
  state: State,
): Flow {
  const { place } = draft;
  reader.findings.redirections.push(...settle(draft.redirections, state));
  const environment = [...place.environment, ...draft.environment];
  const flows = entry.bodies.map((node) =>
    walkBody(reader, node, state, { ...place, environment }),
  );
  const [first = both(state), ...others] = flows;
  return {
    success: joinAll(
      first.success,
      others.map(({ success }) => success),
    ),
    failure: joinAll(
      first.failure,
      others.map(({ failure }) => failure),
    ),
  };
}

function walkBody(reader: Reader, node: FunctionNode, state: State, place: Place): Flow {
  const depth = reader.calls.filter((call) => call === node).length;
  const anywhere = forgetVariables(moveTo(state, null));
  // A second call inside of itself is walked as one from anywhere, and then stands for all others.
  if (depth > 1 || reader.calls.length >= callsMax) return both(anywhere);
  const before = depth === 0 ? state : anywhere;
  const { jumps } = reader;
  reader.jumps = [];
  reader.calls.push(node);
  const flow = reader.walkBody(node.body, before, nest(place));
  reader.calls.pop();
  const success = reader.jumps.reduce(join, flow.success);
  const failure = reader.jumps.reduce(join, flow.failure);
  reader.jumps = jumps;
  return { success: withoutLocals(before, success), failure: withoutLocals(before, failure) };
}

/** A variable that the body changed may have been its own, and be as before again. */
function withoutLocals(before: State, behind: State): State {
  const unmoved = { ...behind, variables: before.variables };
  return { ...behind, variables: join(unmoved, behind).variables };
}
