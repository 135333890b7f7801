import {
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
} from 'vscode-languageserver';
import type { Span } from '../source.ts';
import type { IToken } from '../tokens.ts';
import * as t from '../tokens.ts';
import { typeDocs } from './keyword-docs.ts';
import type { PolicyFile } from './policy-file.ts';
import type { SymbolKind } from './symbols.ts';

/** Types of semantic tokens, by the names that themes know. */
type TokenKind =
  | 'namespace'
  | 'class'
  | 'function'
  | 'method'
  | 'parameter'
  | 'variable'
  | 'property'
  | 'type'
  | 'event'
  | 'keyword'
  | 'string'
  | 'number'
  | 'operator'
  | 'comment';

const kinds: readonly TokenKind[] = [
  'namespace',
  'class',
  'function',
  'method',
  'parameter',
  'variable',
  'property',
  'type',
  'event',
  'keyword',
  'string',
  'number',
  'operator',
  'comment',
];

/** What the numbers of {@link semanticTokens} mean. */
export const semanticLegend: SemanticTokensLegend = {
  tokenTypes: [...kinds],
  tokenModifiers: ['declaration'],
};

const kindOfSymbol: Readonly<Record<SymbolKind, TokenKind>> = {
  agent: 'class',
  tool: 'function',
  server: 'namespace',
  action: 'method',
  group: 'namespace',
  command: 'function',
  variable: 'parameter',
  set: 'variable',
  layer: 'namespace',
  rule: 'event',
  param: 'property',
};

/** A stretch of text with its colour. */
interface Stretch {
  readonly span: Pick<Span, 'start' | 'end'>;
  readonly kind: TokenKind;
  readonly isDeclaration: boolean;
}

/** Every word, value and comment of a file with what it is: names by what they name. */
export function semanticTokens(file: PolicyFile): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const stretches = [...tokenStretches(file), ...commentStretches(file)];
  for (const { span, kind, isDeclaration } of stretches.sort(
    (a, b) => a.span.start - b.span.start,
  )) {
    const { line, character } = file.rangeOf(span).start;
    const length = span.end - span.start;
    builder.push(line, character, length, kinds.indexOf(kind), isDeclaration ? 1 : 0);
  }
  // Without the builder's id, which would promise that we can answer with differences.
  return { data: builder.build().data };
}

function* tokenStretches(file: PolicyFile): Generator<Stretch> {
  const named = new Map(file.occurrences.map((occurrence) => [occurrence.span.start, occurrence]));
  for (const [index, token] of file.lexed.tokens.entries()) {
    const occurrence = named.get(token.startOffset);
    const symbol = occurrence?.symbols[0];
    const kind = symbol
      ? kindOfSymbol[symbol.kind]
      : kindOfToken(token, file.lexed.tokens[index - 1]);
    if (kind === undefined) continue;
    const span = t.tokenSpan(file.source.file, token);
    yield { span, kind, isDeclaration: occurrence?.role === 'declaration' };
  }
}

function* commentStretches({ lexed }: PolicyFile): Generator<Stretch> {
  for (const { span } of lexed.comments) yield { span, kind: 'comment', isDeclaration: false };
}

const kindOfType: ReadonlyMap<IToken['tokenType'], TokenKind> = new Map([
  ...[t.Text, t.OpenText, t.ForeignText].map((type) => [type, 'string'] as const),
  ...[t.Comparator, t.Arrow, t.Equals, t.Pipe].map((type) => [type, 'operator'] as const),
  [t.OptionName, 'property'],
  ...[...t.wordTypes.values()].map((type) => [type, 'keyword'] as const),
]);

function kindOfToken(
  { tokenType, image }: IToken,
  before: IToken | undefined,
): TokenKind | undefined {
  if (/^-?\d/.test(image)) return 'number';
  if (tokenType !== t.Name) return kindOfType.get(tokenType);
  if (before?.tokenType === t.Dot) return 'property';
  return typeDocs.has(image) ? 'type' : undefined;
}
