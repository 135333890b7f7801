import type { RuleSet, ToolEntry } from '../bundle/rules.ts';
import { shiftDirectories } from './commands/directories.ts';
import { commandEffects, type Script } from './commands/command-effects.ts';
import { opaqueFacet, type Where } from './commands/facet.ts';
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

/** What the shell texts of one call may do; what does more is as good as unread. */
export const shellFacetsMax = 4096;

interface Work {
  readonly table: CommandTable;
  readonly actions: RuleSet['actions'];
  readonly facets: EffectFacet[];
  readonly delegated: Set<string>;
  /** Facets that may still be added for shell texts; below zero when some were left out. */
  room: number;
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
  const from = placeOfCall(tool, input, where.directories);
  const facets = [...toolFacets(tool, input, from, actions)];
  const work: Work = { table, actions, facets, delegated: new Set(), room: shellFacetsMax };
  let directories = from;
  for (const { name, type, list } of tool.params) {
    if (type !== 'Shell' || !Object.hasOwn(input, name)) continue;
    const sent = input[name];
    const texts: readonly unknown[] = list && Array.isArray(sent) ? sent : [sent];
    for (const text of texts) {
      const known = typeof text === 'string' ? text : null;
      const script = { text: known, cause: 'unreadable', directories } as const;
      directories = readScript(work, script, depthMax);
      if (work.room < 0) break;
    }
  }
  if (work.room < 0) {
    const why = `It does more than ${shellFacetsMax} things.`;
    facets.push(opaqueFacet('unreadable', why, { directories: null, command: null }));
    directories = null;
  }
  // Where each call says itself where it works, none leaves the next one elsewhere.
  const behind = tool.directory === null ? directories : where.directories;
  return { facets, delegated: [...work.delegated], directories: behind };
}

/** Where a call works: where it says, seen from where the client is. */
function placeOfCall(
  { directory }: ToolEntry,
  input: Readonly<Record<string, unknown>>,
  directories: readonly string[] | null,
): readonly string[] | null {
  if (directory === null || !Object.hasOwn(input, directory)) return directories;
  const sent = input[directory];
  return shiftDirectories(
    directories,
    typeof sent === 'string' ? { kind: 'text', text: sent } : null,
  );
}

/** Adds what one shell text does and gives where the shell may be behind it. */
function readScript(
  work: Work,
  { text, cause, directories }: Script,
  depth: number,
): Script['directories'] {
  const where: Where = { directories, command: null };
  if (text === null) {
    add(work, [opaqueFacet(cause, 'It runs a text that is not known.', where)]);
    return null;
  }
  if (depth === 0) {
    const why = 'Texts stand in texts too deep to be read.';
    add(work, [opaqueFacet('unreadable', why, where)]);
    return null;
  }
  const reading = readShell(text, directories);
  for (const command of reading.commands) {
    const { effects, delegated, scripts } = commandEffects(command, work.table, work.actions);
    add(work, effects);
    for (const program of delegated) work.delegated.add(program);
    for (const script of scripts) readScript(work, script, depth - 1);
    if (work.room < 0) return null;
  }
  add(work, environmentFacets(reading.assignments, where));
  add(work, redirectionFacets(reading.redirections, where));
  if (reading.opaque.length > 0) {
    const cause = reading.isUnreadable ? 'unreadable' : 'dynamic';
    add(work, [opaqueFacet(cause, reading.opaque.join(' '), where)]);
  }
  return reading.directories;
}

/** Adds facets as long as there is room. */
function add(work: Work, facets: readonly EffectFacet[]): void {
  if (work.room < 0) return;
  work.facets.push(...facets.slice(0, work.room));
  work.room -= facets.length;
}
