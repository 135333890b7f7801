import { setUnknown, settleAssigned } from './assignment.ts';
import { walkArithmetic } from './arithmetic.ts';
import { defineFunction } from './function-call.ts';
import { nestingMax } from './limits.ts';
import { walkLoop } from './loop.ts';
import { walkSubscript } from './parameter.ts';
import { complain, inOwnShell, type Place, type Reader, type Scene } from './reader.ts';
import { readRedirections, settle } from './redirection.ts';
import { both, type Flow, join, type State } from './state.ts';
import type {
  Case,
  CommandNode,
  CompoundList,
  Coproc,
  If,
  RedirectionNode,
  TestExpression,
} from './syntax.ts';
import { segmentsOf, segmentsOfWord, walkPattern } from './word.ts';

/** Every form of command but the simple one. */
export type Compound = Exclude<CommandNode, { type: 'Command' }>;

/** Walks a compound command. */
export function walkCompound(reader: Reader, node: Compound, state: State, place: Place): Flow {
  if (place.nesting > nestingMax) {
    complain(reader, 'Commands stand in commands too deep to be read.');
    return both(state);
  }
  const scene: Scene = { reader, state, place, isPattern: false };
  switch (node.type) {
    case 'Redirected':
      return walkRedirected(scene, node.command, node.redirects);
    case 'Subshell':
      inOwnShell(reader, () => reader.walkBody(node.body, state, place));
      return both(state);
    case 'BraceGroup':
      return reader.walkBody(node.body, state, place);
    case 'If':
      return walkIf(scene, node);
    case 'Case':
      return walkCase(scene, node);
    case 'Function':
      return defineFunction(reader, node, state, place);
    case 'Coproc':
      return walkCoproc(scene, node);
    case 'TestCommand':
      walkTest(scene, node.expression);
      return both(settleAssigned(reader, state));
    case 'ArithmeticCommand':
      return walkCalculation(scene, node);
    default:
      return walkLoop(scene, node);
  }
}

function walkRedirected(
  scene: Scene,
  command: Compound,
  redirects: readonly RedirectionNode[],
): Flow {
  const { reader, place } = scene;
  const { redirections, input, inputText } = readRedirections(scene, redirects);
  const state = settleAssigned(reader, scene.state);
  reader.findings.redirections.push(...settle(redirections, state));
  const inner = input === null ? place : { ...place, input, inputText };
  return walkCompound(reader, command, state, inner);
}

function walkIf({ reader, state, place }: Scene, node: If): Flow {
  const walk = (list: CompoundList, from: State) => reader.walkBody(list, from, place);
  let tested = walk(node.clause, state);
  let flow = walk(node.then, tested.success);
  for (const { clause, then } of node.elif) {
    tested = walk(clause, tested.failure);
    flow = joinFlows(flow, walk(then, tested.success));
  }
  const otherwise = node.else === undefined ? null : walk(node.else, tested.failure);
  return joinFlows(flow, otherwise ?? { success: tested.failure, failure: tested.failure });
}

function joinFlows(left: Flow, right: Flow): Flow {
  return {
    success: join(left.success, right.success),
    failure: join(left.failure, right.failure),
  };
}

function walkCase(scene: Scene, { word, items }: Case): Flow {
  const { reader, place } = scene;
  walkPattern(scene, word);
  const state = settleAssigned(reader, scene.state);
  let flow = both(state);
  let entry = state;
  for (const { pattern, body, terminator } of items) {
    for (const one of pattern) walkPattern({ ...scene, state }, one);
    const inner = reader.walkBody(body, entry, place);
    flow = joinFlows(flow, inner);
    // The next body may follow on this one.
    const falls = terminator === ';&' || terminator === ';;&';
    entry = falls ? join(state, join(inner.success, inner.failure)) : state;
  }
  return flow;
}

function walkCoproc({ reader, state, place }: Scene, { name, body }: Coproc): Flow {
  const inner = { ...place, input: 'pipe', inputText: null } as const;
  inOwnShell(reader, () => reader.walkBody(body, state, inner));
  return both(setUnknown(reader, state, name?.value ?? 'COPROC'));
}

const numeric: ReadonlySet<string> = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

function walkTest(scene: Scene, expression: TestExpression): void {
  switch (expression.type) {
    case 'TestUnary':
      if (expression.operator === '-v') walkSubscript(scene, expression.operand, segmentsOfWord);
      else walkPattern(scene, expression.operand);
      break;
    case 'TestBinary':
      for (const word of [expression.left, expression.right]) {
        if (numeric.has(expression.operator)) walkSubscript(scene, word, segmentsOfWord);
        else walkPattern(scene, word);
      }
      break;
    case 'TestLogical':
      for (const operand of expression.operands) walkTest(scene, operand);
      break;
    case 'TestNot':
      walkTest(scene, expression.operand);
      break;
    case 'TestGroup':
      walkTest(scene, expression.expression);
      break;
  }
}

function walkCalculation(
  scene: Scene,
  { expression, body }: Extract<Compound, { type: 'ArithmeticCommand' }>,
): Flow {
  const { reader, state } = scene;
  // To a shell without arithmetic commands `((reboot))` is a command in two subshells.
  const isCommand = /^\s*[A-Za-z_./][\w./-]*\s*$/.test(body);
  if (isCommand || (expression === undefined && body.trim() !== ''))
    complain(reader, 'It holds arithmetic that some shells take for a command.');
  walkArithmetic(scene, expression, segmentsOf);
  return both(settleAssigned(reader, state));
}
