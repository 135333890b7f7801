import type { Layer, Rule, SetLiteral } from '../../dsl/ast.ts';
import type { Span } from '../../dsl/source.ts';

/** The kinds of small mistake that are made on purpose, and what each does to the text. */
export const operators = {
  'flip-effect': 'another effect',
  'drop-rule': 'the rule left out',
  'drop-unless': 'the exception left out',
  'drop-unknown': 'on unknown ask left out',
  'drop-otherwise': 'otherwise ask left out',
  'lower-approval': 'one approval fewer',
  'drop-condition': 'a condition left out',
  'negate-condition': 'a condition negated',
  'swap-comparison': 'another comparison',
  'shift-integer': 'an integer off by one',
  'widen-pattern': '`*` as `**`',
  'narrow-pattern': '`**` as `*`',
  'drop-pattern': 'a pattern or value left out',
  'drop-agent': 'an agent left out',
} as const;

export type Operator = keyof typeof operators;

/** A program with one mistake: text that a person could have written. */
export interface Mutant {
  readonly operator: Operator;
  readonly span: Span;
  /** The text that is changed, on one line. */
  readonly before: string;
  /** What stands there instead; empty when it is left out. */
  readonly after: string;
  /** The change itself, made when it is needed: a set may stand in a thousand rules. */
  change(): Change;
}

/** What a mutant changes of a program. */
export interface Change {
  readonly rules: readonly RuleChange[];
  readonly layer?: LayerChange;
  /** The set that stands in the changed rules in place of its name. */
  readonly set?: SetLiteral;
}

/** A rule and what it becomes; undefined is nothing. */
export interface RuleChange {
  readonly layer: Layer;
  readonly from: Rule;
  readonly to: Rule | undefined;
}

/** A block whose head or `otherwise` changes; its rules stay. */
export interface LayerChange {
  readonly from: Layer;
  readonly to: Layer;
}
