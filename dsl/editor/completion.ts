import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { type IToken, itemTypes, OpenText, tokenSpan } from '../tokens.ts';
import { type Candidate, completionItem } from './completion/candidate.ts';
import * as conditions from './completion/conditions.ts';
import { keywords } from './completion/keywords.ts';
import * as names from './completion/names.ts';
import type { Cursor } from './cursor.ts';
import { type Expectation, expectationsAfter } from './grammar-walk.ts';
import type { Program } from './program.ts';
import { firstAt, tokenAt } from './tokens-at.ts';

/** What may be written at the cursor, by the grammar and by what is declared. */
export function completionsAt(cursor: Cursor, hasSnippets: boolean): CompletionItem[] {
  const { file, offset, program } = cursor;
  const { tokens, comments } = file.lexed;
  if (comments.some(({ span }) => span.start < offset && offset <= span.end)) return [];
  const current = tokenAt(tokens, offset);
  if (current !== undefined && isInString(current, offset)) return [];
  const isWord = current !== undefined && /^[A-Za-z_]/.test(current.image);
  const start = isWord ? current.startOffset : offset;
  const range = file.rangeOf(isWord ? tokenSpan(file.source.file, current) : { start, end: start });
  const candidates = new Map<string, Candidate>();
  for (const expectation of expectationsAfter(itemBefore(tokens, start), 'file')) {
    for (const each of candidatesFor(program, expectation)) {
      if (!candidates.has(each.label)) candidates.set(each.label, each);
    }
  }
  if (file.tree.edition !== undefined) candidates.delete('edition');
  return [...candidates.values()].map((each) => completionItem(each, range, hasSnippets));
}

function isInString({ startOffset, image, tokenType }: IToken, offset: number): boolean {
  const end = startOffset + image.length;
  const isOpen = tokenType === OpenText;
  return /^["'\u201c\u201d]/.test(image) && startOffset < offset && (isOpen || offset < end);
}

/** The tokens before an offset, from the beginning of the item that it is in. */
function itemBefore(tokens: readonly IToken[], offset: number): readonly IToken[] {
  const end = firstAt(tokens, offset);
  let start = end - 1;
  while (start > 0 && !beginsItem(tokens, start)) start--;
  return tokens.slice(Math.max(0, start), end);
}

/** What stands before the agents that an item is about. */
const beforeAgents: ReadonlySet<string> = new Set(['for', 'any', '{']);

/** `for agent dev` begins none; words in places of names are no words of the language. */
function beginsItem(tokens: readonly IToken[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || !itemTypes.has(token.tokenType)) return false;
  return !beforeAgents.has(tokens[at - 1]?.image ?? '');
}

/** Times that people give each other. */
const durations = ['5m', '15m', '30m', '1h', '4h', '24h'];
const budgetUnits = ['USD', 'tokens'];
const budgetPeriods = ['session', 'day'];
const ratePeriods = ['second', 'minute', 'hour'];
const layers = ['organisation', 'repository', 'agent'];

function values(labels: readonly string[]): readonly Candidate[] {
  return labels.map((label) => ({ label, kind: CompletionItemKind.Value }));
}

type Provider = (program: Program, expectation: Expectation) => readonly Candidate[];

/** Who knows what may stand, by the rule of the grammar and the type of token. */
const providers: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ['audience Word', names.agentNames],
  ['subject Word', names.agentNames],
  ['test Name', names.agentNames],
  ['testCase Name', names.ruleNames],
  ['toolName Word', names.toolNames],
  ['actionName Name', names.actionNames],
  ['useArgument Word', names.useParams],
  ['variable Name', names.variables],
  ['skips Name', () => values(['hidden'])],
  ['action Name', () => values(['low', 'medium', 'high'])],
  ['type Word', names.typeNames],
  ['optionValue Name', names.typeNames],
  ['setLiteral Name', () => names.setKinds()],
  ['member Word', names.argumentNames],
  ['field Word', conditions.fieldNames],
  ['field Dot', conditions.fields],
  ['relation Comparator', conditions.comparisons],
  ['relation Matches', (program, at) => conditions.relation('matches', program, at)],
  ['relation Under', (program, at) => conditions.relation('under', program, at)],
  ['relation In', (program, at) => conditions.relation('in', program, at)],
  ['relation From', (program, at) => conditions.relation('from', program, at)],
  ['list OpenBracket', conditions.lists],
  ['operand Literal', conditions.literals],
  ['operand Name', conditions.enumWords],
  ['list Constant', conditions.enumWords],
  ['membership Name', conditions.memberships],
  ['importTarget Name', names.libraryNames],
  ['importTarget Word', names.libraryNames],
  ['edition Integer', () => values(['1'])],
  ['layer LayerName', () => values(layers)],
  ['rate Name', () => values(ratePeriods)],
  [
    'budgetAmount Name',
    (_, { trace }) => values(trace?.token.image === 'per' ? budgetPeriods : budgetUnits),
  ],
  ['columns Word', names.columnNames],
  ['row Name', names.ruleNames],
  ['approval Duration', () => values(durations)],
  ['window Duration', () => values(durations)],
  ['loop Duration', () => values(durations)],
]);

function candidatesFor(program: Program, expectation: Expectation): readonly Candidate[] {
  const { call, type } = expectation;
  if (!conditions.mayEnd(program, expectation)) return [];
  const provider = providers.get(`${call.rule} ${type}`);
  return provider === undefined ? keywords(expectation) : provider(program, expectation);
}
