import type { Budget } from '../budget.ts';
import { Explorer } from '../search.ts';
import { advance, forbiddenBelow, pathLetters } from './below.ts';
import type { PathRuns } from './path-runs.ts';

/** A directory of the client, or null while it has stated none. */
export type Workspace = string | null;

/** More directories than this are not tried: each costs a search for every path of the tool. */
const workspacesMax = 512;

/** Directories that differ, so that every absolute path is outside one of them. */
export const generalWorkspaces: readonly Workspace[] = ['/w', '/v'];

/** Directories to try; null is none. */
export interface Workspaces {
  readonly workspaces: readonly Workspace[];
  readonly isComplete: boolean;
}

/**
 * Directories a client may have stated, so that every one there is behaves like one of these: the
 * automata of absolute paths stand in the same states behind both. For several paths two of each
 * kind where there are two, because what lies in the one does not lie in the other.
 */
export function workspacesFor(
  { absolute, relative, readsWorkspace }: PathRuns,
  budget: Budget,
  isAlone: boolean,
): Workspaces {
  if (!readsWorkspace) return { workspaces: [null], isComplete: true };
  if (isAlone && relative.length === 0) {
    // Whatever an absolute path is like, it may be inside: the root holds all of them.
    return { workspaces: [null, ...generalWorkspaces, '/'], isComplete: true };
  }
  const copies = isAlone ? 1 : 2;
  const runs = absolute.map((run) => advance(run, '/'));
  const mustNot = forbiddenBelow('/');
  const letters = pathLetters([...runs, ...mustNot], budget, copies);
  const explorer = new Explorer({ runs, mustNot, letters, budget, copies });
  const kinds = new Map<string, string[]>();
  for (const { text: rest, accepted } of explorer.from()) {
    if (!budget.spend(rest.length * absolute.length)) break;
    const path = `/${rest}`;
    const behind = absolute.map((run) => advance(run, `${path}/`).start).join();
    const kind = `${accepted}|${behind}`;
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [path]);
    else if (known.length < copies) known.push(path);
  }
  const found = [...kinds.values()].flat();
  const isComplete = found.length <= workspacesMax && !budget.isSpent;
  const workspaces = [null, ...generalWorkspaces, ...found.slice(0, workspacesMax), '/'];
  return { workspaces, isComplete };
}
