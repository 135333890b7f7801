import type { Condition, LiteralList, SetLiteral } from '../ast.ts';
import { termsOf } from '../condition.ts';
import { putBlock } from './block.ts';
import { conditionText, operandText } from './condition-text.ts';
import type { Layout, Piece } from './layout.ts';
import { fieldText, literalText, wordLiteral } from './text.ts';

/** What stands before a condition. */
type ConditionWord = 'when' | 'unless' | 'where';

/** `unless` keeps parentheses around an `or`: the parser demands them. */
function needsParentheses(keyword: ConditionWord, condition: Condition): boolean {
  return keyword === 'unless' && condition.kind === 'or';
}

/** A condition behind its keyword, on one line. */
export function clauseText(keyword: ConditionWord, condition: Condition): string {
  const text = conditionText(condition);
  return `${keyword} ${needsParentheses(keyword, condition) ? `(${text})` : text}`;
}

/** A condition behind its keyword: on one line, else each operand of its connective on a line. */
export function putCondition(
  layout: Layout,
  level: number,
  keyword: ConditionWord,
  condition: Condition,
): void {
  const { kind, span } = condition;
  const isChain = kind === 'and' || kind === 'or';
  const terms = isChain ? termsOf(kind, condition) : [condition];
  const text = clauseText(keyword, condition);
  if (isChain && layout.tryLine(level, { text, span }, terms[0]?.span.end ?? span.end)) return;
  const [open, close] = needsParentheses(keyword, condition) ? ['(', ')'] : ['', ''];
  for (const [index, operand] of terms.entries()) {
    const isLast = index === terms.length - 1;
    const before = index === 0 ? `${keyword} ${open}` : `${kind} `;
    const text = isChain ? operandText(operand, kind, isLast) : conditionText(operand);
    // Parentheses that closed the chain belong to its last operand.
    const term = isLast ? { ...operand, span: { ...operand.span, end: span.end } } : operand;
    putTerm(layout, index === 0 ? level : level + 1, {
      term,
      text,
      before,
      after: isLast ? close : '',
    });
  }
}

/** One operand as text, with what stands before and behind it on its line. */
interface Term {
  readonly term: Condition;
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

function putTerm(layout: Layout, level: number, { term, text, before, after }: Term): void {
  const { span } = term;
  const flat = `${before}${text}${after}`;
  if (term.kind !== 'in' || term.set.kind === 'name') {
    layout.line(level, { text: flat, span });
    return;
  }
  const [open, close] = term.set.kind === 'set' ? [`${term.set.of}(`, ')'] : ['[', ']'];
  const head = `${before}${fieldText(term.field)} in ${open}`;
  putBlock(layout, level, {
    flat,
    span,
    head: { text: head, span: { ...span, end: term.set.span.start } },
    elements: elementsOf(term.set),
    tail: `${close}${after}`,
  });
}

/** The elements of a set or list written in place. */
export function elementsOf(set: SetLiteral | LiteralList): readonly Piece[] {
  return set.kind === 'set'
    ? set.patterns.map((pattern) => ({ text: wordLiteral(pattern), span: pattern.span }))
    : set.values.map((value) => ({ text: literalText(value), span: value.span }));
}
