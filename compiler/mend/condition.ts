import type { Condition, Rule } from '../../dsl/ast.ts';
import type { Edit } from '../../dsl/diagnostic.ts';
import { conditionsAround, type Place, removal, ruleAround, textAt } from './place.ts';

/**
 * Leaves out a part of a condition that must hold together with others, or the whole clause that it
 * is. Undefined where leaving it out would turn the meaning of what remains.
 */
export function withoutPart(place: Place, part: Condition): readonly Edit[] | undefined {
  const rule = ruleAround(place);
  if (rule === undefined) return undefined;
  if (rule.when?.span === part.span) return [clauseRemoval(place, part)];
  const parent = conditionsAround(place).find(
    (each) => (each.kind === 'and' || each.kind === 'or') && isSide(each, part),
  );
  if (parent?.kind !== 'and') return undefined;
  const kept = parent.left.span === part.span ? parent.right : parent.left;
  return [{ span: parent.span, text: textAt(place, kept.span) }];
}

function isSide(parent: Condition, part: Condition): boolean {
  if (parent.kind !== 'and' && parent.kind !== 'or') return false;
  return parent.left.span === part.span || parent.right.span === part.span;
}

/** Removes `when C` or `unless C`. */
export function clauseRemoval(place: Place, condition: Condition): Edit {
  return removal(place, { ...condition.span, start: keywordStart(place, condition) });
}

/** Where the `when` or `unless` before a whole condition begins. */
export function keywordStart({ text }: Place, condition: Condition): number {
  const before = /(?:when|unless)\s*\(?\s*$/.exec(text.slice(0, condition.span.start))?.[0].length;
  return condition.span.start - (before ?? 0);
}

/** The whole condition of a rule that holds a finding, as it follows `when` or `unless`. */
export function wholeCondition(rule: Rule, at: number): Condition | undefined {
  return [rule.when, rule.unless].find(
    (each) => each !== undefined && each.span.start <= at && at <= each.span.end,
  );
}
