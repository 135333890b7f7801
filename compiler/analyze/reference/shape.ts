import type { Parameter, Subject } from '../../subject.ts';

/** Whether a JSON value is an object with the arguments that are declared, each of its type. */
export function isOfShape(
  params: readonly Parameter[],
  input: unknown,
): input is Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  const isComplete = params.every(({ name, optional }) => optional || Object.hasOwn(input, name));
  const isDeclared = Object.entries(input).every(([name, value]) => {
    const param = params.find((each) => each.name === name);
    return param !== undefined && isOfType(param, value);
  });
  return isComplete && isDeclared;
}

function isOfType(param: Parameter, value: unknown): boolean {
  if (!param.list) return isOneOf(param, value);
  return Array.isArray(value) && value.every((each) => isOneOf(param, each));
}

function isOneOf({ type, words, fields }: Parameter, value: unknown): boolean {
  if (fields !== null) return isOfShape(fields, value);
  if (words !== null) return typeof value === 'string' && words.includes(value);
  if (type === 'Json') return true;
  if (type === 'Int') return Number.isSafeInteger(value);
  return type === 'Bool' ? typeof value === 'boolean' : typeof value === 'string';
}

/**
 * Whether a call must be granted by itself: it does nothing that is judged, or has an argument that
 * nothing which it does derives from and that is not inert.
 */
export function isNeeded(
  { params, tool }: Subject,
  args: ReadonlyMap<string, unknown>,
  doesSomething: boolean,
): boolean {
  const used = new Set(
    tool?.does.flatMap(({ args: given }) => given.flatMap(({ variable }) => variable?.text ?? [])),
  );
  const isCovered = (name: string) => {
    const param = params.find((each) => each.name === name);
    const isPlace = tool?.params.some((one) => one.directory === true && one.name.text === name);
    return param?.inert === true || param?.type === 'Shell' || isPlace === true || used.has(name);
  };
  return !doesSomething || ![...args.keys()].every(isCovered);
}
