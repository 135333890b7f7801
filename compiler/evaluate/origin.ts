import type { Condition, ParamType, Part } from '../bundle/rules.ts';
import type { CallFacts } from './call-facts.ts';
import type { Origins } from './decision.ts';
import { type FieldPlace, scalarReader } from './field.ts';
import { pathSlot } from './path-form.ts';
import { atom, type Test } from './truth.ts';

/** Shorter values are found in any text by chance. */
const lettersMin = 4;
const letterOrDigit = /[\p{L}\p{N}]/gu;

/** The types of parts, as the values of a conversation are read. */
const partTypes: Readonly<Record<Part, ParamType>> = {
  scheme: 'String',
  host: 'Host',
  port: 'Int',
  path: 'String',
  local: 'String',
  domain: 'Host',
  branch: 'Ref',
  source: 'Ref',
  force: 'Bool',
};

/** Whether a value is known to come, whole, from one of some origins: yes or unknown, never no. */
export function planFrom(
  { field, origins }: Extract<Condition, { op: 'from' }>,
  place: FieldPlace,
): Test {
  const isFrom = (known: Origins, value: string | number, type: ParamType): boolean =>
    isTelling(value) && origins.some((origin) => known.holds(origin, value, type));
  if (place.type === 'Path') return planPathFrom(place, isFrom);
  const read = scalarReader(place, field.part);
  const type = field.part === null ? place.type : partTypes[field.part];
  return atom((facts) => {
    const value = read(facts);
    if (facts.origins === undefined || value === null || typeof value === 'boolean')
      return 'unknown';
    return isFrom(facts.origins, value, type) ? 'yes' : 'unknown';
  });
}

/** A path is known by its absolute form, which must hold wherever it may begin. */
function planPathFrom(
  place: FieldPlace,
  isFrom: (known: Origins, value: string, type: ParamType) => boolean,
): Test {
  const slot = pathSlot(place);
  return atom((facts: CallFacts) => {
    const { origins } = facts;
    if (origins === undefined) return 'unknown';
    const paths = facts.get(slot).map((view) => view.absolute?.text ?? null);
    const isKnown = paths.every((path) => path !== null && isFrom(origins, path, 'Path'));
    return isKnown && paths.length > 0 ? 'yes' : 'unknown';
  });
}

function isTelling(value: string | number): boolean {
  return (String(value).match(letterOrDigit)?.length ?? 0) >= lettersMin;
}
