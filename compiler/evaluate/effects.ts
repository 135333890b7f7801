import type { RuleSet, ToolEntry } from '../bundle/rules.ts';
import { commandEffects, type Script } from './commands/command-effects.ts';
import { builtInFacet, type Where } from './commands/facet.ts';
import { environmentFacets, redirectionFacets } from './commands/surroundings.ts';
import type { CommandTable } from './commands/table.ts';
import type { EffectFacet } from './effect-facet.ts';
import { readShell } from './shell/shell.ts';
import { toolFacets } from './tool-effects.ts';

export { type CommandTable, commandTable } from './commands/table.ts';

/** Everything that a call does, beside being the call that it is. */
export interface Effects {
  readonly facets: readonly EffectFacet[];
  /** Programs that run although no declaration says everything that they do. */
  readonly delegated: readonly string[];
  /** Where relative paths of the next call begin if this one succeeds; null is anywhere. */
  readonly directories: readonly string[] | null;
}

/** Shell texts that programs run in shell texts may go this deep. */
const depthMax = 8;

interface Work {
  readonly table: CommandTable;
  readonly actions: RuleSet['actions'];
  readonly facets: EffectFacet[];
  readonly delegated: Set<string>;
}

/**
 * The effects of a call: the actions of its tool, and everything found in its shell texts. Total on any
 * JSON: a shell text that is no text is opaque.
 */
// oxlint-disable-next-line max-params -- the call, where it happens, and the two tables it is read by
export function effectsOf(
  tool: ToolEntry,
  input: Readonly<Record<string, unknown>>,
  where: { readonly directories: readonly string[] | null; readonly workspace: string | null },
  table: CommandTable,
  { actions }: Pick<RuleSet, 'actions'>,
): Effects {
  const facets = [...toolFacets(tool, input, where.directories, actions)];
  const work: Work = { table, actions, facets, delegated: new Set() };
  let directories = where.directories;
  for (const { name, type, list } of tool.params) {
    if (type !== 'Shell' || !Object.hasOwn(input, name)) continue;
    const sent = input[name];
    const texts: readonly unknown[] = list && Array.isArray(sent) ? sent : [sent];
    for (const text of texts) {
      const script = { text: typeof text === 'string' ? text : null, directories };
      directories = readScript(work, script, depthMax);
    }
  }
  return { facets, delegated: [...work.delegated], directories };
}

/** Adds what one shell text does and gives where the shell may be behind it. */
function readScript(
  work: Work,
  { text, directories }: Script,
  depth: number,
): Script['directories'] {
  const where: Where = { directories, command: null };
  if (text === null || depth === 0) {
    work.facets.push(builtInFacet('opaque', {}, where));
    return null;
  }
  const reading = readShell(text, directories);
  for (const command of reading.commands) {
    const { effects, delegated, scripts } = commandEffects(command, work.table, work.actions);
    work.facets.push(...effects);
    for (const program of delegated) work.delegated.add(program);
    for (const script of scripts) readScript(work, script, depth - 1);
  }
  work.facets.push(
    ...environmentFacets(reading.assignments, where),
    ...redirectionFacets(reading.redirections, where),
  );
  if (reading.opaque.length > 0) work.facets.push(builtInFacet('opaque', {}, where));
  return reading.directories;
}
