import type {
  ActionEntry,
  EffectArgumentEntry,
  EffectEntry,
  ParamEntry,
  ToolEntry,
} from '../bundle/rules.ts';
import { argumentValues } from './commands/argument.ts';
import type { Held, Variables } from './commands/variable.ts';
import type { EffectFacet } from './effect-facet.ts';
import type { Known } from './known.ts';

/** A list or a record is one value for a parameter that is one, and else one value of each element. */
type Input = Readonly<Record<string, unknown>>;

/** Elements beyond this many are one value of which nothing is known. */
const elementsMax = 512;

/** The facets of what each call of a tool does. */
export function toolFacets(
  tool: ToolEntry,
  input: Input,
  directories: readonly string[] | null,
  actions: readonly ActionEntry[],
): readonly EffectFacet[] {
  const variables = new Map(tool.params.map((param) => [param.name, heldOf(param, input)]));
  const whole = new Map(tool.params.map((param) => [param.name, wholeOf(param, input)]));
  return tool.does.flatMap((effect) =>
    facetsOf(effect, actions[effect.action]?.params ?? [], { variables, whole }).map((args) => ({
      action: effect.action,
      args,
      directories,
      command: null,
    })),
  );
}

interface Scope {
  /** Each element by itself. */
  readonly variables: Variables;
  /** Each list and record as it was sent; undefined where nothing was. */
  readonly whole: ReadonlyMap<string, Known | undefined>;
}

function facetsOf(
  { args }: EffectEntry,
  params: readonly ParamEntry[],
  scope: Scope,
): readonly ReadonlyMap<string, Known>[] {
  let combinations: (readonly [string, Known])[][] = [[]];
  for (const param of params) {
    const entry = args.find((each) => each.param === param.name);
    let values = entry === undefined ? [nothingKnown(param)] : valuesOf(entry, param, scope);
    if (combinations.length * values.length > elementsMax) values = [nothingKnown(param)];
    combinations = combinations.flatMap((combination) =>
      values.map((value) => [...combination, [param.name, value] as const]),
    );
  }
  return combinations.map((combination) => new Map(combination));
}

function valuesOf(entry: EffectArgumentEntry, param: ParamEntry, scope: Scope): readonly Known[] {
  const isWhole = param.list || param.fields !== null || param.type === 'Json';
  if (!isWhole || entry.variable === null) return argumentValues(entry, param, scope.variables);
  return [scope.whole.get(entry.variable) ?? nothingKnown(param)];
}

function nothingKnown({ optional }: ParamEntry): Known {
  return { kind: 'unknown', maybeAbsent: optional };
}

function wholeOf({ name }: ParamEntry, input: Input): Known | undefined {
  if (!Object.hasOwn(input, name)) return undefined;
  return { kind: 'json', value: input[name] };
}

function heldOf({ name, type, list }: ParamEntry, input: Input): Held {
  if (!Object.hasOwn(input, name)) return { type, values: [], mayBeAbsent: true };
  const sent = input[name];
  const elements: readonly unknown[] = list && Array.isArray(sent) ? sent : [sent];
  // Of an empty list nothing is done, but the call is still judged as one that does something.
  if (elements.length === 0 || elements.length > elementsMax) {
    return { type, values: [{ kind: 'unknown', maybeAbsent: false }], mayBeAbsent: false };
  }
  return { type, values: elements.map(known), mayBeAbsent: false };
}

function known(value: unknown): Known {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return { kind: 'one', value };
    case 'number':
      return Number.isFinite(value)
        ? { kind: 'one', value }
        : { kind: 'unknown', maybeAbsent: false };
    default:
      return { kind: 'json', value };
  }
}
