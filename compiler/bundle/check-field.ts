import { nameUnitsMax } from './limits.ts';
import { type ParamEntry, type ParamType, type Part, parts } from './rules.ts';
import type { Place } from './shape.ts';

/** What fields may refer to: the parameters of each subject, which must agree. */
export interface FieldScope {
  readonly subjects: readonly (readonly ParamEntry[])[];
}

/** What a field gives to compare. */
export type FieldKind = 'text' | 'path' | 'integer' | 'boolean';

/** What is read of a field. */
export interface ReadField {
  readonly kind: FieldKind;
  /** Two fields with one name here have values that can be equal: `Host` of a URL and of an address. */
  readonly value: string;
  readonly isEnum: boolean;
}

/** Kinds of whole arguments. `Json` is never compared; a refspec only ever stands in a command. */
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
  Refspec: undefined,
  Json: undefined,
};

/** Parts that conditions may read of typed values, with what {@link ReadField.value} they have. */
const partKinds: ReadonlyMap<ParamType, ReadonlyMap<Part, readonly [FieldKind, string]>> = new Map([
  [
    'Url',
    new Map<Part, readonly [FieldKind, string]>([
      ['scheme', ['text', 'scheme']],
      ['host', ['text', 'Host']],
      ['port', ['integer', 'Int']],
      ['path', ['text', 'path of Url']],
    ]),
  ],
  [
    'Email',
    new Map<Part, readonly [FieldKind, string]>([
      ['local', ['text', 'local of Email']],
      ['domain', ['text', 'Host']],
    ]),
  ],
]);

/** Reads a field, which must be of one of these kinds. */
export function readField(place: Place, scope: FieldScope, kinds: readonly FieldKind[]): ReadField {
  const { param, field, part } = place.members(['param', 'field', 'part']);
  const entry = readParam(param, scope);
  if (entry.list) return param.fail('expected a parameter that is no list');
  const { type, words } = field.isNull ? entry : readRecordField(field, entry);
  const whole = wholeKinds[type];
  const found: readonly [FieldKind | undefined, string] | undefined = part.isNull
    ? [whole, type]
    : partKinds.get(type)?.get(part.oneOf(parts));
  const kind = found?.[0];
  if (found !== undefined && kind !== undefined && kinds.includes(kind)) {
    return { kind, value: found[1], isEnum: words !== null };
  }
  return place.fail(`expected a field that is ${kinds.join(' or ')}`);
}

function readRecordField(place: Place, { fields }: ParamEntry): ParamEntry {
  const name = place.name(nameUnitsMax);
  const found = fields?.find((field) => field.name === name);
  return found ?? place.fail('expected a field of the record');
}

/** The element of a list, as a parameter. */
export function readElement(place: Place, scope: FieldScope): ParamEntry {
  const entry = readParam(place, scope);
  return entry.list ? { ...entry, list: false } : place.fail('expected a list');
}

/** A parameter that all subjects have, and of one type. */
export function readParam(place: Place, { subjects }: FieldScope): ParamEntry {
  const name = place.name(nameUnitsMax);
  const found = subjects.map((params) => params.find((param) => param.name === name));
  const [first, ...others] = found;
  if (first !== undefined && others.every((other) => isAlike(first, other))) return first;
  return place.fail('expected a parameter of one type in every tool and action of the rule');
}

/** Whether a condition reads both alike; optional or not makes no difference to it. */
function isAlike(one: ParamEntry, other: ParamEntry | undefined): boolean {
  if (other === undefined || one.type !== other.type || one.list !== other.list) return false;
  const isWord = (entry: ParamEntry): boolean => entry.words !== null;
  if (isWord(one) !== isWord(other)) return false;
  const [left, right] = [one.fields ?? [], other.fields ?? []];
  if ((one.fields === null) !== (other.fields === null) || left.length !== right.length)
    return false;
  return left.every((field) =>
    isAlike(
      field,
      right.find((each) => each.name === field.name),
    ),
  );
}
