import { builtInActions } from './builtin-actions.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkEffects, type EffectScope } from './check-effects.ts';
import { readParams } from './check-params.ts';
import { actionsMax, nameUnitsMax, toolsMax, trustedMax } from './limits.ts';
import type { ActionEntry, ParamEntry, ToolEntry } from './rules.ts';
import type { Place } from './shape.ts';
import { isToolName, wireName } from './tool-name.ts';

/** A group and a name; `opaque`, the only action without a dot, is built in. */
const declaredName = /^(?=.{1,128}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/;

/** What an operator does about a bundle of before the last change of these actions. */
const otherVersion =
  ': rules that another version of sentrely compiled, compile and sign them again with this one';

/** Reads all actions: the built-in ones first and as the kernel knows them, no name twice. */
export function readActions(place: Place): readonly ActionEntry[] {
  const items = place.items(actionsMax);
  const actions = items.map((item, at) => readAction(item, at < builtInActions.length));
  for (const [at, builtIn] of builtInActions.entries()) {
    const [item, found] = [items[at], actions[at]];
    if (item === undefined || found === undefined) {
      return place.fail(`expected every built-in action${otherVersion}`);
    }
    if (canonicalJson(found) !== canonicalJson(builtIn)) {
      return item.fail(`expected the built-in action ${builtIn.name}${otherVersion}`);
    }
  }
  const names = new Set(actions.map((action) => action.name));
  return names.size < actions.length ? place.fail('found an action twice') : actions;
}

function readAction(place: Place, isBuiltIn: boolean): ActionEntry {
  const { name, params, risk } = place.members(['name', 'params', 'risk']);
  return {
    name: isBuiltIn
      ? name.name(nameUnitsMax)
      : name.textMatching(declaredName, 'a group, a dot and a name'),
    params: readParams(params),
    risk: risk.oneOf(['low', 'medium', 'high']),
  };
}

/** Reads all tools; no two have one wire name. */
export function readTools(place: Place, actions: readonly ActionEntry[]): readonly ToolEntry[] {
  const tools = place.items(toolsMax).map((tool) => readTool(tool, actions));
  const names = new Set(tools.map((tool) => wireName(tool.server, tool.name)));
  return names.size < tools.length ? place.fail('found two tools of one wire name') : tools;
}

function readTool(place: Place, actions: readonly ActionEntry[]): ToolEntry {
  const member = place.members(['server', 'name', 'params', 'directory', 'does', 'trusted']);
  const params = readParams(member.params);
  const variables: EffectScope['variables'] = new Map(params.map((param) => [param.name, param]));
  return {
    server: member.server.isNull ? null : readToolNamePart(member.server),
    name: readToolNamePart(member.name),
    params,
    directory: readDirectory(member.directory, params),
    does: checkEffects(member.does, { actions, variables }),
    trusted: member.trusted.items(trustedMax).map((path) => path.name(nameUnitsMax)),
  };
}

function readDirectory(place: Place, params: readonly ParamEntry[]): string | null {
  if (place.isNull) return null;
  const name = place.name(nameUnitsMax);
  const found = params.find((param) => param.name === name);
  const isPath = found?.type === 'Path' && !found.list;
  return isPath ? name : place.fail('expected a parameter that is one path');
}

function readToolNamePart(place: Place): string {
  const name = place.name(nameUnitsMax);
  return isToolName(name) ? name : place.fail('expected letters, digits, `_`, `.` or `-`');
}
