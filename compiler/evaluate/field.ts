import { assert } from '../bundle/assert.ts';
import type { FieldReference, ParamEntry, ParamType, Part } from '../bundle/rules.ts';
import type { CallFacts, Scalar } from './call-facts.ts';
import { type EmailFact, readEmail } from './facts/email.ts';
import { readHost } from './facts/host.ts';
import { readText } from './facts/text.ts';
import { readUrl, type UrlFact } from './facts/url.ts';

/** Reads one field of a facet. */
export type Reader = (facts: CallFacts) => Scalar;

/**
 * A parameter and its position in the tool or action, which numbers its slots. The fields of a
 * record have the positions that follow.
 */
export interface Parameter {
  readonly entry: ParamEntry;
  readonly position: number;
}

/** What a condition reads: a whole argument, or one field of a record, and its type. */
export interface FieldPlace {
  readonly param: string;
  readonly field: string | null;
  readonly type: ParamType;
  readonly words: readonly string[] | null;
  readonly position: number;
}

/** Slots of one position: its fact, and its folded fact. */
const slotsPerPosition = 2;

/** The number of the first slot of a place. */
export function slotIndex({ position }: Pick<FieldPlace, 'position'>): number {
  return position * slotsPerPosition;
}

/** Gives parameters their positions, by name. */
export function numberParameters(params: readonly ParamEntry[]): ReadonlyMap<string, Parameter> {
  const numbered = new Map<string, Parameter>();
  let position = 0;
  for (const entry of params) {
    numbered.set(entry.name, { entry, position });
    position += 1 + (entry.fields?.length ?? 0);
  }
  return numbered;
}

/** Where a condition's field is found. */
export function placeOf({ entry, position }: Parameter, { field }: FieldReference): FieldPlace {
  const { name: param, type, words } = entry;
  if (field === null) return { param, field, type, words, position };
  const at = entry.fields?.findIndex((each) => each.name === field) ?? -1;
  const found = entry.fields?.[at];
  assert(found !== undefined, 'a checked rule names only fields of its records');
  return { param, field, type: found.type, words: found.words, position: position + 1 + at };
}

/** The value as sent; undefined when it is absent or not known. */
export function valueAt(facts: CallFacts, { param, field }: FieldPlace): unknown {
  const value = facts.argument(param);
  if (field === null || value === undefined) return value;
  const isRecord = typeof value === 'object' && value !== null && Object.hasOwn(value, field);
  return isRecord ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
}

/** A reader of a field that is not a path. A part that the type does not have is unknown. */
export function scalarReader(place: FieldPlace, part: Part | null): Reader {
  assert(place.type !== 'Path' && place.type !== 'Json', 'only scalar types are compared');
  const index = slotIndex(place);
  if (place.type === 'Url') {
    const slot = { index, read: (facts: CallFacts) => urlAt(facts, place) };
    return (facts) => urlPart(facts.get(slot), part);
  }
  if (place.type === 'Email') {
    const slot = { index, read: (facts: CallFacts) => readEmail(textAt(facts, place)) };
    return (facts) => emailPart(facts.get(slot), part);
  }
  const slot = { index, read: (facts: CallFacts) => readWhole(valueAt(facts, place), place) };
  return part === null ? (facts) => facts.get(slot) : () => null;
}

/** The text, or the empty one, which every typed reader takes for unknown. */
export function textAt(facts: CallFacts, place: FieldPlace): string {
  const value = valueAt(facts, place);
  return typeof value === 'string' ? value : '';
}

/** Everything up to the end of the authority, which nothing behind it can change. */
const urlOrigin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/i;

/** Of a set of URLs only what all of them begin with can be read. */
function urlAt(facts: CallFacts, place: FieldPlace): UrlFact {
  const first = place.field === null ? facts.pieces(place.param)?.[0] : undefined;
  if (first === undefined) return readUrl(textAt(facts, place));
  const origin = first.kind === 'text' ? urlOrigin.exec(first.text)?.[0] : undefined;
  return { ...readUrl(origin ?? ''), path: null, whole: null };
}

function readWhole(value: unknown, { type, words }: FieldPlace): Scalar {
  if (type === 'Int') return Number.isSafeInteger(value) ? (value as number) : null;
  if (type === 'Bool') return typeof value === 'boolean' ? value : null;
  if (typeof value !== 'string') return null;
  if (type === 'Host') return readHost(value);
  return words === null || words.includes(value) ? readText(value) : null;
}

function urlPart(fact: UrlFact, part: Part | null): Scalar {
  switch (part) {
    case null:
      return fact.whole;
    case 'scheme':
    case 'host':
    case 'port':
    case 'path':
      return fact[part];
    default:
      return null;
  }
}

function emailPart(fact: EmailFact, part: Part | null): Scalar {
  if (part === null) return fact.whole;
  return part === 'local' || part === 'domain' ? fact[part] : null;
}
