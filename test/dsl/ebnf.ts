import { Lexer } from 'chevrotain';
import { Grammar } from '../../dsl/grammar.ts';
import { isReserved, vocabulary, wordTypes } from '../../dsl/tokens.ts';
import type { TokenType } from '../../dsl/tokens.ts';

/** One part of a grammar rule, as the parser library describes it. */
interface Part {
  readonly type: string;
  readonly name?: string;
  readonly definition?: readonly Part[];
  readonly separator?: Part;
}

const typesByName = new Map(vocabulary.map((type) => [type.name, type]));
const wordTypesUsed = new Set(wordTypes.values());

/** The rules of the grammar that can be reached from `file`, each as one line of EBNF. */
export function ebnf(): readonly string[] {
  const rules = new Map(
    (new Grammar({ skipValidations: true }).getSerializedGastProductions() as readonly Part[]).map(
      (rule) => [rule.name ?? '', rule],
    ),
  );
  const reached = new Set(['file']);
  for (const name of reached) {
    for (const used of rulesIn(rules.get(name))) reached.add(used);
  }
  return [...reached].map((name) => `${name} = ${sequence(rules.get(name)?.definition)} ;`);
}

function rulesIn(part: Part | undefined): readonly string[] {
  const own = part?.type === 'NonTerminal' ? [part.name ?? ''] : [];
  return [...own, ...(part?.definition ?? []).flatMap(rulesIn)];
}

function sequence(parts: readonly Part[] = []): string {
  return parts.map(partText).join(' ');
}

function partText(part: Part): string {
  const inner = sequence(part.definition);
  switch (part.type) {
    case 'Terminal':
      return tokenText(part.name ?? '');
    case 'NonTerminal':
      return part.name ?? '';
    case 'Alternation':
      return `( ${(part.definition ?? []).map((each) => sequence(each.definition)).join(' | ')} )`;
    case 'Option':
      return `[ ${inner} ]`;
    case 'Repetition':
      return `{ ${inner} }`;
    case 'RepetitionMandatoryWithSeparator':
      return `${inner} { ${part.separator === undefined ? '' : partText(part.separator)} ${inner} }`;
    default:
      return `${inner} { ${inner} }`;
  }
}

/** Fixed texts in quotes, a choice of words as one, all other tokens by their names. */
function tokenText(name: string): string {
  const type = typesByName.get(name);
  const fixed = type === undefined ? undefined : fixedText(type);
  if (fixed !== undefined) return `"${fixed}"`;
  return name;
}

function fixedText(type: TokenType): string | undefined {
  const isFixed = wordTypesUsed.has(type) || typeof type.PATTERN === 'string';
  return isFixed ? type.LABEL?.replaceAll('`', '') : undefined;
}

/** What each token that is not a fixed text can be. */
export function tokenLines(used: string): readonly string[] {
  const names = new Set(used.match(/\b[A-Z]\w+\b/g));
  return [...names].sort().map((name) => `| ${name} | ${membersText(typesByName.get(name))} |`);
}

function membersText(type: TokenType | undefined): string {
  const words = [...wordTypes].filter(([, word]) => type !== undefined && isA(word, type));
  const reserved = words.filter(([text]) => isReserved(text)).map(([text]) => `\`${text}\``);
  const contextual = words.filter(([text]) => !isReserved(text)).map(([text]) => `\`${text}\``);
  const isName = contextual.length === [...wordTypes.keys()].filter((w) => !isReserved(w)).length;
  const listed = [...reserved, ...(isName ? [] : contextual)];
  const members = vocabulary
    .filter((each) => type !== undefined && each !== type && isA(each, type))
    .filter((each) => each.LABEL !== undefined && !wordTypesUsed.has(each) && !isCategory(each))
    .map((each) => each.LABEL ?? '');
  return [...new Set([...listed, ...members])].join(', ') || (type?.LABEL ?? '');
}

/** A kind of token that only other tokens are. */
function isCategory({ PATTERN, categoryMatches = [] }: TokenType): boolean {
  return PATTERN === Lexer.NA && categoryMatches.length > 0;
}

function isA(type: TokenType, category: TokenType): boolean {
  return (type.CATEGORIES ?? []).some((each) => each === category || isA(each, category));
}
