import { type Hover, MarkupKind, type Range } from 'vscode-languageserver';
import type { Item, Node } from '../ast.ts';
import { type DiagnosticEntry, diagnostics } from '../diagnostics.ts';
import { escapeHidden } from '../escape.ts';
import { type IToken, Name, tokenSpan } from '../tokens.ts';
import { type Cursor, occurrenceAt } from './cursor.ts';
import { keywordDocs, setDocs, typeDocs } from './keyword-docs.ts';
import type { PlacedOccurrence } from './program.ts';
import { tokenAt } from './tokens-at.ts';

/** A declaration that is longer is cut: a hover is read at a glance. */
const declarationLinesMax = 12;

/** What is known of the thing under the cursor: findings, its declaration, or what the word means. */
export function hoverAt(cursor: Cursor): Hover | null {
  const occurrence = occurrenceAt(cursor);
  const token = tokenAt(cursor.file.lexed.tokens, cursor.offset);
  const about = occurrence === undefined ? wordDoc(token) : declarations(cursor);
  const parts = [...about, ...findingDocs(cursor)];
  if (parts.length === 0) return null;
  const span = occurrence?.span ?? (token && tokenSpan(cursor.file.source.file, token));
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
    ...rangeOption(span && cursor.file.rangeOf(span)),
  };
}

function rangeOption(range: Range | undefined): { readonly range?: Range } {
  return range === undefined ? {} : { range };
}

function wordDoc(token: IToken | undefined): readonly string[] {
  if (token === undefined) return [];
  const { image, tokenType } = token;
  const isWord = tokenType === Name;
  const doc = isWord ? (typeDocs.get(image) ?? setDocs.get(image)) : keywordDocs.get(image);
  return doc === undefined ? [] : [`**\`${image}\`**: ${doc}`];
}

function declarations(cursor: Cursor): readonly string[] {
  const symbols = occurrenceAt(cursor)?.symbols ?? [];
  return cursor.program
    .occurrencesOf(symbols)
    .filter(({ role }) => role === 'declaration')
    .filter(({ symbols: [symbol] }) => symbol?.kind !== 'server' && symbol?.kind !== 'group')
    .map(declarationText);
}

/** The comment above a declaration and its text, as written. */
function declarationText({ file, span, symbols }: PlacedOccurrence): string {
  const kind = symbols[0]?.kind;
  const item = file.tree.items.find((each) => holds(each.span, span));
  const inner = partsOf(item).find((node) => holds(node.span, span));
  const isInner = kind === 'rule' || kind === 'param' || kind === 'variable';
  const shown = (isInner ? inner : item)?.span ?? span;
  const comment = commentAbove(file, shown.start);
  const code = fenced(cut(file.textOf(shown)));
  const owner =
    isInner && item !== undefined && kind !== 'rule'
      ? `of \`${titleLine(file.textOf(item.span))}\``
      : '';
  return [code, comment, owner].filter((part) => part !== '').join('\n\n');
}

/** What a hover shows of an item in place of all of it. */
function partsOf(item: Item | undefined): readonly Node[] {
  switch (item?.kind) {
    case 'policy':
    case 'guard':
      return item.rules;
    case 'tool':
    case 'action':
      return item.params;
    case 'command':
      return [...item.options, ...item.forms];
    default:
      return [];
  }
}

/** An item up to its first bracket. */
function titleLine(text: string): string {
  return (text.split(/[{(]/, 1)[0] ?? '').trim();
}

function holds(
  outer: { readonly start: number; readonly end: number },
  inner: typeof outer,
): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function cut(text: string): string {
  const lines = text.split(/\r?\n/);
  if (lines.length <= declarationLinesMax) return lines.join('\n');
  return [...lines.slice(0, declarationLinesMax), '…'].join('\n');
}

/** The fence is longer than any run of backticks in the text, which might else end it. */
function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const shown = text.split('\n').map(escapeHidden).join('\n');
  return `${fence}sentrely\n${shown}\n${fence}`;
}

/** The run of comment lines that ends on the line above an offset, if that begins its line. */
function commentAbove(file: PlacedOccurrence['file'], offset: number): string {
  const lines: string[] = [];
  if (!file.beginsLine(offset)) return '';
  let line = file.lineOf(offset) - 1;
  for (const { span, text, isTrailing } of file.lexed.comments.toReversed()) {
    if (span.start >= offset) continue;
    if (isTrailing || file.lineOf(span.start) !== line) break;
    lines.unshift(text.replace(/^\/+ ?/, ''));
    line--;
  }
  return lines.map(escapeMarkdown).join('\n');
}

/** Comments are plain text: what looks like a link or an image in them stays text. */
function escapeMarkdown(text: string): string {
  return escapeHidden(text).replaceAll(/[\\[\]!<>&`*_#|~]/g, '\\$&');
}

function findingDocs({ program, file, offset }: Cursor): readonly string[] {
  const codes = program.findings
    .filter(
      ({ span }) => span.file === file.source.file && holds(span, { start: offset, end: offset }),
    )
    .map(({ code }) => code);
  return [...new Set(codes)].map((code) => {
    const { title, explanation, good }: DiagnosticEntry = diagnostics[code];
    const example = cut(good.trimEnd());
    return `**${code}**: ${title}\n\n${explanation}\n\nPrefer:\n\n${fenced(example)}`;
  });
}
