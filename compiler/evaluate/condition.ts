import type { Condition, FieldReference } from '../bundle/rules.ts';
import type { Matcher } from './automaton.ts';
import type { Scalar } from './call-facts.ts';
import { foldCase } from './facts/fold.ts';
import { type FieldPlace, type Parameter, placeOf, scalarReader } from './field.ts';
import { compareCount } from './history.ts';
import { planFrom } from './origin.ts';
import { equalPath, everywhere, matchPath, pathLiterals, samePath } from './path-atoms.ts';
import { pathSlot, type PathView } from './path-form.ts';
import { planQuantifier } from './quantifier.ts';
import { equalSet, equalText, matchSet, matchText, textSet } from './text-atoms.ts';
import { all, any, atom, not, type Test, type Truth } from './truth.ts';

/** What the conditions on one tool or action refer to. */
export interface ConditionScope {
  /** A parameter of it; InvariantError for one that the checked rules cannot name. */
  readonly parameter: (name: string) => Parameter;
  readonly matcher: (index: number) => Matcher;
}

type Of<O extends Condition['op']> = Extract<Condition, { op: O }>;

/** Turns a condition into closures over the facts of one tool's calls, or of one action. */
export function planCondition(condition: Condition, scope: ConditionScope): Test {
  switch (condition.op) {
    case 'and':
      return all(condition.of.map((operand) => planCondition(operand, scope)));
    case 'or':
      return any(condition.of.map((operand) => planCondition(operand, scope)));
    case 'not':
      return not(planCondition(condition.of, scope));
    case 'every':
    case 'any':
      return planQuantifier(condition, scope, planCondition);
    default:
      return planAtom(condition, scope);
  }
}

function planAtom(
  condition: Exclude<Condition, { op: 'and' | 'or' | 'not' | 'every' | 'any' }>,
  scope: ConditionScope,
): Test {
  switch (condition.op) {
    case 'has':
      return atom((facts) => facts.presence(condition.param));
    case 'equal':
      return planEqual(condition, placeIn(scope, condition.field));
    case 'order':
      return planOrder(condition, placeIn(scope, condition.field));
    case 'match':
      return planMatch(condition, scope);
    case 'inside':
      return planPath(placeIn(scope, condition.field), (view) => view.inside);
    case 'same':
      return planSame(condition, scope);
    case 'from':
      return planFrom(condition, placeIn(scope, condition.field));
    default:
      return planHistory(condition);
  }
}

function placeIn({ parameter }: ConditionScope, field: FieldReference): FieldPlace {
  return placeOf(parameter(field.param), field);
}

/** Unknown where what came before is not known. */
function planHistory(condition: Of<'after'> | Of<'count'>): Test {
  if (condition.op === 'after') {
    return atom(({ history }) => history?.after(condition.monitor) ?? 'unknown');
  }
  const { monitor, comparison, value } = condition;
  return atom(({ history }) => {
    return history === undefined
      ? 'unknown'
      : compareCount(history.count(monitor), comparison, value);
  });
}

function planPath(place: FieldPlace, truth: (view: PathView) => Truth): Test {
  const slot = pathSlot(place);
  return atom((facts) => everywhere(facts.get(slot), truth));
}

function planEqual({ field, values }: Of<'equal'>, place: FieldPlace): Test {
  if (place.type === 'Path') {
    const literals = pathLiterals(values.map(String));
    return planPath(place, (view) => equalPath(literals, view));
  }
  const folded = isCaseOpen(field, place) ? new Set(values.map(String).map(foldCase)) : null;
  const literals = { exact: new Set<Scalar>(values), folded };
  return planText(field, place, {
    ofOne: (value) => equalText(literals, value),
    ofSet: (pieces) => equalSet(pieces, values),
  });
}

function planOrder({ field, comparison, value }: Of<'order'>, place: FieldPlace): Test {
  const read = scalarReader(place, field.part);
  return atom((facts) => {
    const found = read(facts);
    if (typeof found !== 'number') return 'unknown';
    return comparisons[comparison](found, value) ? 'yes' : 'no';
  });
}

const comparisons: Readonly<
  Record<Of<'order'>['comparison'], (found: number, value: number) => boolean>
> = {
  '<': (found, value) => found < value,
  '<=': (found, value) => found <= value,
  '>': (found, value) => found > value,
  '>=': (found, value) => found >= value,
};

function planMatch(condition: Of<'match'>, scope: ConditionScope): Test {
  const { field } = condition;
  const place = placeIn(scope, field);
  const exact = scope.matcher(condition.exact);
  const folded = condition.folded === null ? null : scope.matcher(condition.folded);
  if (place.type === 'Path') {
    const pattern = { form: condition.form ?? 'either', exact, folded };
    return planPath(place, (view) => matchPath(pattern, view));
  }
  const loose = folded ?? (isCaseOpen(field, place) ? exact : null);
  return planText(field, place, {
    ofOne: (value) => matchText(value, exact, loose),
    ofSet: (pieces) => matchSet(pieces, exact, folded),
  });
}

/** An atom on what is no path: of one value, else of a set, else unknown. */
function planText(
  { part }: FieldReference,
  place: FieldPlace,
  truth: {
    readonly ofOne: (value: NonNullable<Scalar>) => Truth;
    readonly ofSet: (pieces: NonNullable<ReturnType<typeof textSet>>) => Truth;
  },
): Test {
  const read = scalarReader(place, part);
  return atom((facts) => {
    const value = read(facts);
    if (value !== null) return truth.ofOne(value);
    const pieces = part === null ? textSet(facts, place) : undefined;
    return pieces === undefined ? 'unknown' : truth.ofSet(pieces);
  });
}

function planSame({ field, other }: Of<'same'>, scope: ConditionScope): Test {
  const [left, right] = [placeIn(scope, field), placeIn(scope, other)];
  if (left.type === 'Path') {
    const [one, two] = [pathSlot(left), pathSlot(right)];
    return atom((facts) => sameViews(facts.get(one), facts.get(two)));
  }
  const [readLeft, readRight] = [scalarReader(left, field.part), scalarReader(right, other.part)];
  const fold = isCaseOpen(field, left) || isCaseOpen(other, right);
  return atom((facts) => {
    const [one, two] = [readLeft(facts), readRight(facts)];
    if (one === null || two === null) return 'unknown';
    return equalText(
      { exact: new Set([one]), folded: fold ? new Set([foldCase(String(one))]) : null },
      two,
    );
  });
}

/** A path that begins at no directory has one view only, which holds for each. */
function sameViews(left: readonly PathView[], right: readonly PathView[]): Truth {
  const [more, less] = left.length < right.length ? [right, left] : [left, right];
  const [first] = less;
  if (first === undefined) return 'unknown';
  return everywhere(more, (view, at) => samePath(view, less[at] ?? first));
}

/** Whether only the receiver knows if case counts: the local part of a mail address (RFC 5321). */
function isCaseOpen(field: FieldReference, { type }: FieldPlace): boolean {
  return type === 'Email' && field.part !== 'domain';
}
