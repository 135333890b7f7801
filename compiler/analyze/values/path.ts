import type { PatternPart } from '../../automata/pattern.ts';
import { foldCase } from '../../evaluate/facts/fold.ts';
import type { Budget } from '../budget.ts';
import type { Explorer } from '../search.ts';
import { type Below, explorerBelow, textsBelow, textsFrom } from './below.ts';
import type { Texts, Values } from './gather.ts';
import { machineFor } from './machine-for.ts';
import type { PathRuns } from './path-runs.ts';
import { foldedRun, textRun } from './scope.ts';
import { generalWorkspaces, type Workspace } from './workspaces.ts';

/** A path that can be read, and of which nobody knows where it leads. */
const unplaced = '/dev/fd';

/** The paths that stand for all there are, workspace by workspace. */
export class PathSearch {
  readonly #runs: PathRuns;
  readonly #budget: Budget;
  readonly #isAlone: boolean;
  readonly #detached: Texts;
  readonly #absolute: Texts;
  readonly #home: Texts;
  #inside: Explorer | undefined;

  /** `isAlone` says that no other path is read against the same workspace. */
  constructor(runs: PathRuns, budget: Budget, isAlone: boolean) {
    const { absolute, detached } = runs;
    this.#runs = runs;
    this.#budget = budget;
    this.#isAlone = isAlone;
    this.#detached = textsBelow({ prefix: '', runs: detached, budget });
    const rooted = explorerBelow({ prefix: '/', runs: absolute, budget });
    this.#absolute = textsFrom(rooted, { prefix: '/', runs: absolute, budget });
    // Outside every workspace both are alike; beside other paths it may matter which it is.
    const atHome = isAlone ? rooted : explorerBelow({ prefix: '~/', runs: absolute, budget });
    this.#home = textsFrom(atHome, { prefix: '~/', runs: absolute, budget });
  }

  /** Paths to ask about. One that is alone is not asked about twice in the same situation. */
  values(workspace: Workspace): Values {
    const below = workspace === null ? this.#detached : this.#insideOf(workspace);
    const relative = [...below.texts.map(asRelative), '.'];
    const isGeneral = [null, '/', ...generalWorkspaces].includes(workspace);
    if (this.#isAlone && !isGeneral) return { values: relative, isComplete: below.isComplete };
    const outside = this.#isAlone ? [] : outsideOf(workspace);
    const beside = outside.map((borders) =>
      textsBelow({ prefix: '/', runs: this.#runs.absolute, budget: this.#budget, ...borders }),
    );
    const rooted = [this.#absolute, ...beside];
    return {
      values: [
        ...relative,
        ...rooted.flatMap(({ texts }) => texts.map((rest) => `/${rest}`)),
        ...this.#home.texts.map((rest) => `~/${rest}`),
        '/',
        '~',
        unplaced,
        '',
      ],
      isComplete: [below, this.#home, ...rooted].every(({ isComplete }) => isComplete),
    };
  }

  #insideOf(workspace: string): Texts {
    const prefix = workspace === '/' ? '/' : `${workspace}/`;
    const { absolute, relative } = this.#runs;
    const budget = this.#budget;
    const below = { prefix, runs: absolute, more: relative, budget };
    if (!this.#isAlone) return textsBelow(below);
    this.#inside ??= explorerBelow({ ...below, prefix: '/' });
    return textsFrom(this.#inside, below);
  }
}

/** A text that begins like a home or a scheme is not read as a relative path. */
function asRelative(rest: string): string {
  return /^~|^[A-Za-z][A-Za-z0-9+.-]*:/.test(rest) ? `./${rest}` : rest;
}

/**
 * Absolute paths by how they lie to the workspace: surely outside, or outside by nothing but case.
 * Those inside are asked about as relative ones.
 */
function outsideOf(workspace: Workspace): readonly Pick<Below, 'must' | 'mustNot'>[] {
  if (workspace === null || workspace === '/') return [];
  const exact = textRun(machineFor('path', [directory(workspace)]));
  const folded = foldedRun(machineFor('path', [directory(foldCase(workspace))]));
  return [{ mustNot: [folded] }, { must: [folded], mustNot: [exact] }];
}

function directory(path: string): readonly PatternPart[] {
  return [{ kind: 'text', text: `${path}/` }, { kind: 'deep' }];
}
