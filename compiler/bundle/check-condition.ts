import { conditionDepthMax, nameUnitsMax, operandsMax, textUnitsMax } from './limits.ts';
import { type ParamType, type Part, parts, type ToolEntry } from './rules.ts';
import type { Place } from './shape.ts';

/** What a condition may refer to. */
export interface Scope {
  /** The tools of the rule: the condition must make sense on each. */
  readonly tools: readonly ToolEntry[];
  /** How many automata there are. */
  readonly automata: number;
}

/** What a field gives to compare. */
type FieldKind = 'text' | 'path' | 'integer' | 'boolean';

/** Values of whole arguments. `Json` is never compared. */
const wholeKinds: Readonly<Record<ParamType, FieldKind | undefined>> = {
  String: 'text',
  Int: 'integer',
  Bool: 'boolean',
  Path: 'path',
  Url: 'text',
  Host: 'text',
  Email: 'text',
  Key: 'text',
  Ref: 'text',
  Shell: 'text',
  Json: undefined,
};

/** Parts that typed values have. */
const partKinds: ReadonlyMap<ParamType, ReadonlyMap<Part, FieldKind>> = new Map([
  [
    'Url',
    new Map<Part, FieldKind>([
      ['scheme', 'text'],
      ['host', 'text'],
      ['port', 'integer'],
      ['path', 'text'],
    ]),
  ],
  [
    'Email',
    new Map<Part, FieldKind>([
      ['local', 'text'],
      ['domain', 'text'],
    ]),
  ],
]);

const operators = ['and', 'or', 'not', 'has', 'equal', 'order', 'match', 'inside'] as const;

type Check = (place: Place, scope: Scope, depth: number) => void;

const checks: Readonly<Record<(typeof operators)[number], Check>> = {
  and: checkConnective,
  or: checkConnective,
  not: (place, scope, depth) => checkCondition(place.members(['op', 'of']).of, scope, depth + 1),
  has: (place, scope) => void readType(place.members(['op', 'param']).param, scope),
  equal: checkEqual,
  order: checkOrder,
  match: checkMatch,
  inside: (place, scope) => void readField(place.members(['op', 'field']).field, scope, ['path']),
};

/** Checks a condition at the given depth of nesting, from 1. */
export function checkCondition(place: Place, scope: Scope, depth: number): void {
  if (depth > conditionDepthMax) place.fail(`expected at most ${conditionDepthMax} levels`);
  checks[place.member('op').oneOf(operators)](place, scope, depth);
}

function checkConnective(place: Place, scope: Scope, depth: number): void {
  const operands = place.members(['op', 'of']).of.items(operandsMax);
  for (const operand of operands) checkCondition(operand, scope, depth + 1);
}

function checkEqual(place: Place, scope: Scope): void {
  const { field, values } = place.members(['op', 'field', 'values']);
  const kind = readField(field, scope, ['text', 'path', 'integer', 'boolean']);
  for (const value of values.items(operandsMax)) {
    if (kind === 'integer') value.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    else if (kind === 'boolean') value.flag();
    else value.text(textUnitsMax);
  }
}

function checkOrder(place: Place, scope: Scope): void {
  const { field, comparison, value } = place.members(['op', 'field', 'comparison', 'value']);
  readField(field, scope, ['integer']);
  comparison.oneOf(['<', '<=', '>', '>=']);
  value.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

function checkMatch(place: Place, scope: Scope): void {
  const { field, form, exact, folded } = place.members(['op', 'field', 'form', 'exact', 'folded']);
  const kind = readField(field, scope, ['text', 'path']);
  if (kind === 'path') form.oneOf(['absolute', 'relative', 'either']);
  else if (!form.isNull) form.fail('expected null, for the field is no path');
  exact.integer(0, scope.automata - 1);
  if (!folded.isNull) folded.integer(0, scope.automata - 1);
}

/** The kind of a field, which must be one of these. */
function readField(place: Place, scope: Scope, kinds: readonly FieldKind[]): FieldKind {
  const { param, part } = place.members(['param', 'part']);
  const type = readType(param, scope);
  const kind = part.isNull ? wholeKinds[type] : partKinds.get(type)?.get(part.oneOf(parts));
  if (kind !== undefined && kinds.includes(kind)) return kind;
  return place.fail(`expected a field that is ${kinds.join(' or ')}`);
}

/** The type of a parameter that all tools of the rule have. */
function readType(place: Place, scope: Scope): ParamType {
  const name = place.name(nameUnitsMax);
  const types = scope.tools.map((tool) => tool.params.find((param) => param.name === name)?.type);
  const [type, ...others] = new Set(types);
  if (type !== undefined && others.length === 0) return type;
  return place.fail('expected a parameter of one type in every tool of the rule');
}
