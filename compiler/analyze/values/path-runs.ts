import type { PatternPart } from '../../automata/pattern.ts';
import { foldCase } from '../../evaluate/facts/fold.ts';
import type { Run } from '../search.ts';
import { machineFor } from './machine-for.ts';
import { foldedRun, literalRun, matchRuns, type ValueScope } from './scope.ts';

/** What reads a path, by its form. */
export interface PathRuns {
  /** The absolute form, as patterns that begin with `**` do as well. */
  readonly absolute: readonly Run[];
  /** The form below the workspace, and no other. */
  readonly relative: readonly Run[];
  /**
   * What reads a path that has no absolute form. Where there is one, what begins with `**` matches
   * it if it matches the relative form: `**` also stands for the workspace.
   */
  readonly detached: readonly Run[];
  /** Whether anything depends on where the workspace is. */
  readonly readsWorkspace: boolean;
}

/** The usual homes, folded: which of them is `~` only the client's machine knows. */
const foldedHome: PatternPart = {
  kind: 'choice',
  options: [
    [text('~')],
    [text('/root')],
    [text('/home/'), { kind: 'one' }, { kind: 'run' }],
    [text('/users/'), { kind: 'one' }, { kind: 'run' }],
  ],
};

/** The automata of everything that is said about a path. */
export function pathRuns({ vocabulary, leaves }: ValueScope): PathRuns {
  const absolute: Run[] = [];
  const relative: Run[] = [];
  const either: Run[] = [];
  for (const leaf of leaves) {
    if (leaf.op === 'equal') {
      const literals = leaf.values.map(String);
      const rooted = literals.filter((literal) => /^[/~]/.test(literal));
      const others = literals.filter((literal) => !rooted.includes(literal));
      absolute.push(...literalRuns(rooted, leaf.isLoose, looseHome));
      relative.push(...literalRuns(others, leaf.isLoose, (folded) => [text(folded)]));
    } else if (leaf.op === 'match') {
      const runs = matchRuns(vocabulary, leaf);
      const form = { absolute, relative, either }[leaf.form ?? 'either'];
      form.push(...runs);
    }
  }
  return {
    absolute: [...absolute, ...either],
    relative,
    detached: [...relative, ...either],
    readsWorkspace: relative.length > 0 || leaves.some(({ op }) => op === 'inside'),
  };
}

function literalRuns(
  literals: readonly string[],
  isLoose: boolean,
  loosen: (folded: string) => readonly PatternPart[],
): readonly Run[] {
  if (literals.length === 0) return [];
  const exact = literalRun(literals);
  if (!isLoose) return [exact];
  return [exact, foldedRun(machineFor('path', literals.map(foldCase).map(loosen)))];
}

/** A literal in any of the homes, as the kernel compares it when it is not sure. */
function looseHome(folded: string): readonly PatternPart[] {
  const rest = /^(?:~|\/root|\/(?:home|users)\/[^/]+)(\/.*)?$/.exec(folded);
  return rest === null ? [text(folded)] : [foldedHome, ...(rest[1] ? [text(rest[1])] : [])];
}

function text(literal: string): PatternPart {
  return { kind: 'text', text: literal };
}
