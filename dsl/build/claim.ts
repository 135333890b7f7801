import type { Claim, ClaimLaw } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { Text, words } from '../tokens.ts';
import { buildAgents } from './agents.ts';
import { buildDisjunction } from './condition.ts';
import type { Builder } from './cst.ts';
import { isWhole, node, optionalNode, optionalToken, spanOf, token, wordOf } from './cst.ts';
import { buildTarget } from './target.ts';

/** `never "title" { ... }` or `always "title" { ... }`; undefined when a part of it is missing. */
export function buildClaim(builder: Builder, from: CstNode): Claim | undefined {
  if (!isWhole(builder, from)) return undefined;
  const subject = node(from, 'subject');
  const deed = node(from, 'deed');
  const where = optionalNode(deed, 'disjunction');
  return {
    kind: 'claim',
    law: lawOf(from),
    title: wordOf(builder, token(from, Text)),
    agents: buildAgents(builder, subject),
    target: buildTarget(builder, node(deed, 'target')),
    where: where && buildDisjunction(builder, where),
    span: spanOf(builder, from),
  };
}

function lawOf(from: CstNode): ClaimLaw {
  if (optionalToken(from, words.always) !== undefined) return 'always';
  return optionalToken(from, words.without) === undefined ? 'never' : 'never-without-approval';
}
