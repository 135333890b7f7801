import type { AgentReference } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { AgentsWord, Word } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { isText, optionalToken, tokens, wordOf } from './cst.ts';

/** `agents a, "b-*"`; undefined for `all agents` and `any agent`. */
export function buildAgents(
  builder: Builder,
  from: CstNode,
): readonly AgentReference[] | undefined {
  if (optionalToken(from, AgentsWord) === undefined) return undefined;
  return tokens(from, Word).map((word) => ({
    ...wordOf(builder, word),
    isPattern: isText(word),
  }));
}
