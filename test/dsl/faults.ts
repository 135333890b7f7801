import type { File, Node, Rule } from '../../dsl/ast.ts';
import { lex } from '../../dsl/lex.ts';
import { parse } from '../../dsl/parse.ts';
import type { IToken } from '../../dsl/tokens.ts';
import { bare } from './programs.ts';

/** A legal text with one token deleted, inserted or swapped with the next. */
export interface Fault {
  readonly kind: 'delete' | 'insert' | 'swap';
  readonly text: string;
  /** Offset of the change in the faulty text. */
  readonly at: number;
  /** Index of the token that was deleted, inserted or first swapped. */
  readonly token: number;
  /** Offset behind the changed tokens in the legal text. */
  readonly end: number;
}

/** What somebody may type by mistake, one of each kind of token. */
export const strays: readonly string[] = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ',',
  ':',
  '.',
  '=>',
  '=',
  '==',
  'foo',
  '"s"',
  '7',
  '30m',
  'let',
  'agent',
  'tool',
  'policy',
  'test',
  'rule',
  'allow',
  'ask',
  'deny',
  'otherwise',
  'when',
  'unless',
  'because',
  'and',
  'or',
  'not',
  'has',
  'in',
  'mcp',
  'for',
  'team',
  'true',
];

/** Every fault of a text; of insertions a few at each place, all of them over the whole text. */
export function* faultsOf(text: string): Generator<Fault> {
  const { tokens } = lex({ file: 'x', text });
  for (const [index, token] of tokens.entries()) {
    const at = token.startOffset;
    const end = endOf(token);
    const before = text.slice(0, at);
    yield { kind: 'delete', text: `${before} ${text.slice(end)}`, at, token: index, end };
    for (let n = 0; n < 3; n++) {
      const stray = strays[(index * 7 + n * 13) % strays.length] ?? '';
      const inserted = `${before}${stray} ${text.slice(at)}`;
      yield { kind: 'insert', text: inserted, at, token: index, end: at };
    }
    const next = tokens[index + 1];
    if (next === undefined || next.image === token.image) continue;
    const between = text.slice(end, next.startOffset);
    const rest = text.slice(endOf(next));
    const swapped = `${before}${next.image}${between || ' '}${token.image} ${rest}`;
    yield { kind: 'swap', text: swapped, at, token: index, end: endOf(next) };
  }
}

function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** How a fault was reported. */
export interface Report {
  readonly fault: Fault;
  /** No fault at all: the changed text is legal too. */
  readonly isLegal: boolean;
  readonly isSingle: boolean;
  readonly isAtPlace: boolean;
  readonly keepsLaterItems: boolean;
  /** Of the layer that the fault is in. */
  readonly keepsLaterRules: boolean;
}

/** Judges how one fault of a legal file is reported. */
export function judge(original: File, fault: Fault): Report {
  const { file, diagnostics } = parse({ file: 'x', text: fault.text });
  const behind = ({ span }: Node): boolean => span.start >= fault.end;
  return {
    fault,
    isLegal: diagnostics.length === 0,
    isSingle: diagnostics.length === 1,
    isAtPlace: isAtPlace(fault, diagnostics[0]?.span.start ?? 0),
    keepsLaterItems: endsWith(file.items, original.items.filter(behind)),
    keepsLaterRules: endsWith(rulesOf(file), rulesOf(original).filter(behind)),
  };
}

/** Every rule of every layer. */
function rulesOf({ items }: File): readonly Rule[] {
  return items.flatMap((item) => ('rules' in item ? item.rules : []));
}

/** True if what was read ends with what was to be kept. */
function endsWith(read: readonly Node[], kept: readonly Node[]): boolean {
  const end = read.slice(read.length - kept.length);
  return JSON.stringify(bare(end)) === JSON.stringify(bare(kept));
}

/** At the fault or a token beside it, or where the text first stops being the start of a legal one. */
function isAtPlace(fault: Fault, offset: number): boolean {
  const { tokens } = lex({ file: 'x', text: fault.text });
  const index = tokens.findIndex(({ startOffset }) => startOffset >= offset);
  const found = index < 0 ? tokens.length : index;
  const reach = fault.kind === 'swap' ? 2 : 1;
  return Math.abs(found - fault.token) <= reach || found === firstIllegal(fault.text, tokens);
}

/** Index of the first token with which no legal text goes on: the last prefix that only lacks an end. */
function firstIllegal(text: string, tokens: readonly IToken[]): number {
  const lacksOnlyEnd = (count: number): boolean => {
    const last = tokens[count - 1];
    const prefix = last === undefined ? '' : text.slice(0, endOf(last));
    const { diagnostics } = parse({ file: 'x', text: prefix });
    return diagnostics.every(({ span }) => span.start >= prefix.length);
  };
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lacksOnlyEnd(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
