import type { Diagnostic } from './diagnostic.ts';
import { diagnosticsMax } from './diagnostic.ts';
import { hasRefused, quote, refusedCharacters, stringLiteral } from './escape.ts';
import { finding } from './finding.ts';
import { isInRange, numeralKind } from './numeral.ts';
import type { Source, Span } from './source.ts';
import { readString, unknownEscapes } from './string-literal.ts';
import type { IToken } from './tokens.ts';
import {
  Decimal,
  Duration,
  ForeignText,
  Integer,
  Name,
  OpenText,
  Percent,
  Quantity,
  Text,
  tokenSpan,
  Unexpected,
} from './tokens.ts';

/** What is wrong with the characters of a source and with each token by itself. */
export function lexicalFindings(source: Source, tokens: readonly IToken[]): readonly Diagnostic[] {
  return [...hiddenFindings(source), ...tokenFindings(source.file, tokens)];
}

/** Capped, because text may hold a million of them. */
function hiddenFindings({ file, text }: Source): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { at, character } of refusedCharacters(text)) {
    if (found.length > diagnosticsMax) break;
    const shown = character === '\r' ? '`\\u{d}` without a line feed' : quote(character);
    found.push(
      finding(
        'hidden-character',
        { file, start: at, end: at + character.length },
        `found the hidden character ${shown}, expected text that a reader sees`,
        { help: 'delete it; in a string, write it as an escape' },
      ),
    );
  }
  return found;
}

function tokenFindings(file: string, tokens: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const token of tokens) {
    for (const one of findingsOf(file, token)) found.push(one);
    if (found.length > diagnosticsMax) break;
  }
  return found;
}

function findingsOf(file: string, token: IToken): readonly Diagnostic[] {
  const span = tokenSpan(file, token);
  switch (token.tokenType) {
    case Unexpected:
      return unexpected(span, token.image);
    case Name:
      return nonAscii(span, token.image);
    case Text:
      return escapes(span, token.image);
    case OpenText:
      return [openText(span)];
    case ForeignText:
      return [foreignText(span, token.image)];
    case Integer:
    case Decimal:
    case Duration:
    case Quantity:
    case Percent:
      return numeral(span, token.image);
    default:
      return [];
  }
}

/** What people write who think in another language. */
const replacements: ReadonlyMap<string, string> = new Map([
  ['&&', '`and`'],
  ['||', '`or`'],
  ['!', '`not`'],
  ['#', '`//`'],
]);

function unexpected(span: Span, text: string): readonly Diagnostic[] {
  if (hasRefused(text)) return []; // Reported as hidden.
  const replacement = replacements.get(text);
  const expected = replacement ?? 'a word, a number, a string or a bracket';
  const help = replacement === undefined ? 'delete it' : `write ${replacement}`;
  const message = `found ${quote(text)}, expected ${expected}`;
  return [finding('unexpected-character', span, message, { help })];
}

function nonAscii(span: Span, name: string): readonly Diagnostic[] {
  const character = /[^\0-\x7f]/u.exec(name)?.[0];
  if (character === undefined || hasRefused(name)) return [];
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `found ${quote(name)}, expected only ASCII outside strings and comments`;
  return [finding('non-ascii', span, message, { note: `${quote(character)} is U+${hex}` })];
}

function escapes(span: Span, literal: string): readonly Diagnostic[] {
  return unknownEscapes(literal, diagnosticsMax + 1).map(({ at, text }) =>
    finding(
      'unknown-escape',
      { file: span.file, start: span.start + at, end: span.start + at + text.length },
      `found ${quote(text)}, expected \`\\"\`, \`\\\\\`, \`\\n\`, \`\\t\` or \`\\u{...}\``,
      { help: 'write `\\\\` for a backslash' },
    ),
  );
}

function openText(span: Span): Diagnostic {
  return finding('open-string', span, 'found the end of the line, expected `"`', {
    note: 'this string is not closed',
    help: 'close the string with `"` on its line',
  });
}

function foreignText(span: Span, literal: string): Diagnostic {
  const text = stringLiteral(readString(literal));
  return finding(
    'foreign-quotes',
    span,
    `found ${quote(literal)}, expected a string in double quotes`,
    {
      help: 'write it in double quotes',
      fix: { title: 'use double quotes', edits: [{ span, text }], safe: true },
    },
  );
}

function numeral(span: Span, text: string): readonly Diagnostic[] {
  const kind = numeralKind(text);
  if (kind === undefined) {
    const message = `found ${quote(text)}, expected an integer, or a duration such as \`30m\``;
    return [finding('malformed-number', span, message)];
  }
  if (isInRange(kind, text)) return [];
  const message = `found ${quote(text)}, expected a number of at most ${Number.MAX_SAFE_INTEGER}`;
  return [finding('number-too-large', span, message)];
}
