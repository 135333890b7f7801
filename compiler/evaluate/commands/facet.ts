import { builtInIndex } from '../../bundle/builtin-actions.ts';
import type { ActionEntry, BuiltInAction, EffectEntry } from '../../bundle/rules.ts';
import type { EffectFacet } from '../effect-facet.ts';
import type { Known } from '../known.ts';
import type { OpaqueCause } from '../shell/reading.ts';
import { argumentValues } from './argument.ts';
import { type Variables, unknownValue } from './variable.ts';

/** Where an effect happens. */
export interface Where {
  readonly directories: readonly string[] | null;
  /** The simple command; null where there is none. */
  readonly command: string | null;
}

/** More facets than this of one effect are one of which nothing is known. */
const combinationsMax = 512;

/** A facet of an action of the kernel's own. */
export function builtInFacet(
  name: BuiltInAction,
  args: Readonly<Record<string, Known>>,
  { directories, command }: Where,
): EffectFacet {
  const action = builtInIndex(name);
  return { action, args: new Map(Object.entries(args)), directories, command };
}

/** The facet of what nobody can tell, and why that is. */
export function opaqueFacet(cause: OpaqueCause, why: string, where: Where): EffectFacet {
  return { ...builtInFacet('opaque', { cause: { kind: 'one', value: cause } }, where), why };
}

/** The facets of one declared effect: one for each combination of values. */
export function effectFacets(
  actions: readonly ActionEntry[],
  { action, args }: EffectEntry,
  variables: Variables,
  { directories, command }: Where,
): readonly EffectFacet[] {
  const params = actions[action]?.params ?? [];
  let combinations: (readonly [string, Known])[][] = [[]];
  for (const param of params) {
    const entry = args.find((each) => each.param === param.name);
    const values =
      entry === undefined ? [unknownOf(param)] : argumentValues(entry, param, variables);
    if (combinations.length * values.length > combinationsMax) {
      return [unknownFacet(actions, action, { directories, command })];
    }
    combinations = combinations.flatMap((combination) =>
      values.map((value) => [...combination, [param.name, value] as const]),
    );
  }
  return combinations.map((entries) => ({ action, args: new Map(entries), directories, command }));
}

/** An action of whose arguments nothing is known. */
export function unknownFacet(
  actions: readonly ActionEntry[],
  action: number,
  { directories, command }: Where,
): EffectFacet {
  const params = actions[action]?.params ?? [];
  const args = new Map(params.map((param) => [param.name, unknownOf(param)] as const));
  return { action, args, directories, command };
}

function unknownOf({ optional }: { readonly optional: boolean }): Known {
  return optional ? { kind: 'unknown', maybeAbsent: true } : unknownValue;
}
