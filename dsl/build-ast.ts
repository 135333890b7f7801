import type { File, Item } from './ast.ts';
import type { Builder } from './build/cst.ts';
import { isWhole, nodes, optionalNode, spanOf, token } from './build/cst.ts';
import { buildClaim } from './build/claim.ts';
import { buildImport } from './build/import.ts';
import { buildCommand } from './build/command.ts';
import { buildAction, buildObservation, buildTool } from './build/declaration.ts';
import { buildAgent, buildLayer } from './build/item.ts';
import { buildLet } from './build/set.ts';
import { buildTest } from './build/test.ts';
import { finding } from './finding.ts';
import type { CstNode, RuleName } from './grammar.ts';
import { numeralValue } from './numeral.ts';
import { Integer } from './tokens.ts';

/**
 * The tree of a file from the parser's concrete tree. What the parser could not read is left out at
 * the smallest part that stands by itself: a parameter, a rule, a test case, else the whole item.
 */
export function buildAst(builder: Builder, from: CstNode): Pick<File, 'edition' | 'items'> {
  const children = nodes(from, 'item');
  return {
    edition: edition(builder, children),
    items: children.flatMap((child) => item(builder, child) ?? []),
  };
}

function edition(builder: Builder, children: readonly CstNode[]): File['edition'] {
  const found = children
    .flatMap((child) => nodes(child, 'edition'))
    .filter((n) => isWhole(builder, n));
  const [first] = found;
  if (first === undefined) return undefined;
  const isFirst = children[0] !== undefined && optionalNode(children[0], 'edition') === first;
  for (const misplaced of isFirst ? found.slice(1) : found) {
    const message = 'found `edition` after other items, expected it once, first in the file';
    builder.report(finding('misplaced-edition', spanOf(builder, misplaced), message));
  }
  return { value: numeralValue(token(first, Integer).image), span: spanOf(builder, first) };
}

/** What each kind of item is built by; undefined when too much of it is missing. */
const builders: readonly (readonly [
  RuleName,
  (builder: Builder, from: CstNode) => Item | undefined,
])[] = [
  ['import', buildImport],
  ['set', (builder, from) => (isWhole(builder, from) ? buildLet(builder, from) : undefined)],
  ['agent', buildAgent],
  ['tool', buildTool],
  ['action', buildAction],
  ['command', buildCommand],
  ['layer', buildLayer],
  ['test', buildTest],
  ['prohibition', buildClaim],
  ['guarantee', buildClaim],
  ['observation', buildObservation],
];

function item(builder: Builder, from: CstNode): Item | undefined {
  for (const [rule, build] of builders) {
    const found = optionalNode(from, rule);
    if (found !== undefined) return build(builder, found);
  }
  return undefined;
}
