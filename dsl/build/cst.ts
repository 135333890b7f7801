import { tokenMatcher } from 'chevrotain';
import { assert } from '../assert.ts';
import type { Word } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { CstNode, RuleName } from '../grammar.ts';
import { numeralValue } from '../numeral.ts';
import type { Source, Span } from '../source.ts';
import { readString } from '../string-literal.ts';
import type { IToken, TokenType } from '../tokens.ts';
import { Name, tokenSpan, words } from '../tokens.ts';

/** What every builder is given: the source, and where to report what the grammar let through. */
export interface Builder {
  readonly source: Source;
  /** True if the parser found faults, so that nodes may be broken. */
  readonly hasFaults: boolean;
  /** See {@link brokenIn}. */
  readonly broken: ReadonlySet<CstElement>;
  readonly report: (diagnostic: Diagnostic) => void;
}

export type CstElement = CstNode | IToken;

function isNode(element: CstElement): element is CstNode {
  return 'children' in element;
}

/**
 * True if the parser neither skipped the end of this node nor made up a token in it, at any depth: it
 * holds everything that its grammar rule demands.
 */
export function isWhole({ broken }: Builder, element: CstElement): boolean {
  return !broken.has(element);
}

/** The tokens that the parser made up, the nodes whose end it skipped, and the nodes that hold such. */
export function brokenIn(tree: CstNode): ReadonlySet<CstElement> {
  const broken = new Set<CstElement>();
  const isBroken = (element: CstElement): boolean => {
    const isFaulty = isNode(element)
      ? element.recoveredNode === true
      : element.isInsertedInRecovery === true;
    const parts = isNode(element) ? Object.values(element.children).flat() : [];
    if (parts.filter(isBroken).length > 0 || isFaulty) broken.add(element);
    return broken.has(element);
  };
  isBroken(tree);
  return broken;
}

/** The children made by a grammar rule, in order. */
export function nodes(parent: CstNode, rule: RuleName): readonly CstNode[] {
  return (parent.children[rule] ?? []).filter(isNode);
}

/** The first child made by a grammar rule, if there is one. */
export function optionalNode(parent: CstNode, rule: RuleName): CstNode | undefined {
  return nodes(parent, rule)[0];
}

/** The child that a whole node must have. */
export function node(parent: CstNode, rule: RuleName): CstNode {
  const child = optionalNode(parent, rule);
  assert(child !== undefined, `${parent.name} holds ${rule}`);
  return child;
}

/** The tokens consumed as a type, in order, without those made up in recovery. */
export function tokens(parent: CstNode, type: TokenType): readonly IToken[] {
  return (parent.children[type.name] ?? []).filter(
    (child): child is IToken => !isNode(child) && child.isInsertedInRecovery !== true,
  );
}

/** The first token consumed as a type, if there is one. */
export function optionalToken(parent: CstNode, type: TokenType): IToken | undefined {
  return tokens(parent, type)[0];
}

/** The token that a whole node must have. */
export function token(parent: CstNode, type: TokenType): IToken {
  const child = optionalToken(parent, type);
  assert(child !== undefined, `${parent.name} holds ${type.name}`);
  return child;
}

/** The place of a node or token. */
export function spanOf(builder: Builder, element: CstElement): Span {
  if (!isNode(element)) return tokenSpan(builder.source.file, element);
  const { startOffset, endOffset } = element.location ?? { startOffset: 0, endOffset: 0 };
  return { file: builder.source.file, start: startOffset, end: (endOffset ?? startOffset) + 1 };
}

/** True if a token is a string, in whatever quotes: no name can begin with one. */
export function isText({ image }: IToken): boolean {
  return /^["'\u201c\u201d]/.test(image);
}

/** True if a token is a word that is not reserved. */
export function isName(token: IToken): boolean {
  return tokenMatcher(token, Name);
}

/** A token as a word: a string is decoded. */
export function wordOf(builder: Builder, from: IToken): Word {
  const text = isText(from) ? readString(from.image) : from.image;
  return { text, span: tokenSpan(builder.source.file, from) };
}

/** The value of a string, a number, `true` or `false`. */
export function literalValue(from: IToken): string | number | boolean {
  if (isText(from)) return readString(from.image);
  if (from.tokenType === words.true) return true;
  return from.tokenType === words.false ? false : numeralValue(from.image);
}
