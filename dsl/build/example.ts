import type { Effect, Example } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { OutcomeWord } from '../tokens.ts';
import { buildArguments } from './arguments.ts';
import type { Builder } from './cst.ts';
import { node, spanOf, token } from './cst.ts';
import { buildToolName } from './target.ts';

const verdicts: ReadonlyMap<string, Effect> = new Map([
  ['allowed', 'allow'],
  ['asked', 'ask'],
  ['denied', 'deny'],
]);

/** `example TOOL { ... } is denied`. */
export function buildExample(builder: Builder, from: CstNode): Example {
  return {
    tool: buildToolName(builder, node(from, 'toolName')),
    input: buildArguments(builder, node(from, 'object')),
    verdict: verdicts.get(token(from, OutcomeWord).image) ?? 'deny',
    span: spanOf(builder, from),
  };
}
