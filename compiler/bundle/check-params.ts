import { enumWordsMax, nameUnitsMax, paramsMax } from './limits.ts';
import { type ParamEntry, type ParamType, paramTypes } from './rules.ts';
import type { Place } from './shape.ts';

/** What a parameter may be: a refspec is only something that a command takes. */
const declaredTypes: readonly ParamType[] = paramTypes.filter((type) => type !== 'Refspec');

/** Reads the parameters of a tool or an action; no two share a name. */
export function readParams(place: Place): readonly ParamEntry[] {
  return readDistinctParams(place, readParam);
}

function readDistinctParams(
  place: Place,
  read: (item: Place) => ParamEntry,
): readonly ParamEntry[] {
  const params = place.items(paramsMax).map(read);
  const names = new Set(params.map((param) => param.name));
  return names.size < params.length ? place.fail('found a parameter twice') : params;
}

function readParam(place: Place): ParamEntry {
  const member = place.members(['name', 'type', 'optional', 'inert', 'list', 'words', 'fields']);
  const type = member.type.oneOf(declaredTypes);
  const words = member.words.isNull ? null : readWords(member.words);
  const fields = member.fields.isNull ? null : readDistinctParams(member.fields, readFlatParam);
  if (words !== null && type !== 'String') member.words.fail('expected null, for it is no String');
  if (fields !== null && type !== 'Json') member.fields.fail('expected null, for it is no Json');
  return {
    name: member.name.name(nameUnitsMax),
    type,
    optional: member.optional.flag(),
    inert: member.inert.flag(),
    list: member.list.flag(),
    words,
    fields,
  };
}

/** A field of a record: neither a list nor a record itself, so that no value is deep. */
function readFlatParam(place: Place): ParamEntry {
  const param = readParam(place);
  return param.list || param.fields !== null
    ? place.fail('expected a field that is neither a list nor a record')
    : param;
}

function readWords(place: Place): readonly string[] {
  const words = place.items(enumWordsMax).map((word) => word.name(nameUnitsMax));
  if (words.length === 0) return place.fail('expected at least one word');
  return new Set(words).size < words.length ? place.fail('found a word twice') : words;
}
