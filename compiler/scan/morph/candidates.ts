import { ts } from 'ts-morph';
import {
  type Candidate,
  callNames,
  definitionKeys,
  type Expression,
  memberNames,
} from '../expression.ts';
import { type Evaluator, keyOf } from './evaluator.ts';
import { descendants } from './walk.ts';

/** Every place of a file where tools may be defined, in the order of the text. */
export function candidatesIn(file: ts.SourceFile, evaluator: Evaluator): readonly Candidate[] {
  // Every such place spells a name that holds this; most files spell none.
  if (!/tool|input_schema|mcpServers/i.test(file.text)) return [];
  return [...descendants(file)].flatMap((node) => candidateAt(node, evaluator) ?? []);
}

function candidateAt(node: ts.Node, evaluator: Evaluator): Candidate | undefined {
  if (ts.isCallExpression(node)) return callAt(node, evaluator);
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    return memberAt(node, evaluator);
  }
  if (ts.isObjectLiteralExpression(node)) {
    const isDefinition = [...keysOf(node)].some((key) => definitionKeys.has(key));
    return isDefinition ? { kind: 'definition', value: evaluator.valueOf(node) } : undefined;
  }
  return ts.isBinaryExpression(node) ? assignmentAt(node, evaluator) : undefined;
}

function callAt(node: ts.CallExpression, evaluator: Evaluator): Candidate | undefined {
  const { expression } = node;
  const name = lastName(expression);
  if (name === 'push' && ts.isPropertyAccessExpression(expression)) {
    const isList = /tools$/i.test(lastName(expression.expression) ?? '');
    return isList
      ? { kind: 'addition', value: evaluator.arrayOf(node, node.arguments) }
      : undefined;
  }
  // Renamed on import, a function is still known by the name that its package gives it.
  const known = [name, ts.isIdentifier(expression) ? evaluator.outsideName(expression) : undefined];
  const called = known.find((each) => each !== undefined && callNames.has(each));
  if (called === undefined) return undefined;
  return { kind: 'call', name: called, call: evaluator.callAt(node) };
}

function memberAt(
  node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  evaluator: Evaluator,
): Candidate | undefined {
  const name = keyOf(node.name);
  if (name === undefined || !memberNames.has(name)) return undefined;
  return {
    kind: 'member',
    name,
    value: evaluator.memberValue(node),
    siblings: keysOf(node.parent),
    server: serverAround(node, evaluator),
  };
}

function assignmentAt(node: ts.BinaryExpression, evaluator: Evaluator): Candidate | undefined {
  const { left, operatorToken, right } = node;
  const isAssignment = operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isAssignment || !ts.isPropertyAccessExpression(left) || left.name.text !== 'tools') {
    return undefined;
  }
  return { kind: 'addition', value: evaluator.valueOf(right) };
}

function keysOf(node: ts.ObjectLiteralExpression): ReadonlySet<string> {
  return new Set(node.properties.flatMap(({ name }) => (name && keyOf(name)) ?? []));
}

/** `server` of the nearest `server.setRequestHandler(...)` around a node. */
function serverAround(node: ts.Node, evaluator: Evaluator): Expression | undefined {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (!ts.isCallExpression(at) || !ts.isPropertyAccessExpression(at.expression)) continue;
    if (at.expression.name.text !== 'setRequestHandler') continue;
    return evaluator.valueOf(at.expression.expression);
  }
  return undefined;
}

function lastName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}
