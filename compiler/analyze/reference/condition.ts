import type { Condition, Field, Literal } from '../../../dsl/ast.ts';
import type { SetPiece } from '../../evaluate/known.ts';
import type { Program } from '../../program.ts';
import type { Parameter } from '../../subject.ts';
import type { Call, Value } from './call.ts';
import { countOf } from './event.ts';
import { hostsBelow, membersOf, ofMembers } from './members.ts';
import {
  coversPath,
  isAmbiguous,
  isPath,
  isSamePath,
  isUnder,
  type Place,
  placesOf,
} from './path.ts';
import { equals, isSame, matches, readScalar, type Scalar } from './scalar.ts';
import { allOf, opposite, someOf, type Truth } from './truth.ts';

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;
type Relation = Of<'compare' | 'matches' | 'under' | 'in'>;

/** The truth of a condition on a facet. */
export function truthOf(condition: Condition, call: Call): Truth {
  switch (condition.kind) {
    case 'and':
      return allOf([truthOf(condition.left, call), truthOf(condition.right, call)]);
    case 'or':
      return someOf([truthOf(condition.left, call), truthOf(condition.right, call)]);
    case 'not':
      return opposite(truthOf(condition.operand, call));
    case 'has':
      return presence(call.values.get(nameIn(condition.field)));
    case 'every':
    case 'any':
      return quantified(condition, call);
    case 'after': {
      const { least, most } = countOf(call, condition, truthOf);
      return least > 0 || (most > 0 ? undefined : false);
    }
    case 'count':
      return countTruth(condition, call);
    case 'from':
      return fromTruth(condition, call);
    case 'compare-fields': {
      const isEqual = sameTruth(condition, call);
      return condition.operator === '==' ? isEqual : opposite(isEqual);
    }
    default:
      return relationTruth(condition, call);
  }
}

function presence(value: Value | undefined): Truth {
  if (value === undefined) return false;
  return value.kind === 'unknown' && value.mayLack ? undefined : true;
}

/** Of no element nothing can be said, nor of a list that is not known. */
function quantified({ kind, operand }: Of<'every' | 'any'>, call: Call): Truth {
  const elements = elementsOf(operand, call);
  if (elements.length === 0) return undefined;
  const truths = elements.map((element) => truthOf(operand, element));
  return kind === 'every' ? allOf(truths) : someOf(truths);
}

/** A facet for each element of the list that a condition reads. */
function elementsOf(operand: Condition, call: Call): readonly Call[] {
  const name = listIn(operand);
  const list = call.values.get(name);
  if (list?.kind !== 'known' || !Array.isArray(list.value)) return [];
  const params = call.subject.params.map((param) =>
    param.name === name ? { ...param, list: false } : param,
  );
  return list.value.map((value: unknown) => ({
    ...call,
    subject: { ...call.subject, params },
    values: new Map([[name, { kind: 'known' as const, value }]]),
  }));
}

function listIn(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return listIn(condition.left);
    case 'not':
    case 'every':
    case 'any':
      return listIn(condition.operand);
    case 'after':
    case 'count':
      return '';
    default:
      return nameIn(condition.field);
  }
}

/** True if all numbers that it may be are so, false if none is. */
function countTruth(condition: Of<'count'>, call: Call): Truth {
  const { operator, value } = condition;
  const { least, most } = countOf(call, condition, truthOf);
  const is = (count: number): boolean => {
    if (operator === '==') return count === value;
    if (operator === '!=') return count !== value;
    if (operator === '<') return count < value;
    if (operator === '<=') return count <= value;
    return operator === '>' ? count > value : count >= value;
  };
  const telling = [least, value - 1, value, value + 1, most].filter((n) => n >= least && n <= most);
  const truths = new Set(telling.map(is));
  return truths.size === 1 ? truths.has(true) : undefined;
}

/** Never false: that a value does not come from somewhere cannot be known. */
function fromTruth({ field, sources }: Of<'from'>, call: Call): Truth {
  const read = readField(field, call);
  if (read?.value.kind !== 'known') return undefined;
  const { type } = read;
  const found =
    type === 'Path' ? pathsIn(read, call) : [readScalar(type, undefined, read.value.value).value];
  const isHeld = (value: Scalar['value']): boolean => {
    if (value === undefined || typeof value === 'boolean') return false;
    const letters = Array.from(String(value)).filter((char) => /[\p{L}\p{N}]/u.test(char));
    return letters.length > 3 && sources.some((source) => call.past.holds(source, value, type));
  };
  return found.length > 0 && found.every(isHeld) ? true : undefined;
}

function pathsIn({ value }: Read, call: Call): readonly (string | undefined)[] {
  if (value.kind !== 'known' || typeof value.value !== 'string') return [];
  return placesOf(value.value, call).map((place) => place?.absolute);
}

/** What a field reads: the value of an argument or of a field of a record, and its type. */
interface Read {
  readonly value: Value;
  readonly type: string;
  readonly part: string | undefined;
  readonly words: readonly string[] | null;
  readonly isWhole: boolean;
}

