import { assert } from '../assert.ts';
import type { ToolName } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { Word } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { spanOf, tokens, wordOf } from './cst.ts';

/** `Bash`, or `mcp SERVER.NAME`. */
export function buildToolName(builder: Builder, from: CstNode): ToolName {
  const [first, second] = tokens(from, Word).map((word) => wordOf(builder, word));
  assert(first !== undefined, 'a tool has a name');
  const span = spanOf(builder, from);
  return second === undefined
    ? { server: undefined, name: first, span }
    : { server: first, name: second, span };
}
