import { ts } from 'ts-morph';

/**
 * Nodes within nodes: programs of people stay below 100, and the parser's own passes recurse some
 * frames for each.
 */
const depthMax = 800;

/** Every node below one, in the order of the text. Without recursion: the text is outside input. */
export function* descendants(root: ts.Node): Generator<ts.Node> {
  const open: ts.Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...childrenOf(node).toReversed());
  }
}

/** True if a file nests deeper than any program does. */
export function isTooDeep(root: ts.Node): boolean {
  let level: readonly ts.Node[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}
