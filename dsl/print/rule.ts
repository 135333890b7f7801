import type { Approval, Effect, Otherwise, Rule } from '../ast.ts';
import { wrap } from './block.ts';
import { clauseText, putCondition } from './condition.ts';
import { putCall } from './json.ts';
import type { Layout } from './layout.ts';
import { columnsAt } from './layout.ts';
import { approvalParts, approvalText, targetsPieces, wordLiteral } from './text.ts';

/** Puts out a rule, and each of its examples on a line of its own. */
export function putRule(layout: Layout, level: number, rule: Rule): void {
  putStatement(layout, level, { ...rule, span: rule.statement.span });
  for (const example of rule.examples) {
    const around = ['example ', ` is ${outcomes[example.verdict]}`] as const;
    putCall(layout, level + 1, { ...example, around });
  }
}

/** A rule without its examples: on one line if it fits, else its head and each clause on a line. */
function putStatement(layout: Layout, level: number, rule: Rule): void {
  const { span } = rule;
  const name = rule.name === undefined ? '' : `rule ${rule.name.text} `;
  const targets = targetsPieces(rule.targets);
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

/** Puts out `otherwise ask` with its approval. */
export function putOtherwise(layout: Layout, level: number, { approval, span }: Otherwise): void {
  const text = 'otherwise ask';
  const flat = approval === undefined ? text : `${text} ${approvalText(approval)}`;
  const headEnd = Math.min(span.end, span.start + 'otherwise'.length);
  if (layout.tryLine(level, { text: flat, span }, headEnd)) return;
  layout.line(level, { text, span: { ...span, end: headEnd } });
  if (approval !== undefined) putApproval(layout, level + 1, approval);
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
