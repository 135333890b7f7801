import { assert } from '../../dsl/assert.ts';
import type { Condition, Field, Membership, Rule, ToolDeclaration } from '../../dsl/ast.ts';
import { termsOf } from '../../dsl/condition.ts';
import type { PatternCache } from '../automata/cache.ts';
import { type Condition as RuleCondition, type FieldReference, parts } from '../bundle/rules.ts';
import { normalLiteral } from '../literal.ts';
import { readDirectory } from '../patterns/path.ts';
import { readPattern } from '../patterns/read.ts';
import type { Alternatives, Reading } from '../patterns/pattern-terms.ts';
import type { Program } from '../program.ts';
import { fieldType, type ValueType } from '../value-type.ts';
import type { AutomatonTable } from './automata.ts';
import { lowerAlternatives } from './pattern.ts';

/** What lowering a condition needs. The program is checked: nothing in it can fail. */
export interface LowerScope {
  readonly program: Program;
  readonly patterns: PatternCache;
  readonly table: AutomatonTable;
  /** One of the tools of the rule: fields have the same types on all of them. */
  readonly tool: ToolDeclaration;
}

/** When a rule holds: `when C unless D` is C and not D; null is always. */
export function lowerWhen(scope: LowerScope, { when, unless }: Rule): RuleCondition | null {
  const holds = when && lowerCondition(scope, when);
  const except = unless && negate(lowerCondition(scope, unless));
  if (holds !== undefined && except !== undefined) return { op: 'and', of: [holds, except] };
  return holds ?? except ?? null;
}

/** A condition of a checked program. */
export function lowerCondition(scope: LowerScope, condition: Condition): RuleCondition {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const of = termsOf(condition.kind, condition).map((term) => lowerCondition(scope, term));
      return { op: condition.kind, of };
    }
    case 'not':
      return negate(lowerCondition(scope, condition.operand));
    case 'has':
      return { op: 'has', param: reference(condition.field).param };
    default:
      return lowerRelation(scope, condition);
  }
}

function negate(of: RuleCondition): RuleCondition {
  return { op: 'not', of };
}

type Relation = Exclude<Condition, { kind: 'and' | 'or' | 'not' | 'has' }>;

function lowerRelation(scope: LowerScope, relation: Relation): RuleCondition {
  const type = fieldType(scope.tool, relation.field);
  assert(type !== undefined, 'a checked condition reads fields that exist');
  const field = reference(relation.field);
  switch (relation.kind) {
    case 'compare':
      return lowerComparison(type, field, relation);
    case 'matches':
      return lowerAlternatives(scope, field, read(type, field, relation.pattern.text));
    case 'under':
      if (relation.base === undefined) return { op: 'inside', field };
      return lowerAlternatives(scope, field, succeed(readDirectory(relation.base.text)));
    default:
      return lowerMembership(scope, { type, field, set: relation.set });
  }
}

function lowerComparison(
  type: ValueType,
  field: FieldReference,
  { operator, value }: Extract<Relation, { kind: 'compare' }>,
): RuleCondition {
  const literal = normalLiteral(type, value);
  assert(literal !== undefined, 'a checked literal has a normal form');
  if (operator === '==') return { op: 'equal', field, values: [literal] };
  if (operator === '!=') return negate({ op: 'equal', field, values: [literal] });
  assert(typeof literal === 'number', 'only integers are ordered');
  return { op: 'order', field, comparison: operator, value: literal };
}

function lowerMembership(
  scope: LowerScope,
  { type, field, set }: { type: ValueType; field: FieldReference; set: Membership },
): RuleCondition {
  if (set.kind === 'list') {
    const values = set.values.map((value) => normalLiteral(type, value));
    return { op: 'equal', field, values: values.filter((value) => value !== undefined) };
  }
  const literal = set.kind === 'set' ? set : scope.program.sets.get(set.text)?.value;
  assert(literal !== undefined, 'a checked condition names sets that exist');
  return lowerAlternatives(
    scope,
    field,
    literal.patterns.flatMap((word) => read(type, field, word.text)),
  );
}

function read(type: ValueType, field: FieldReference, text: string): Alternatives {
  return succeed(readPattern(type, field.part, text));
}

function succeed(reading: Reading): Alternatives {
  assert(reading.ok, 'a checked pattern can be read');
  return reading.alternatives;
}

function reference({ path }: Field): FieldReference {
  const [param, part] = path.map((word) => word.text);
  assert(param !== undefined, 'a field has a name');
  return { param, part: parts.find((each) => each === part) ?? null };
}
