import { effectsMax, nameUnitsMax, paramsMax, textUnitsMax } from './limits.ts';
import {
  type ActionEntry,
  type EffectEntry,
  type ParamEntry,
  type ParamType,
  type Part,
  parts,
} from './rules.ts';
import type { Place } from './shape.ts';

/** What a variable holds: a parameter of a tool, a placeholder or an option of a command. */
export type VariableEntry = Pick<ParamEntry, 'type' | 'list' | 'fields'>;

/** What effects may refer to. */
export interface EffectScope {
  readonly actions: readonly ActionEntry[];
  readonly variables: ReadonlyMap<string, VariableEntry>;
}

/** Parts that the values of a type have. */
const partsOfType: ReadonlyMap<ParamType, readonly Part[]> = new Map<ParamType, readonly Part[]>([
  ['Url', ['scheme', 'host', 'port', 'path']],
  ['Email', ['local', 'domain']],
  ['Refspec', ['branch', 'source', 'force']],
]);

/** Checks uses of actions and gives them back as they are. */
export function checkEffects(place: Place, scope: EffectScope): readonly EffectEntry[] {
  for (const effect of place.items(effectsMax)) checkEffect(effect, scope);
  return place.value as readonly EffectEntry[];
}

function checkEffect(place: Place, { actions, variables }: EffectScope): void {
  const { action, args } = place.members(['action', 'args']);
  const found = actions[action.integer(0, actions.length - 1)];
  const params = new Map(found?.params.map((param) => [param.name, param]));
  const given = args.items(paramsMax).map((argument) => checkArgument(argument, params, variables));
  if (new Set(given).size < given.length) args.fail('found a parameter twice');
}

/** Checks one value and gives the name of its parameter. */
function checkArgument(
  place: Place,
  params: ReadonlyMap<string, ParamEntry>,
  variables: EffectScope['variables'],
): string {
  const member = place.members(['param', 'variable', 'part', 'under', 'skipsHidden', 'constant']);
  const param = params.get(member.param.name(nameUnitsMax));
  if (param === undefined) return member.param.fail('expected a parameter of the action');
  if (member.variable.isNull) {
    if (!member.part.isNull) member.part.fail('expected null without a variable');
    if (member.constant.isNull) member.constant.fail('expected a constant without a variable');
  } else checkVariable(member.variable, member.part, variables);
  if (member.under.flag() && param.type !== 'Path') member.under.fail('expected false but on Path');
  if (member.skipsHidden.flag() && member.under.value !== true) {
    member.skipsHidden.fail('expected false without `under`');
  }
  if (!member.constant.isNull) checkConstant(member.constant, param.type);
  return param.name;
}

function checkVariable(place: Place, part: Place, variables: EffectScope['variables']): void {
  const variable = variables.get(place.name(nameUnitsMax));
  if (variable === undefined) return place.fail('expected a variable that is declared');
  if (part.isNull) return;
  const known = partsOfType.get(variable.type) ?? [];
  if (!known.includes(part.oneOf(parts))) part.fail('expected a part that its type has');
}

/** A constant is of the type of what it is given to; texts are read as the type says. */
function checkConstant(place: Place, type: ParamType): void {
  if (type === 'Int') place.integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  else if (type === 'Bool') place.flag();
  else place.text(textUnitsMax);
}
