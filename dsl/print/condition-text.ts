import type { Condition, EventPattern, OriginSource } from '../ast.ts';
import { type Connective, termsOf } from '../condition.ts';
import { durationText } from '../numeral.ts';
import {
  fieldText,
  literalText,
  membershipText,
  targetText,
  toolNameText,
  wordLiteral,
} from './text.ts';

/** How tightly each kind binds; all others bind tightest. */
const tightness: Readonly<Partial<Record<Condition['kind'], number>>> = { or: 1, and: 2, not: 3 };

/** A condition on one line, with the parentheses it needs and no others. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return chainText(condition.kind, condition);
    case 'not':
      return `not ${operandText(condition.operand, 'not')}`;
    case 'every':
    case 'any':
      return `${condition.kind} ${comparisonText(condition.operand)}`;
    case 'after':
      return `after ${eventText(condition)}`;
    case 'count':
      return `count ${eventText(condition)} ${condition.operator} ${condition.value}`;
    case 'has':
      return `has ${fieldText(condition.field)}`;
    default:
      return `${fieldText(condition.field)}${relationText(condition)}`;
  }
}

function chainText(kind: Connective, condition: Condition): string {
  const terms = termsOf(kind, condition);
  return terms
    .map((term, index) => operandText(term, kind, index === terms.length - 1))
    .join(` ${kind} `);
}

/** What stands behind a field. */
type Relation = Extract<
  Condition,
  { readonly kind: 'compare' | 'compare-fields' | 'matches' | 'under' | 'in' | 'from' }
>;

function relationText(condition: Relation): string {
  switch (condition.kind) {
    case 'compare':
      return isBare(condition) ? '' : ` ${condition.operator} ${literalText(condition.value)}`;
    case 'compare-fields':
      return ` ${condition.operator} ${fieldText(condition.other)}`;
    case 'matches':
      return ` matches ${wordLiteral(condition.pattern)}`;
    case 'under':
      return ` under ${condition.base === undefined ? 'workspace' : wordLiteral(condition.base)}`;
    case 'in':
      return ` in ${membershipText(condition.set)}`;
    default:
      return ` from ${condition.sources.map(originText).join(', ')}`;
  }
}

/** `.force`, which stands for `.force == true`. */
function isBare(condition: Condition): boolean {
  return (
    condition.kind === 'compare' && condition.operator === '==' && condition.value.value === true
  );
}

function originText(source: OriginSource): string {
  return source.kind === 'prompt' ? 'prompt' : toolNameText(source);
}

/** What happened, and in which time. */
function eventText(condition: Extract<Condition, { readonly kind: 'after' | 'count' }>): string {
  const { event, withinMs } = condition;
  const window = withinMs === undefined ? '' : ` in the last ${durationText(withinMs)}`;
  const isFollowed = condition.kind === 'count' || window !== '';
  return `${targetText(event.target)}${whereText(event, isFollowed)}${window}`;
}

/** A comparison stands in parentheses where the reader could join it with what follows. */
function whereText({ where }: EventPattern, isFollowed: boolean): string {
  if (where === undefined) return '';
  const isJoined = isFollowed && (where.kind === 'compare' || where.kind === 'compare-fields');
  return ` where ${isJoined ? `(${conditionText(where)})` : comparisonText(where)}`;
}

/** What is written in parentheses unless it is about one field. */
function comparisonText(condition: Condition): string {
  return isComparison(condition) ? conditionText(condition) : `(${conditionText(condition)})`;
}

function isComparison({ kind }: Condition): boolean {
  switch (kind) {
    case 'and':
    case 'or':
    case 'not':
    case 'every':
    case 'any':
    case 'after':
    case 'count':
      return false;
    default:
      return true;
  }
}

/**
 * An operand of a connective, in parentheses where it binds no tighter, and where it ends with a
 * `where` that what follows it could seem to belong to.
 */
export function operandText(
  operand: Condition,
  parent: Connective | 'not',
  isLast: boolean = true,
): string {
  const isLoose = (tightness[operand.kind] ?? 4) <= (tightness[parent] ?? 0);
  const needsParentheses = isLoose || (!isLast && isOpen(operand));
  return needsParentheses ? `(${conditionText(operand)})` : conditionText(operand);
}

/** True if the text of a condition ends with a `where` and its comparison. */
function isOpen(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const last = termsOf(condition.kind, condition).at(-1);
      return last !== undefined && isOpen(last);
    }
    case 'not':
      return isOpen(condition.operand);
    case 'after': {
      const { event, withinMs } = condition;
      return withinMs === undefined && event.where !== undefined && isComparison(event.where);
    }
    default:
      return false;
  }
}
