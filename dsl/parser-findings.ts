import type { Diagnostic } from './diagnostic.ts';
import { quote } from './escape.ts';
import { wordsMeant } from './expectations.ts';
import type { Details } from './finding.ts';
import { finding } from './finding.ts';
import type { IRecognitionException } from './grammar.ts';
import type { Span } from './source.ts';
import { suggest } from './suggest.ts';
import type { IToken, TokenType } from './tokens.ts';
import { bracketPairs, isReserved, Name, statementWords, tokenSpan, words } from './tokens.ts';

/** One fault of the parser as a finding. `tokens` are those that the parser was given. */
export function parserFinding(
  file: string,
  tokens: readonly IToken[],
  fault: IRecognitionException,
): Diagnostic {
  const found = fault.token;
  const expected = fault.message;
  const shown = isEnd(found) ? 'the end of the file' : quote(found.image);
  const span = isEnd(found) ? endSpan(file, tokens) : tokenSpan(file, found);
  return finding('unexpected-token', span, `found ${shown}, expected ${expected}`, {
    ...openBracket(file, tokens, fault),
    ...help(span, fault, tokens),
  });
}

/** True of the token that stands for the end of the text. */
export function isEnd(token: IToken): boolean {
  return token.tokenType.name === 'EOF';
}

/** Just behind the last token: the end of the file may be many empty lines below. */
function endSpan(file: string, tokens: readonly IToken[]): Span {
  const last = tokens.at(-1);
  const end = last === undefined ? 0 : tokenSpan(file, last).end;
  return { file, start: end, end };
}

const outcomeWords: readonly TokenType[] = [words.allowed, words.asked, words.denied];
const clauseWords: ReadonlySet<string> = new Set(['when', 'unless', 'on', 'approval', 'because']);

/** A clause of a rule where only examples and statements can stand. */
function isBehindExample(token: IToken, tokens: readonly IToken[]): boolean {
  if (!clauseWords.has(token.image)) return false;
  const before = tokens[tokens.indexOf(token) - 1];
  return before !== undefined && outcomeWords.includes(before.tokenType);
}

/** What is expected where a reserved word can be quoted. */
const quotedNames: ReadonlySet<string> = new Set([
  'a tool name',
  'an action or a tool',
  'the name of a program',
  'a string, an integer, `true`, `false`, a word of an enum or a field',
  'a type such as `String`',
]);

function isName(expected: string): boolean {
  return expected.endsWith(' name') || quotedNames.has(expected);
}

const claimRules: ReadonlySet<string> = new Set(['prohibition', 'guarantee']);

function help(span: Span, fault: IRecognitionException, tokens: readonly IToken[]): Details {
  const { token, message: expected } = fault;
  const meant = suggest(token.image, wordsMeant(fault.context.ruleStack.at(-1) ?? '', expected));
  if (token.tokenType === Name && meant !== undefined) {
    const fix = { title: `write \`${meant}\``, edits: [{ span, text: meant }], safe: false };
    return { help: `did you mean \`${meant}\`?`, fix };
  }
  if (claimRules.has(fault.context.ruleStack.at(-1) ?? '') && token.tokenType === words.when) {
    const fix = { title: 'write `where`', edits: [{ span, text: 'where' }], safe: false };
    return { help: 'write `where`', fix };
  }
  if (isBehindExample(token, tokens)) return { help: 'write it before the first `example`' };
  if (token.image === '=' && expected.includes('`==`')) return { help: 'write `==`' };
  if (!isReserved(token.image) || !isName(expected)) return {};
  return quotedNames.has(expected) || fault.context.ruleStack.at(-1) === 'programs'
    ? { help: `\`${token.image}\` is a word of the language: write it in quotes` }
    : { help: `\`${token.image}\` is a word of the language: choose another name` };
}

/** Where a closing bracket is missed at the end of something bigger, the place of its opening one. */
function openBracket(
  file: string,
  tokens: readonly IToken[],
  { token, message: expected }: IRecognitionException,
): Details {
  if (!isEnd(token) && !statementWords.has(token.image)) return {};
  const open: IToken[] = [];
  for (const before of tokens) {
    if (before === token) break;
    if (bracketPairs.has(before.image)) open.push(before);
    else if (bracketPairs.get(open.at(-1)?.image ?? '') === before.image) open.pop();
  }
  const last = open.at(-1);
  if (last === undefined || !expected.endsWith(`\`${bracketPairs.get(last.image)}\``)) return {};
  return {
    labels: [{ span: tokenSpan(file, last), text: `this \`${last.image}\` is not closed` }],
  };
}
