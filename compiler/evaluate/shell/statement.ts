import { walkCommand } from './command.ts';
import { walkCompound } from './compound.ts';
import { inOwnShell, isExhausted, type Place, type Reader, takeStep } from './reader.ts';
import { after, both, type Flow, join, type State } from './state.ts';
import type { CommandNode, ParsedScript, Pipeline, Statement } from './syntax.ts';

/** Walks a script: the text itself, or one in a substitution. */
export function walkScript(reader: Reader, script: ParsedScript, state: State, place: Place): Flow {
  reader.seen.add(script);
  return walkList(reader, script.commands, state, place);
}

/** Walks statements one after the other. */
export function walkList(
  reader: Reader,
  statements: readonly Statement[],
  state: State,
  place: Place,
): Flow {
  let flow = both(state);
  for (const statement of statements) {
    if (isExhausted(reader)) break;
    flow = walkStatement(reader, statement, after(flow), place);
  }
  return flow;
}

function walkStatement(reader: Reader, statement: Statement, state: State, place: Place): Flow {
  if (statement.background !== true) return walkChain(reader, statement.command, state, place);
  inOwnShell(reader, () => walkChain(reader, statement.command, state, place));
  return both(state);
}

/** `a && b || c`: what follows sees only the states in which it runs. */
function walkChain(reader: Reader, chain: Statement['command'], state: State, place: Place): Flow {
  if (chain.type !== 'AndOr') return walkPipeline(reader, chain, state, place);
  const [first, ...rest] = chain.commands;
  let flow = first === undefined ? both(state) : walkPipeline(reader, first, state, place);
  for (const [at, next] of rest.entries()) {
    const isAnd = chain.operators[at] === '&&';
    const inner = walkPipeline(reader, next, isAnd ? flow.success : flow.failure, place);
    flow = isAnd
      ? { success: inner.success, failure: join(flow.failure, inner.failure) }
      : { success: join(flow.success, inner.success), failure: inner.failure };
  }
  return flow;
}

function walkPipeline(
  reader: Reader,
  node: CommandNode | Pipeline,
  state: State,
  place: Place,
): Flow {
  if (node.type !== 'Pipeline') return walkNode(reader, node, state, place);
  const isNegated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
  const { success, failure } = walkPiped(reader, node, state, place);
  return isNegated ? { success: failure, failure: success } : { success, failure };
}

function walkPiped(reader: Reader, node: Pipeline, state: State, place: Place): Flow {
  const last = node.commands.length - 1;
  if (last < 0) return both(state);
  const [only] = node.commands;
  if (last === 0 && only !== undefined) return walkNode(reader, only, state, place);
  let behind = both(state);
  for (const [at, command] of node.commands.entries()) {
    const input = at === 0 ? place : ({ ...place, input: 'pipe', inputText: null } as const);
    const walk = () => {
      behind = walkNode(reader, command, state, input);
    };
    // The last one runs in the shell itself in zsh, and in Bash with `lastpipe`.
    if (at === last) walk();
    else inOwnShell(reader, walk);
  }
  return both(join(state, after(behind)));
}

/** Walks a command of any form. */
export function walkNode(reader: Reader, node: CommandNode, state: State, place: Place): Flow {
  if (!takeStep(reader)) return both(state);
  if (node.type === 'Command') return walkCommand(reader, node, state, place);
  return walkCompound(reader, node, state, { ...place, nesting: place.nesting + 1 });
}
