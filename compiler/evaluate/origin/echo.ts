/** Texts this long, in UTF-16 units, are known again inside longer ones. */
export const echoMin = 16;

/**
 * Whether a text only repeats one that the model wrote before: it is the same, or one of the two,
 * from 16 units on, stands inside the other. Blanks around them do not count.
 */
export function isEcho(text: string, written: Iterable<string>): boolean {
  const told = text.trim();
  for (const each of written) {
    const wrote = each.trim();
    if (told === wrote) return true;
    if (told.length >= echoMin && wrote.includes(told)) return true;
    if (wrote.length >= echoMin && told.includes(wrote)) return true;
  }
  return false;
}

/** Every text in a JSON value, numbers as they are written; names of members too. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  const texts: string[] = [];
  // Its own stack: arguments may be nested deeper than calls of functions may be.
  const left: unknown[] = [value];
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    if (typeof each === 'string') texts.push(each);
    else if (typeof each === 'number') texts.push(String(each));
    else if (typeof each === 'object' && each !== null) {
      if (!Array.isArray(each))
        texts.push(...Object.keys(each).filter((key) => key.length >= echoMin));
      for (const inner of Object.values(each).reverse()) if (inner !== undefined) left.push(inner);
    }
  }
  return texts;
}
