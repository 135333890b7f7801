import type { Diagnostic } from './diagnostic.ts';
import type { Source } from './source.ts';
import { lineStarts, placeOf } from './source.ts';
import type { IToken } from './tokens.ts';
import { itemTypes, statementWords } from './tokens.ts';

/**
 * So many tokens must be read without a fault before the next one counts as another: the parser may
 * have resumed in the wrong place. The number is the one of yacc's `error` token.
 */
const settledTokens = 3;

/** A fault of the parser. */
export interface Fault {
  readonly diagnostic: Diagnostic;
  /** How many tokens the parser skipped before it read on. */
  readonly skipped: number;
  /** The parser looked for an item. */
  readonly isBetweenItems: boolean;
}

/** What the stages of reading found. */
export interface Findings {
  readonly lexical: readonly Diagnostic[];
  readonly faults: readonly Fault[];
  readonly built: readonly Diagnostic[];
}

/**
 * All findings in the order of the text, without those that only follow from another: what stands
 * just behind a fault of the lexer or the parser, a fault of the parser on the line of such a one,
 * and what stands between items behind one, because it belongs to the item that the parser left.
 * Findings of the lexer are never consequences. Those of the tree builder are never causes, because
 * they are about what was read well; around a fault of the parser they are consequences.
 */
export function withoutConsequences(
  { text }: Source,
  tokens: readonly IToken[],
  findings: Findings,
): readonly Diagnostic[] {
  const starts = lineStarts(text);
  const lineOf = ({ span }: Diagnostic): number => placeOf(starts, span.start).line;
  const faultyLines = new Set(findings.lexical.map(lineOf));
  const places = findings.faults.map(({ diagnostic }) => diagnostic.span.start);
  const kept: Diagnostic[] = [];
  let settledAt = 0;
  let faultAt: number | undefined;
  for (const { diagnostic, stage, skipped, isBetweenItems } of inOrder(findings)) {
    const line = lineOf(diagnostic);
    const at = indexAt(tokens, diagnostic.span.start);
    const isLeft = isBetweenItems && faultAt !== undefined && !hasItem(tokens, faultAt, at);
    const isBehindFault = at < settledAt || (stage === 'parser' && faultyLines.has(line));
    const isAroundFault =
      stage === 'builder' && places.some((place) => isWithin(diagnostic, place));
    const isConsequence = isBehindFault || isLeft || isAroundFault;
    if (stage === 'lexer' || !isConsequence) kept.push(diagnostic);
    if (stage === 'builder') continue;
    faultyLines.add(line);
    faultAt = at;
    settledAt = Math.max(settledAt, settledBehind(tokens, at, skipped));
  }
  return kept;
}

function isWithin({ span }: Diagnostic, place: number): boolean {
  return place >= span.start && place < span.end;
}

/** True if an item begins behind one token and before another. */
function hasItem(tokens: readonly IToken[], from: number, to: number): boolean {
  for (let index = from + 1; index < to; index++) {
    const token = tokens[index];
    if (token !== undefined && itemTypes.has(token.tokenType)) return true;
  }
  return false;
}

interface Staged extends Fault {
  readonly stage: 'lexer' | 'parser' | 'builder';
}

function inOrder({ lexical, faults, built }: Findings): readonly Staged[] {
  const alone = { skipped: 0, isBetweenItems: false };
  const staged = [
    ...lexical.map((diagnostic) => ({ diagnostic, stage: 'lexer' as const, ...alone })),
    ...faults.map((fault) => ({ ...fault, stage: 'parser' as const })),
    ...built.map((diagnostic) => ({ diagnostic, stage: 'builder' as const, ...alone })),
  ];
  return staged.sort((a, b) => a.diagnostic.span.start - b.diagnostic.span.start);
}

/** Index of the token from which a fault at an index no longer counts as its consequence. */
function settledBehind(tokens: readonly IToken[], at: number, skipped: number): number {
  const resumed = tokens[at + skipped];
  // A word that begins a statement is as sure a place to resume as there is.
  const isSure =
    skipped > 0 &&
    resumed !== undefined &&
    (statementWords.has(resumed.image) || itemTypes.has(resumed.tokenType));
  return Math.max(at + settledTokens, at + skipped + (isSure ? 0 : settledTokens));
}

/** Index of the first token at or behind an offset. */
function indexAt(tokens: readonly IToken[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.startOffset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
