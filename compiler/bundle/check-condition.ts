import { readElement, readField, readParam, type FieldScope } from './check-field.ts';
import { conditionDepthMax, operandsMax, originsMax, textUnitsMax } from './limits.ts';
import type { Condition } from './rules.ts';
import type { Place } from './shape.ts';

/** What a condition may refer to. The counts are of what there is: indexes stay below. */
export interface ConditionScope extends FieldScope {
  readonly automata: number;
  readonly monitors: number;
  readonly origins: number;
  /**
   * `rule` may say everything. A `monitor` reads one call and neither history nor origin, so that
   * history depends on no history. Elements of lists, in either, are read by themselves.
   */
  readonly kind: 'rule' | 'monitor' | 'rule-element' | 'monitor-element';
}

type Operator = Condition['op'];
type Check = (place: Place, scope: ConditionScope, depth: number) => void;

const checks: Readonly<Record<Operator, Check>> = {
  and: checkConnective,
  or: checkConnective,
  not: (place, scope, depth) => checkCondition(place.members(['op', 'of']).of, scope, depth + 1),
  has: (place, scope) => void readParam(place.members(['op', 'param']).param, scope),
  equal: checkEqual,
  order: checkOrder,
  match: checkMatch,
  inside: (place, scope) => void readField(place.members(['op', 'field']).field, scope, ['path']),
  same: checkSame,
  every: checkQuantifier,
  any: checkQuantifier,
  from: checkFrom,
  after: (place, { monitors }) =>
    void place.members(['op', 'monitor']).monitor.integer(0, monitors - 1),
  count: checkCount,
};

const ofElements: readonly Operator[] = [
  'and',
  'or',
  'not',
  'equal',
  'order',
  'match',
  'inside',
  'same',
];
const operators: Readonly<Record<ConditionScope['kind'], readonly Operator[]>> = {
  rule: [...ofElements, 'has', 'every', 'any', 'from', 'after', 'count'],
  monitor: [...ofElements, 'has', 'every', 'any'],
  'rule-element': [...ofElements, 'from'],
  'monitor-element': ofElements,
};

/** Checks a condition at the given depth of nesting, from 1. */
export function checkCondition(place: Place, scope: ConditionScope, depth: number): void {
  if (depth > conditionDepthMax) place.fail(`expected at most ${conditionDepthMax} levels`);
  checks[place.member('op').oneOf(operators[scope.kind])](place, scope, depth);
}

function checkConnective(place: Place, scope: ConditionScope, depth: number): void {
  const operands = place.members(['op', 'of']).of.items(operandsMax);
  for (const operand of operands) checkCondition(operand, scope, depth + 1);
}

function checkEqual(place: Place, scope: ConditionScope): void {
  const { field, values } = place.members(['op', 'field', 'values']);
  const { kind } = readField(field, scope, ['text', 'path', 'integer', 'boolean']);
  for (const value of values.items(operandsMax)) {
    if (kind === 'integer') value.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    else if (kind === 'boolean') value.flag();
    else value.text(textUnitsMax);
  }
}

function checkOrder(place: Place, scope: ConditionScope): void {
  const { field, comparison, value } = place.members(['op', 'field', 'comparison', 'value']);
  readField(field, scope, ['integer']);
  comparison.oneOf(['<', '<=', '>', '>=']);
  value.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

function checkMatch(place: Place, scope: ConditionScope): void {
  const { field, form, exact, folded } = place.members(['op', 'field', 'form', 'exact', 'folded']);
  const { kind } = readField(field, scope, ['text', 'path']);
  if (kind === 'path') form.oneOf(['absolute', 'relative', 'either']);
  else if (!form.isNull) form.fail('expected null, for the field is no path');
  exact.integer(0, scope.automata - 1);
  if (!folded.isNull) folded.integer(0, scope.automata - 1);
}

function checkSame(place: Place, scope: ConditionScope): void {
  const { field, other } = place.members(['op', 'field', 'other']);
  const left = readField(field, scope, ['text', 'path', 'integer', 'boolean']);
  const right = readField(other, scope, ['text', 'path', 'integer', 'boolean']);
  if (left.value !== right.value) other.fail('expected a field of the same type');
}

/** The body reads one element: no other parameter, and no list within. */
function checkQuantifier(place: Place, scope: ConditionScope, depth: number): void {
  const { param, of } = place.members(['op', 'param', 'of']);
  const kind = scope.kind === 'monitor' ? 'monitor-element' : 'rule-element';
  checkCondition(of, { ...scope, kind, subjects: [[readElement(param, scope)]] }, depth + 1);
}

function checkFrom(place: Place, scope: ConditionScope): void {
  const { field, origins } = place.members(['op', 'field', 'origins']);
  const { isEnum } = readField(field, scope, ['text', 'path', 'integer']);
  if (isEnum) field.fail('expected a field that is no enumeration');
  const named = origins.integers(originsMax, scope.origins - 1);
  if (named.length === 0) origins.fail('expected at least one origin');
}

function checkCount(place: Place, { monitors }: ConditionScope): void {
  const { monitor, comparison, value } = place.members(['op', 'monitor', 'comparison', 'value']);
  monitor.integer(0, monitors - 1);
  comparison.oneOf(['<', '<=', '>', '>=', '==', '!=']);
  value.integer(0, Number.MAX_SAFE_INTEGER);
}
