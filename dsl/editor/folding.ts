import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { bracketPairs, closingBrackets, type IToken } from '../tokens.ts';
import type { PolicyFile } from './policy-file.ts';
import { endOf } from './tokens-at.ts';

/** What can be folded: brackets over several lines, and runs of comments. */
export function foldingRanges(file: PolicyFile): FoldingRange[] {
  return [...bracketRanges(file), ...commentRanges(file)];
}

/** Pairs by the tokens, so that broken text folds too; a bracket without partner is passed by. */
function* bracketRanges(file: PolicyFile): Generator<FoldingRange> {
  const open: IToken[] = [];
  for (const token of file.lexed.tokens) {
    if (bracketPairs.has(token.image)) open.push(token);
    if (!closingBrackets.has(token.image)) continue;
    const at = open.findLastIndex(({ image }) => bracketPairs.get(image) === token.image);
    const [from] = open.splice(at < 0 ? open.length : at);
    if (from === undefined) continue;
    const startLine = file.lineOf(endOf(from));
    // The line of the closing bracket stays in sight.
    const endLine = file.lineOf(token.startOffset) - 1;
    if (endLine > startLine) yield { startLine, endLine };
  }
}

function* commentRanges(file: PolicyFile): Generator<FoldingRange> {
  const lines = file.lexed.comments
    .filter(({ isTrailing }) => !isTrailing)
    .map(({ span }) => file.lineOf(span.start));
  for (let at = 0; at < lines.length; at++) {
    const startLine = lines[at] ?? 0;
    while (lines[at + 1] === (lines[at] ?? 0) + 1) at++;
    const endLine = lines[at] ?? 0;
    if (endLine > startLine) yield { startLine, endLine, kind: FoldingRangeKind.Comment };
  }
}
