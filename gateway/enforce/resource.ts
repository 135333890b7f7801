import type { ParamEntry, ParamType, RuleSet } from '../../compiler/bundle/rules.ts';
import { readPath } from '../../compiler/evaluate/facts/path.ts';
import { wireName } from '../../compiler/evaluate/tool-name.ts';
import type { Action } from './action.ts';

/** The audit columns that say what a call touches. */
export interface ResourceColumns {
  readonly resource?: string;
  readonly resource_type?: string;
  readonly resources?: readonly string[];
}

/** Longest name of a thing; longer ones are cut, the arguments hold the whole. */
const resourceCharactersMax = 512;

/** Types whose values name a thing, with the scheme they are recorded under. */
const schemes: ReadonlyMap<ParamType, string> = new Map([
  ['Path', 'file'],
  ['Url', 'url'],
  ['Host', 'host'],
  ['Email', 'mailto'],
  ['Key', 'key'],
  ['Ref', 'ref'],
  ['Shell', 'cmd'],
] as const);

/** What a call touches, as far as its declared arguments tell: `file:/srv/a`, `cmd:npm test`. */
export function resourceOf(action: Action): ResourceColumns {
  const params = paramsOf(action);
  const { input } = action;
  if (params === undefined || typeof input !== 'object' || input === null) return {};
  const named = params.flatMap((param) => {
    const scheme = schemes.get(param.type);
    if (scheme === undefined || !Object.hasOwn(input, param.name)) return [];
    const value = (input as Record<string, unknown>)[param.name];
    return typeof value === 'string' ? [{ scheme, name: nameOf(param.type, value, action) }] : [];
  });
  const [first] = named;
  if (first === undefined) return {};
  const resources = named.map(({ scheme, name }) => `${scheme}:${name}`);
  return {
    resource: resources[0] ?? '',
    resource_type: first.scheme,
    ...(resources.length > 1 ? { resources } : {}),
  };
}

function nameOf(type: ParamType, value: string, action: Action): string {
  const cwd = action.binding.exec?.cwd ?? null;
  const path = type === 'Path' ? readPath(value, cwd) : undefined;
  const name = path?.absolute ?? path?.relative ?? value;
  return name.slice(0, resourceCharactersMax);
}

const paramsByName = new WeakMap<RuleSet, ReadonlyMap<string, readonly ParamEntry[]>>();

function paramsOf(action: Action): readonly ParamEntry[] | undefined {
  const { rules } = action.policy.content;
  let index = paramsByName.get(rules);
  if (index === undefined) {
    index = new Map(rules.tools.map((tool) => [wireName(tool.server, tool.name), tool.params]));
    paramsByName.set(rules, index);
  }
  return index.get(wireName(action.server, action.tool));
}
