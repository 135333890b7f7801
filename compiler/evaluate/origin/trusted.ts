/** A step on the way to trusted places: a name, or every element of a list. */
type Step = { readonly name: string } | 'each';

/** Values that stand in the trusted places of a result: `people[].email`. Texts and numbers only. */
export function trustedValues(
  result: string,
  places: readonly string[],
): readonly (string | number)[] {
  let value: unknown;
  try {
    value = JSON.parse(result);
  } catch {
    return [];
  }
  const found = places.flatMap((place) => valuesAt(value, stepsOf(place)));
  return found.filter((each) => typeof each === 'string' || typeof each === 'number');
}

function stepsOf(place: string): readonly Step[] {
  return [...place.matchAll(/\[\]|[\w$-]+/g)].map(
    ([step]): Step => (step === '[]' ? 'each' : { name: step }),
  );
}

function valuesAt(value: unknown, [step, ...rest]: readonly Step[]): readonly unknown[] {
  if (step === undefined) return [value];
  if (step === 'each') {
    return Array.isArray(value) ? value.flatMap((each: unknown) => valuesAt(each, rest)) : [];
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || !Object.hasOwn(value, step.name)) return [];
  return valuesAt((value as Readonly<Record<string, unknown>>)[step.name], rest);
}
