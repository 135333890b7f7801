import type { Condition, Field, Literal } from '../../../dsl/ast.ts';
import type { Program } from '../../program.ts';
import { coversPath, isAmbiguous, isPath, isUnder, type Place, placePath } from './path.ts';
import { equals, matches, readScalar, type Scalar } from './scalar.ts';
import { allOf, opposite, someOf, type Truth } from './truth.ts';

/** A call as conditions read it. */
export interface Call {
  readonly program: Program;
  /** The declared type of each parameter of the tool. */
  readonly types: ReadonlyMap<string, string>;
  readonly input: ReadonlyMap<string, unknown>;
  readonly workspace: string | null;
}

type Relation = Exclude<Condition, { kind: 'and' | 'or' | 'not' | 'has' }>;

/** The truth of a condition on a call. */
export function truthOf(condition: Condition, call: Call): Truth {
  switch (condition.kind) {
    case 'and':
      return allOf([truthOf(condition.left, call), truthOf(condition.right, call)]);
    case 'or':
      return someOf([truthOf(condition.left, call), truthOf(condition.right, call)]);
    case 'not':
      return opposite(truthOf(condition.operand, call));
    case 'has':
      return call.input.has(paramOf(condition.field));
    default:
      return relationTruth(condition, call);
  }
}

/** True if a relation in a condition is about an argument that is there and cannot be read. */
export function isUnreadable(condition: Condition, call: Call): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return isUnreadable(condition.left, call) || isUnreadable(condition.right, call);
    case 'not':
      return isUnreadable(condition.operand, call);
    case 'has':
      return false;
    default:
      return isUnreadableField(condition.field, call);
  }
}

function isUnreadableField(field: Field, { input, types }: Call): boolean {
  const param = paramOf(field);
  const argument = input.get(param);
  if (argument === undefined) return false;
  const type = types.get(param) ?? 'Json';
  if (type === 'Path') return typeof argument === 'string' && isAmbiguous(argument);
  return readScalar(type, field.path[1]?.text, argument).value === undefined;
}

function paramOf(field: Field): string {
  return field.path[0]?.text ?? '';
}

/** An absent argument makes every relation unknown. */
function relationTruth(relation: Relation, call: Call): Truth {
  const param = paramOf(relation.field);
  const argument = call.input.get(param);
  if (!call.input.has(param)) return undefined;
  const type = call.types.get(param) ?? 'Json';
  if (type === 'Path') {
    return pathTruth(relation, call, placePath(String(argument), call.workspace));
  }
  return scalarTruth(relation, call, readScalar(type, relation.field.path[1]?.text, argument));
}

function pathTruth(relation: Relation, { program }: Call, place: Place | undefined): Truth {
  switch (relation.kind) {
    case 'compare': {
      const isEqual = isPath(String(relation.value.value), place);
      return relation.operator === '==' ? isEqual : opposite(isEqual);
    }
    case 'matches':
      return coversPath(relation.pattern.text, place);
    case 'under':
      return relation.base === undefined ? place?.isInside : isUnder(relation.base.text, place);
    default:
      return memberTruth(program, relation, {
        literal: ({ value }) => isPath(String(value), place),
        pattern: (pattern) => coversPath(pattern, place),
      });
  }
}

function scalarTruth(relation: Relation, { program }: Call, scalar: Scalar): Truth {
  switch (relation.kind) {
    case 'compare':
      return comparisonTruth(relation, scalar);
    case 'matches':
      return matches(scalar, relation.pattern.text);
    case 'under':
      return undefined;
    default:
      return memberTruth(program, relation, {
        literal: ({ value }) => equals(scalar, value),
        pattern: (pattern) => matches(scalar, pattern),
      });
  }
}

function comparisonTruth(
  { operator, value: { value } }: Extract<Relation, { kind: 'compare' }>,
  scalar: Scalar,
): Truth {
  if (operator === '==') return equals(scalar, value);
  if (operator === '!=') return opposite(equals(scalar, value));
  const found = scalar.value;
  if (typeof found !== 'number') return undefined;
  if (operator === '<') return found < Number(value);
  if (operator === '<=') return found <= Number(value);
  return operator === '>' ? found > Number(value) : found >= Number(value);
}

function memberTruth(
  program: Program,
  { set }: Extract<Relation, { kind: 'in' }>,
  is: {
    readonly literal: (literal: Literal) => Truth;
    readonly pattern: (pattern: string) => Truth;
  },
): Truth {
  if (set.kind === 'list') return someOf(set.values.map(is.literal));
  const patterns = set.kind === 'set' ? set.patterns : program.sets.get(set.text)?.value.patterns;
  return someOf((patterns ?? []).map(({ text }) => is.pattern(text)));
}
