import type { Approval, Condition, LiteralList, Otherwise, Rule, SetLiteral } from '../ast.ts';
import { termsOf } from '../condition.ts';
import { putBlock, wrap } from './block.ts';
import type { Layout, Piece } from './layout.ts';
import { columnsAt } from './layout.ts';
import {
  approvalParts,
  approvalText,
  conditionText,
  fieldText,
  literalText,
  operandText,
  toolNameText,
  wordLiteral,
} from './text.ts';

/** Puts out a rule: on one line if it fits, else its head and each clause on a line. */
export function putRule(layout: Layout, level: number, rule: Rule): void {
  const headEnd = rule.targets.at(-1)?.span.end ?? rule.span.start;
  const name = rule.name === undefined ? '' : `rule ${rule.name.text} `;
  const targets = rule.targets.map(toolNameText);
  const flat = [`${name}${rule.effect} ${targets.join(', ')}`, ...clauseTexts(rule)].join(' ');
  if (!layout.hasComment(headEnd, rule.span.end) && flat.length <= columnsAt(level)) {
    layout.line(level, { text: flat, span: rule.span });
    return;
  }
  const head = wrap(`${name}${rule.effect}`, targets, columnsAt(level));
  layout.line(level, { text: head, span: { start: rule.span.start, end: headEnd } });
  putClauses(layout, level + 1, rule);
}

/** Puts out `otherwise ask` with its approval. */
export function putOtherwise(layout: Layout, level: number, otherwise: Otherwise): void {
  const { approval, span } = otherwise;
  const flat = ['otherwise ask', ...(approval === undefined ? [] : [approvalText(approval)])];
  const text = flat.join(' ');
  const headEnd = Math.min(span.end, span.start + 'otherwise'.length);
  if (!layout.hasComment(headEnd, span.end) && text.length <= columnsAt(level)) {
    layout.line(level, { text, span });
    return;
  }
  layout.line(level, { text: 'otherwise ask', span: { start: span.start, end: headEnd } });
  if (approval !== undefined) putApproval(layout, level + 1, approval);
}

/** `unless` keeps parentheses around an `or`: the parser demands them. */
function unlessText(condition: Condition): string {
  return condition.kind === 'or' ? `(${conditionText(condition)})` : conditionText(condition);
}

/** The clauses in their canonical order, each on one line. */
function clauseTexts({ when, unless, onUnknownAsk, approval, because }: Rule): readonly string[] {
  return [
    ...(when === undefined ? [] : [`when ${conditionText(when)}`]),
    ...(unless === undefined ? [] : [`unless ${unlessText(unless)}`]),
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
  const { when, unless, onUnknownAsk, approval, because } = rule;
  const { end } = rule.span;
  if (when !== undefined) putCondition(layout, level, 'when ', when);
  if (unless !== undefined) putCondition(layout, level, 'unless ', unless);
  if (onUnknownAsk) {
    const isLast = approval === undefined && because === undefined;
    layout.line(level, { text: 'on unknown ask', span: isLast ? { start: end, end } : undefined });
  }
  if (approval !== undefined) {
    const span = because === undefined ? { ...approval.span, end } : approval.span;
    putApproval(layout, level, { ...approval, span });
  }
  if (because !== undefined) {
    const span = { start: because.span.start, end };
    layout.line(level, { text: `because ${wordLiteral(because)}`, span });
  }
}

function putApproval(layout: Layout, level: number, approval: Approval): void {
  const { head, rest } = approvalParts(approval);
  layout.line(level, { text: wrap(head, rest, columnsAt(level)), span: approval.span });
}

/** A condition behind its keyword: on one line, else each operand of its connective on a line. */
function putCondition(layout: Layout, level: number, keyword: string, condition: Condition): void {
  const isUnless = keyword === 'unless ';
  const flat = `${keyword}${isUnless ? unlessText(condition) : conditionText(condition)}`;
  const { kind } = condition;
  const terms = kind === 'and' || kind === 'or' ? termsOf(kind, condition) : [condition];
  const firstEnd = terms[0]?.span.end ?? condition.span.end;
  const hasComment = layout.hasComment(firstEnd, condition.span.end);
  if (terms.length > 1 && !hasComment && flat.length <= columnsAt(level)) {
    layout.line(level, { text: flat, span: condition.span });
    return;
  }
  const [open, close] = isUnless && kind === 'or' ? ['(', ')'] : ['', ''];
  for (const [index, term] of terms.entries()) {
    const isFirst = index === 0;
    const before = isFirst ? `${keyword}${open}` : `${kind} `;
    const after = index === terms.length - 1 ? close : '';
    putTerm(layout, isFirst ? level : level + 1, { term, kind, before, after });
  }
}

/** One operand with what stands before and behind it on its line. */
interface Term {
  readonly term: Condition;
  /** Of the condition that it is an operand of, or its own. */
  readonly kind: Condition['kind'];
  readonly before: string;
  readonly after: string;
}

function putTerm(layout: Layout, level: number, { term, kind, before, after }: Term): void {
  const text = kind === 'and' || kind === 'or' ? operandText(term, kind) : conditionText(term);
  const flat = `${before}${text}${after}`;
  if (term.kind !== 'in' || term.set.kind === 'name') {
    layout.line(level, { text: flat, span: term.span });
    return;
  }
  const [open, close] = term.set.kind === 'set' ? [`${term.set.of}(`, ')'] : ['[', ']'];
  const head = `${before}${fieldText(term.field)} in ${open}`;
  putBlock(layout, level, {
    flat,
    span: term.span,
    head: { text: head, span: { start: term.span.start, end: term.set.span.start } },
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
