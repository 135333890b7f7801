import type { AgentReference, Claim, ClaimLaw } from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import { wrap } from './block.ts';
import type { Layout } from './layout.ts';
import { columnsAt } from './layout.ts';
import { clauseText, putCondition } from './condition.ts';
import { targetText, wordLiteral } from './text.ts';

const laws: Readonly<Record<ClaimLaw, string>> = {
  never: 'never',
  'never-without-approval': 'never without approval',
  always: 'always',
};

/** What stands before the brace of a claim. */
export function claimText({ law, title }: Claim): string {
  return `${laws[law]} ${wordLiteral(title)}`;
}

/** Puts out what stands in the braces of a claim: on one line if it fits, else `where` on its own. */
export function putClaim(layout: Layout, level: number, claim: Claim): void {
  const { law, agents, target, where } = claim;
  const verb = `${law === 'always' ? 'may' : 'does'} ${targetText(target)}`;
  const subject =
    agents === undefined ? 'any agent' : agentsText('', agents, columnsAt(level) - verb.length);
  const text = `${subject} ${verb}`;
  const start = agents?.[0]?.span.start ?? target.span.start;
  const head = { text, span: { start, end: target.span.end } };
  if (where === undefined) {
    layout.line(level, head);
    return;
  }
  const flat = `${text} ${clauseText('where', where)}`;
  const whole = { text: flat, span: { start, end: where.span.end } };
  if (layout.tryLine(level, whole, target.span.end)) return;
  layout.line(level, head);
  putCondition(layout, level + 1, 'where', where);
}

/** `agents a, "b-*"` after a prefix, on as many lines as it needs. */
export function agentsText(
  prefix: string,
  agents: readonly AgentReference[],
  columns: number,
): string {
  const references = agents.map(({ text, isPattern }) => (isPattern ? stringLiteral(text) : text));
  return wrap(`${prefix}${agents.length === 1 ? 'agent' : 'agents'}`, references, columns);
}
