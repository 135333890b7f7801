import type { AgentDeclaration, Budget, BudgetAmount, Loop, Models, Rate } from '../ast.ts';
import { durationText, quantityText } from '../numeral.ts';
import { wrap } from './block.ts';
import type { Piece } from './layout.ts';
import { toolNameText, wordLiteral } from './text.ts';

/** The limits of an agent, one piece each, in their canonical order. */
export function limitPieces(
  { models, budget, rate, loop }: AgentDeclaration,
  columns: number,
): readonly Piece[] {
  return [
    ...(models === undefined ? [] : [{ text: modelsText(models, columns), span: models.span }]),
    ...(budget === undefined ? [] : [{ text: budgetText(budget, columns), span: budget.span }]),
    ...(rate === undefined ? [] : [{ text: rateText(rate), span: rate.span }]),
    ...(loop === undefined ? [] : [{ text: loopText(loop, columns), span: loop.span }]),
  ];
}

function modelsText({ patterns }: Models, columns: number): string {
  return wrap('models', patterns.map(wordLiteral), columns);
}

function budgetText({ amounts, alerts }: Budget, columns: number): string {
  const text = wrap('budget', amounts.map(amountText), columns);
  if (alerts.length === 0) return text;
  const alert = `alert at ${alerts.map(({ percent }) => `${percent}%`).join(', ')}`;
  const isFlat = !text.includes('\n') && text.length + 1 + alert.length <= columns;
  return isFlat ? `${text} ${alert}` : `${text}\n    ${alert}`;
}

/** Money in figures, tokens in thousands and millions. */
function amountText({ value, unit, period }: BudgetAmount): string {
  const amount = unit.text === 'tokens' ? quantityText(value) : String(value);
  return `${amount} ${unit.text} per ${period.text}`;
}

function rateText({ calls, period }: Rate): string {
  return `rate ${calls} calls per ${period.text}`;
}

function loopText({ repeats, withinMs, poll }: Loop, columns: number): string {
  const head = `loop trip after ${repeats} repeats in ${durationText(withinMs)}`;
  if (poll.length === 0) return head;
  return wrap(`${head}, poll`, poll.map(toolNameText), columns);
}
