import type { DecisionRequest } from '../compiler/evaluate/decision.ts';
import type { Judgement } from '../compiler/analyze/judge.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';

/** What beyond ASCII no two readers see alike, as JSON writes it. */
const beyondAscii = /[\u007f-\uffff]/g;

/** Arguments as JSON that can be copied: whatever is not ASCII is escaped. */
function shownInput(input: unknown): string {
  return JSON.stringify(input).replace(
    beyondAscii,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An example call, and the directory it is made in where that matters. */
export function shownCall({ input, workspace }: DecisionRequest): string {
  const where = workspace === null ? '' : ` in ${escapeHidden(workspace)}`;
  return `${shownInput(input)}${where}`;
}

/** A verdict and the rules that brought it about. */
export function shownJudgement({ verdict, rules }: Judgement): string {
  const deciding = rules.map((id) => quote(id)).join(', ');
  return rules.length === 0 ? verdict : `${verdict} by ${deciding}`;
}
