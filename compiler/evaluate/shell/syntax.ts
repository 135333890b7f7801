import { forEachChild, parse } from 'unbash';
import type { ParsedScript, SyntaxNode } from 'unbash';

export type {
  ArithmeticExpression,
  Assignment,
  Case,
  Command,
  CommandExpansionPart,
  CommandNode,
  CompoundList,
  Coproc,
  DoubleQuotedChild,
  For,
  Function as FunctionNode,
  HereDoc,
  If,
  ParameterExpansionPart,
  ParsedScript,
  Pipeline,
  Redirect,
  Redirection as RedirectionNode,
  Select,
  Statement,
  SyntaxNode,
  TestExpression,
  While,
  Word,
  WordPart,
} from 'unbash';

/**
 * Reads a shell text as Bash would. The only place that knows the parser: its tree is what the rest
 * of this folder walks. Never throws; faults are kept on the script and on each nested one, so who
 * walks must look at each. Its cost grows as bytes times openers: check the limits first.
 */
export function parseScript(text: string): ParsedScript {
  return parse(text);
}

/** Calls with each node directly below one; nested scripts are read on the way. */
export function eachChild(node: SyntaxNode, callback: (child: SyntaxNode) => void): void {
  forEachChild(node, callback);
}