/** Undefined where the value is absent. */
function readField({ path }: Field, { subject, values }: Call): Read | undefined {
  const [name = '', ...rest] = path.map((word) => word.text);
  const param = subject.params.find((each) => each.name === name);
  const value = values.get(name);
  if (param === undefined || value === undefined) return undefined;
  if (param.fields === null || rest[0] === undefined) return readOf(param, value, rest[0], true);
  const field = param.fields.find((each) => each.name === rest[0]);
  const record = value.kind === 'known' ? value.value : undefined;
  if (field === undefined || typeof record !== 'object' || record === null) return undefined;
  const held = Object.entries(record).find(([key]) => key === field.name);
  return held && readOf(field, { kind: 'known', value: held[1] }, rest[1], false);
}

function readOf(
  { type, words }: Parameter,
  value: Value,
  part: string | undefined,
  isWhole: boolean,
): Read {
  return { value, type: type ?? 'Json', part, words, isWhole };
}

/** True if a relation in a condition is about an argument that is there and cannot be read. */
export function isUnreadable(condition: Condition, call: Call): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return isUnreadable(condition.left, call) || isUnreadable(condition.right, call);
    case 'not':
      return isUnreadable(condition.operand, call);
    case 'every':
    case 'any':
      return elementsOf(condition.operand, call).some((each) =>
        isUnreadable(condition.operand, each),
      );
    case 'has':
    case 'after':
    case 'count':
      return false;
    case 'compare-fields':
      return [condition.field, condition.other].some((field) => isUnreadableField(field, call));
    default:
      return isUnreadableField(condition.field, call);
  }
}

function isUnreadableField(field: Field, call: Call): boolean {
  const read = readField(field, call);
  if (read === undefined || read.value.kind === 'unknown' || read.value.kind === 'hosts')
    return false;
  if (read.value.kind === 'set') return read.type === 'Path' && isAmbiguousSet(read.value.pieces);
  const { value } = read.value;
  if (read.type === 'Path') return typeof value !== 'string' || isAmbiguous(value);
  if (read.words !== null && !(read.words as readonly unknown[]).includes(value)) return true;
  return readScalar(read.type, read.part, value).value === undefined;
}

/** A set whose texts are not all read as one path by everybody. */
function isAmbiguousSet(pieces: readonly SetPiece[]): boolean {
  return membersOf(pieces, []).some(isAmbiguous);
}

function nameIn({ path }: Field): string {
  return path[0]?.text ?? '';
}

/** An absent argument makes every relation unknown, and so does one that is not known. */
function relationTruth(relation: Relation, call: Call): Truth {
  const read = readField(relation.field, call);
  if (read === undefined || read.value.kind === 'unknown') return undefined;
  const { type, value } = read;
  if (type === 'Path') return pathsTruth(relation, call, value);
  if (value.kind === 'known') return scalarTruth(relation, call, scalarOf(read, value.value));
  if (value.kind === 'hosts') {
    const hosts = hostsBelow(value.below, comparedIn(relation, call));
    return ofMembers(hosts, (host) =>
      scalarTruth(relation, call, readScalar(type, undefined, host)),
    );
  }
  const isPlain = ['String', 'Key', 'Ref', 'Shell'].includes(type);
  if (!isPlain || !read.isWhole || read.words !== null || read.part !== undefined) return undefined;
  const members = membersOf(value.pieces, comparedIn(relation, call));
  return ofMembers(members, (text) =>
    scalarTruth(relation, call, readScalar(type, undefined, text)),
  );
}

function scalarOf({ type, part, words }: Read, value: unknown): Scalar {
  const isWord = words === null || (words as readonly unknown[]).includes(value);
  return readScalar(type, part, isWord ? value : undefined);
}

function pathsTruth(relation: Relation, call: Call, value: Value): Truth {
  if (value.kind === 'known') {
    if (typeof value.value !== 'string') return undefined;
    return everywhere(placesOf(value.value, call).map((place) => pathTruth(relation, call, place)));
  }
  if (value.kind !== 'set' || value.pieces.some(({ kind }) => kind === 'any')) return undefined;
  const members = membersOf(value.pieces, comparedIn(relation, call));
  return ofMembers(members, (text) =>
    everywhere(placesOf(text, call).map((place) => pathTruth(relation, call, place))),
  );
}

/** True if it is so wherever a path begins, false if nowhere. */
function everywhere(truths: readonly Truth[]): Truth {
  const [first, ...others] = truths;
  return others.every((other) => other === first) ? first : undefined;
}

/** The texts that a relation compares with. */
function comparedIn(relation: Relation, { program }: Call): readonly string[] {
  switch (relation.kind) {
    case 'compare':
      return [String(relation.value.value)];
    case 'matches':
      return [relation.pattern.text];
    case 'under':
      return relation.base === undefined ? [] : [relation.base.text];
    default: {
      const { set } = relation;
      if (set.kind === 'list') return set.values.map(({ value }) => String(value));
      const literal = set.kind === 'set' ? set : program.sets.get(set.text)?.value;
      return literal?.patterns.map(({ text }) => text) ?? [];
    }
  }
}

function sameTruth({ field, other }: Of<'compare-fields'>, call: Call): Truth {
  const [one, two] = [readField(field, call), readField(other, call)];
  if (one?.value.kind !== 'known' || two?.value.kind !== 'known') return undefined;
  const [left, right] = [one.value.value, two.value.value];
  if (one.type !== 'Path') return isSame(scalarOf(one, left), scalarOf(two, right));
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  const [places, others] = [placesOf(left, call), placesOf(right, call)];
  return everywhere(places.map((place, at) => isSamePath(place, others[at])));
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
