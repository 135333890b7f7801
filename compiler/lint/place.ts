import type { Rule } from '../../dsl/ast.ts';
import { quote } from '../../dsl/escape.ts';
import type { Span } from '../../dsl/source.ts';
import type { Argument } from '../analyze/vocabulary.ts';
import type { PlacedRule } from './context.ts';

/** Where a finding about a rule as a whole stands: its name, else its effect. */
export function headOf({ name, effect, span }: Rule): Span {
  return name?.span ?? { ...span, end: span.start + effect.length };
}

/** A rule as a message calls it. */
export function ruleText({ rule, id }: PlacedRule): string {
  return rule.name === undefined ? `this ${rule.effect}` : quote(id);
}

/** An example of a call, for a message. */
export function callText({ input, workspace }: Argument): string {
  const where = workspace === null ? '' : ` in ${quote(workspace)}`;
  return `${quote(JSON.stringify(input))}${where}`;
}
