import type { PatternPart } from '../../automata/pattern.ts';
import { foldCase } from '../../evaluate/facts/fold.ts';
import { readPath } from '../../evaluate/facts/path.ts';
import type { Budget } from '../budget.ts';
import { lettersFor } from '../letters.ts';
import { Explorer, type Run, type Search } from '../search.ts';
import { gather, Gathering, type Texts, type Values } from './gather.ts';
import { machineFor } from './machine-for.ts';
import { foldedRun, literalRun, matchRuns, textRun, type ValueScope } from './scope.ts';

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

/** What no path holds behind a slash once it is resolved: empty segments, dots, disputed characters. */
const abnormal: Run = {
  machine: machineFor('text', ['*//*', '*/', '*/.', '*/..', '*/./*', '*/../*', '*\\\\*', '*\0*']),
  start: 0,
  reads: 'text',
};

/** Links of the kernel that lead anywhere: `readPath` knows nothing of what lies there. */
const magic = textRun(
  machineFor('path', ['/dev/fd{,/**}', '/proc/*/**/{root,cwd,exe,fd,map_files}{,/**}']),
);

/** A path that can be read, and of which nobody knows where it leads. */
const unplaced = '/dev/fd';

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

/** A directory of the client, or null while it has stated none. */
export type Workspace = string | null;

/** The paths that stand for all there are, workspace by workspace. */
export class PathSearch {
  readonly #runs: PathRuns;
  readonly #budget: Budget;
  readonly #isAlone: boolean;
  readonly #detached: Texts;
  readonly #absolute: Texts;
  readonly #home: Texts;
  readonly #inside: Explorer;

  /** `isAlone` says that no other path is read against the same workspace. */
  constructor(runs: PathRuns, budget: Budget, isAlone: boolean) {
    const { absolute, relative, detached } = runs;
    this.#runs = runs;
    this.#budget = budget;
    this.#isAlone = isAlone;
    this.#detached = textsBelow({ prefix: '/', runs: detached, budget });
    const rooted = explorerBelow({ prefix: '/', runs: absolute, budget });
    this.#absolute = textsFrom(rooted, { prefix: '/', runs: absolute, budget });
    // Outside every workspace both are alike; beside other paths it may matter which it is.
    const atHome = isAlone ? rooted : explorerBelow({ prefix: '~/', runs: absolute, budget });
    this.#home = textsFrom(atHome, { prefix: '~/', runs: absolute, budget });
    this.#inside = explorerBelow({ prefix: '/', runs: absolute, more: relative, budget });
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
    return this.#isAlone ? textsFrom(this.#inside, below) : textsBelow(below);
  }
}

/** A text that begins like a home or a scheme is not read as a relative path. */
function asRelative(rest: string): string {
  return /^~|^[A-Za-z][A-Za-z0-9+.-]*:/.test(rest) ? `./${rest}` : rest;
}

/** A search of what stands behind a prefix that ends with a slash. */
interface Below {
  readonly prefix: string;
  /** Read the prefix too. */
  readonly runs: readonly Run[];
  /** Read only what follows it. */
  readonly more?: readonly Run[];
  readonly must?: readonly Run[];
  readonly mustNot?: readonly Run[];
  readonly budget: Budget;
}

function textsBelow(below: Below): Texts {
  return gather([searchBelow(below)], isReadable(below.prefix));
}

/** What an explorer finds behind a prefix that it has not found behind others. */
function textsFrom(explorer: Explorer, below: Below): Texts {
  const gathering = new Gathering();
  gathering.take(explorer.from(startsBelow(below)), isReadable(below.prefix));
  return { texts: gathering.texts, isComplete: gathering.isComplete && !below.budget.isSpent };
}

function explorerBelow(below: Below): Explorer {
  return new Explorer(searchBelow(below));
}

function searchBelow({ prefix, runs, more = [], must = [], mustNot = [], budget }: Below): Search {
  const behind = (run: Run) => advance(run, prefix);
  const counted = [...runs.map(behind), ...more];
  const forbidden = [advance(abnormal, '/'), ...[magic, ...mustNot].map(behind)];
  const required = must.map(behind);
  const letters = lettersFor({ runs: [...counted, ...required, ...forbidden], isLegal });
  return { runs: counted, must: required, mustNot: forbidden, letters, budget };
}

/** Where the runs of such a search begin: counted ones first, then what is forbidden. */
function startsBelow({ prefix, runs, more = [] }: Below): readonly number[] {
  const behind = (run: Run) => advance(run, prefix);
  const all = [...runs.map(behind), ...more, advance(abnormal, '/'), behind(magic)];
  return all.map(({ start }) => start);
}

function isReadable(prefix: string): (rest: string) => boolean {
  return (rest) => !readPath(prefix + rest, null).isUnknown;
}

function isLegal(character: string): boolean {
  return character !== '\0' && character !== '\\' && character.isWellFormed();
}

/** A run that has already read a text. */
function advance({ machine, start, reads }: Run, read: string): Run {
  return { machine, start: machine.read(start, reads === 'text' ? read : foldCase(read)), reads };
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
  return [text(`${path}/`), { kind: 'deep' }];
}

/** More directories than this are not tried: each costs a search for every path of the tool. */
const workspacesMax = 512;

/** Directories that differ, so that every absolute path is outside one of them. */
const generalWorkspaces: readonly Workspace[] = ['/w', '/v'];

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
  const mustNot = [advance(abnormal, '/'), advance(magic, '/')];
  const letters = lettersFor({ runs: [...runs, ...mustNot], isLegal, copies });
  const explorer = new Explorer({ runs, mustNot, letters, budget, copies });
  const kinds = new Map<string, string[]>();
  for (const { text: rest, accepted } of explorer.from()) {
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
