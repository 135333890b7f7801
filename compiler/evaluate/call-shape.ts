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
export function shapeOf({ server, name, params }: ToolEntry): CallShape {
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
    const type = params.get(name)?.type;
    if (type === undefined) return `argument ${quote(name)} of ${quote(tool)} is not declared`;
    if (!isOfType(input[name], type)) {
      return `argument ${quote(name)} of ${quote(tool)} is not of type ${type}`;
    }
  }
  const missing = required.find((name) => !Object.hasOwn(input, name));
  if (missing === undefined) return undefined;
  return `argument ${quote(missing)} of ${quote(tool)} is missing`;
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
