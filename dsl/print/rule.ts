import type {
  Approval,
  Condition,
  Effect,
  Example,
  LiteralList,
  Otherwise,
  Rule,
  SetLiteral,
} from '../ast.ts';
import { termsOf } from '../condition.ts';
import { putBlock, wrap } from './block.ts';
import type { Layout, Piece } from './layout.ts';
import { columnsAt } from './layout.ts';
import {
  approvalParts,
  approvalText,
  callText,
  conditionText,
  fieldText,
  literalText,
  operandText,
  toolNameText,
  wordLiteral,
} from './text.ts';

/** Puts out a rule, and each of its examples on a line of its own. */
export function putRule(layout: Layout, level: number, rule: Rule): void {
  putStatement(layout, level, { ...rule, span: rule.statement.span });
  for (const example of rule.examples) {
    const text = exampleText(example, columnsAt(level + 1));
    layout.line(level + 1, { text, span: example.span });
  }
}

/** A rule without its examples: on one line if it fits, else its head and each clause on a line. */
function putStatement(layout: Layout, level: number, rule: Rule): void {
  const { span } = rule;
  const name = rule.name === undefined ? '' : `rule ${rule.name.text} `;
  const targets = rule.targets.map(toolNameText);
  const text = [`${name}${rule.effect} ${targets.join(', ')}`, ...clauseTexts(rule)].join(' ');
  const headEnd = rule.targets.at(-1)?.span.end ?? span.start;
  if (layout.tryLine(level, { text, span }, headEnd)) return;
  const head = wrap(`${name}${rule.effect}`, targets, columnsAt(level));
  layout.line(level, { text: head, span: { ...span, end: headEnd } });
  putClauses(layout, level + 1, rule);
}

const outcomes: Readonly<Record<Effect, string>> = {
  allow: 'allowed',
  ask: 'asked',
  deny: 'denied',
};

function exampleText({ tool, input, verdict }: Example, columns: number): string {
  return callText({ tool, input }, ['example ', ` is ${outcomes[verdict]}`], columns);
}

/** Puts out `otherwise ask` with its approval. */
export function putOtherwise(layout: Layout, level: number, { approval, span }: Otherwise): void {
  const text = 'otherwise ask';
  const flat = approval === undefined ? text : `${text} ${approvalText(approval)}`;
  const headEnd = Math.min(span.end, span.start + 'otherwise'.length);
  if (layout.tryLine(level, { text: flat, span }, headEnd)) return;
  layout.line(level, { text, span: { ...span, end: headEnd } });
  if (approval !== undefined) putApproval(layout, level + 1, approval);
}

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

/** The clauses in their canonical order, each on one line. */
function clauseTexts({ when, unless, onUnknownAsk, approval, because }: Rule): readonly string[] {
  return [
    ...(when === undefined ? [] : [clauseText('when', when)]),
    ...(unless === undefined ? [] : [clauseText('unless', unless)]),
    ...(onUnknownAsk ? ['on unknown ask'] : []),
    ...(approval === undefined ? [] : [approvalText(approval)]),
    ...(because === undefined ? [] : [`because ${wordLiteral(because)}`]),
  ];
}

/**
 * The tree has no place for `on unknown ask`: the last clause takes the comments up to the end of
 * the rule, so that none inside those words drifts out of it.
 */
function putClauses(layout: Layout, level: number, rule: Rule): void {
  const { when, unless, onUnknownAsk, approval, because, span } = rule;
  const { end } = span;
  if (when !== undefined) putCondition(layout, level, 'when', when);
  if (unless !== undefined) putCondition(layout, level, 'unless', unless);
  if (onUnknownAsk) {
    const isLast = approval === undefined && because === undefined;
    layout.line(level, { text: 'on unknown ask', span: isLast ? { start: end, end } : undefined });
  }
  if (approval !== undefined) {
    const reach = because === undefined ? { ...approval.span, end } : approval.span;
    putApproval(layout, level, { ...approval, span: reach });
  }
  if (because !== undefined) {
    const reach = { start: because.span.start, end };
    layout.line(level, { text: `because ${wordLiteral(because)}`, span: reach });
  }
}

function putApproval(layout: Layout, level: number, approval: Approval): void {
  const { head, rest } = approvalParts(approval);
  layout.line(level, { text: wrap(head, rest, columnsAt(level)), span: approval.span });
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
    const text = isChain ? operandText(operand, kind) : conditionText(operand);
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
