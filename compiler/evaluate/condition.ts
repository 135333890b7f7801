import type { Condition, FieldReference } from '../bundle/rules.ts';
import type { Matcher } from './automaton.ts';
import type { Scalar } from './call-facts.ts';
import { foldCase } from './facts/fold.ts';
import { foldedPathSlot, type Parameter, pathSlot, scalarReader } from './field.ts';
import { equalPath, matchPath, pathLiterals } from './path-atoms.ts';
import { all, any, atom, not, type Test, type Truth } from './truth.ts';

/** What the conditions of one tool's rules refer to. */
export interface ConditionScope {
  /** A parameter of the tool; InvariantError for one that the checked rules cannot name. */
  readonly parameter: (name: string) => Parameter;
  readonly matcher: (index: number) => Matcher;
}

type Equal = Extract<Condition, { op: 'equal' }>;
type Order = Extract<Condition, { op: 'order' }>;
type Match = Extract<Condition, { op: 'match' }>;

/** Turns a condition into closures over the facts of one tool's calls. */
export function planCondition(condition: Condition, scope: ConditionScope): Test {
  switch (condition.op) {
    case 'and':
      return all(condition.of.map((operand) => planCondition(operand, scope)));
    case 'or':
      return any(condition.of.map((operand) => planCondition(operand, scope)));
    case 'not':
      return not(planCondition(condition.of, scope));
    case 'has':
      return planHas(condition.param);
    case 'equal':
      return planEqual(condition, scope.parameter(condition.field.param));
    case 'order':
      return planOrder(condition, scope.parameter(condition.field.param));
    case 'match':
      return planMatch(condition, scope);
    default:
      return planInside(scope.parameter(condition.field.param));
  }
}

/** Presence is always known. */
function planHas(param: string): Test {
  return { must: (facts) => facts.has(param), may: (facts) => facts.has(param) };
}

function planEqual({ field, values }: Equal, parameter: Parameter): Test {
  if (parameter.entry.type === 'Path') return planEqualPath(values.map(String), parameter);
  const read = scalarReader(parameter, field.part);
  const exact = new Set<Scalar>(values);
  const folded = isCaseOpen(field, parameter) ? new Set(values.map(String).map(foldCase)) : null;
  return atom((facts) => {
    const value = read(facts);
    if (value === null) return 'unknown';
    if (exact.has(value)) return 'yes';
    return folded?.has(foldCase(String(value))) === true ? 'unknown' : 'no';
  });
}

function planEqualPath(values: readonly string[], parameter: Parameter): Test {
  const literals = pathLiterals(values);
  const path = pathSlot(parameter);
  const folded = foldedPathSlot(parameter);
  return atom((facts) => equalPath(literals, facts.get(path), facts.get(folded)));
}

function planOrder({ field, comparison, value }: Order, parameter: Parameter): Test {
  const read = scalarReader(parameter, field.part);
  return atom((facts) => {
    const found = read(facts);
    if (typeof found !== 'number') return 'unknown';
    return comparisons[comparison](found, value) ? 'yes' : 'no';
  });
}

const comparisons: Readonly<
  Record<Order['comparison'], (found: number, value: number) => boolean>
> = {
  '<': (found, value) => found < value,
  '<=': (found, value) => found <= value,
  '>': (found, value) => found > value,
  '>=': (found, value) => found >= value,
};

function planMatch(condition: Match, scope: ConditionScope): Test {
  const parameter = scope.parameter(condition.field.param);
  const exact = scope.matcher(condition.exact);
  const folded = condition.folded === null ? null : scope.matcher(condition.folded);
  if (parameter.entry.type === 'Path') {
    const pattern = { form: condition.form ?? 'either', exact, folded };
    const path = pathSlot(parameter);
    const foldedPath = foldedPathSlot(parameter);
    return atom((facts) => matchPath(pattern, facts.get(path), facts.get(foldedPath)));
  }
  const read = scalarReader(parameter, condition.field.part);
  const loose = folded ?? (isCaseOpen(condition.field, parameter) ? exact : null);
  return atom((facts) => matchText(read(facts), exact, loose));
}

function matchText(value: Scalar, exact: Matcher, loose: Matcher | null): Truth {
  if (typeof value !== 'string') return 'unknown';
  if (exact.matches(value)) return 'yes';
  return loose?.matches(foldCase(value)) === true ? 'unknown' : 'no';
}

function planInside(parameter: Parameter): Test {
  const path = pathSlot(parameter);
  return atom((facts) => facts.get(path).inside);
}

/** Whether only the receiver knows if case counts: the local part of a mail address (RFC 5321). */
function isCaseOpen(field: FieldReference, { entry }: Parameter): boolean {
  return entry.type === 'Email' && field.part !== 'domain';
}
