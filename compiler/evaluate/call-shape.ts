import { quote } from '../bundle/quote.ts';
import type { ParamEntry, ToolEntry } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';

/** What a tool takes, ready to compare calls with. */
export interface CallShape {
  readonly tool: string;
  readonly params: ReadonlyMap<string, ParamEntry>;
  readonly required: readonly string[];
}

/** The shape of a declared tool. */
export function shapeOf({
  server,
  name,
  params,
}: Pick<ToolEntry, 'server' | 'name' | 'params'>): CallShape {
  return {
    tool: wireName(server, name),
    params: new Map(params.map((param) => [param.name, param])),
    required: params.filter((param) => !param.optional).map((param) => param.name),
  };
}

/** Whether arguments can be judged at all: a JSON object, as opposed to a list or a scalar. */
export function isArguments(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** Why arguments are not those of the tool, in a sentence; undefined when they are. */
export function findMisfit(
  { tool, params, required }: CallShape,
  input: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const name of Object.keys(input)) {
    const param = params.get(name);
    if (param === undefined) return `argument ${quote(name)} of ${quote(tool)} is not declared`;
    if (!isArgument(input[name], param)) {
      return `argument ${quote(name)} of ${quote(tool)} is not ${describe(param)}`;
    }
  }
  const missing = required.find((name) => !Object.hasOwn(input, name));
  if (missing === undefined) return undefined;
  return `argument ${quote(missing)} of ${quote(tool)} is missing`;
}

function isArgument(value: unknown, param: ParamEntry): boolean {
  if (!param.list) return isElement(value, param);
  return Array.isArray(value) && value.every((element) => isElement(element, param));
}

function isElement(value: unknown, { type, words, fields }: ParamEntry): boolean {
  if (fields !== null) return isRecord(value, fields);
  if (words !== null) return typeof value === 'string' && words.includes(value);
  return isOfType(value, type);
}

/** All declared fields and no others; fields are neither lists nor records. */
function isRecord(value: unknown, fields: readonly ParamEntry[]): boolean {
  if (!isArguments(value)) return false;
  const isDeclared = Object.keys(value).every((name) => {
    const field = fields.find((each) => each.name === name);
    return field !== undefined && isElement(value[name], field);
  });
  return isDeclared && fields.every(({ name, optional }) => optional || Object.hasOwn(value, name));
}

function isOfType(value: unknown, type: ParamEntry['type']): boolean {
  switch (type) {
    case 'Json':
      return true;
    case 'Int':
      return Number.isSafeInteger(value);
    case 'Bool':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
}

function describe({ type, list, words, fields }: ParamEntry): string {
  if (fields !== null) return list ? 'a list of its declared records' : 'its declared record';
  if (words !== null) return list ? 'a list of its declared words' : 'one of its declared words';
  return list ? `a list of type ${type}` : `of type ${type}`;
}
