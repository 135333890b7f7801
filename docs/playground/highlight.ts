import { lex } from '../../dsl/lex.ts';
import type { IToken } from '../../dsl/tokens.ts';
import type { Finding } from './study.ts';

/** A piece of text and the classes it is shown with. */
export interface Run {
  readonly text: string;
  readonly classes: string;
}

/** Cuts a text at tokens and at findings, so that both can be shown. */
export function runsOf(text: string, findings: readonly Finding[]): readonly Run[] {
  const { tokens, comments } = lex({ file: 'policy.sentrely', text });
  const spans = [
    ...tokens.map((token) => ({
      start: token.startOffset,
      end: endOf(token),
      kind: kindOf(token),
    })),
    ...comments.map(({ span }) => ({ start: span.start, end: span.end, kind: 'comment' })),
    ...findings.map((finding) => ({ ...finding, kind: `finding ${finding.severity}` })),
  ];
  const cuts = new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])]);
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(1).map((end, at) => {
    const start = places[at] ?? 0;
    const covering = spans.filter((span) => span.start <= start && span.end >= end);
    return { text: text.slice(start, end), classes: covering.map(({ kind }) => kind).join(' ') };
  });
}

function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** Names of token types are the lexer's own; a keyword is a word that is named as it is written. */
function kindOf({ tokenType, image }: IToken): string {
  if (image.startsWith('"')) return 'text';
  if (/^\d/.test(image)) return 'number';
  if (['allow', 'ask', 'deny'].includes(image)) return `verdict-${image}`;
  return /^[a-z]+$/.test(image) && tokenType.name !== 'Name' ? 'keyword' : 'plain';
}
