import { compilePattern } from '../../automata/glob.ts';
import type { PatternPart } from '../../automata/pattern.ts';
import { foldCase } from '../../evaluate/facts/fold.ts';
import { readPath } from '../../evaluate/facts/path.ts';
import type { Budget } from '../budget.ts';
import { lettersFor } from '../letters.ts';
import { type Run, search } from '../search.ts';
import { gather, type Texts, type Values } from './gather.ts';
import { machineFor } from './machine-for.ts';
import { foldedRun, literalRun, textRun, type ValueScope } from './scope.ts';

/** What reads the two forms of a path. */
export interface PathRuns {
  readonly absolute: readonly Run[];
  readonly relative: readonly Run[];
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
  for (const leaf of leaves) {
    if (leaf.op === 'equal') {
      const literals = leaf.values.map(String);
      const isRooted = (literal: string) => /^[/~]/.test(literal);
      absolute.push(...literalRuns(literals.filter(isRooted), true));
      relative.push(
        ...literalRuns(
          literals.filter((literal) => !isRooted(literal)),
          false,
        ),
      );
    } else if (leaf.op === 'match') {
      const folded = leaf.folded === null ? [] : [foldedRun(vocabulary.machine(leaf.folded))];
      const runs = [textRun(vocabulary.machine(leaf.exact)), ...folded];
      if (leaf.form !== 'relative') absolute.push(...runs);
      if (leaf.form !== 'absolute') relative.push(...runs);
    }
  }
  const readsWorkspace = relative.length > 0 || leaves.some(({ op }) => op === 'inside');
  return { absolute, relative, readsWorkspace };
}

function literalRuns(literals: readonly string[], isRooted: boolean): readonly Run[] {
  if (literals.length === 0) return [];
  const folded = literals.map(foldCase);
  const loose = isRooted ? folded.map(looseHome) : folded.map((literal) => [text(literal)]);
  return [literalRun(literals), foldedRun(machineFor('path', loose))];
}

/** A literal in any of the homes, as the kernel compares it when it is not sure. */
function looseHome(folded: string): readonly PatternPart[] {
  const rest = /^(?:~|\/root|\/(?:home|users)\/[^/]+)(\/.*)?$/.exec(folded);
  return rest === null ? [text(folded)] : [foldedHome, ...(rest[1] ? [text(rest[1])] : [])];
}

function text(literal: string): PatternPart {
  return { kind: 'text', text: literal };
}

/** Paths to ask about while the client has stated a directory, or none. */
export function pathValues(runs: PathRuns, workspace: string | null, budget: Budget): Values {
  const { absolute, relative } = runs;
  const below =
    workspace === null
      ? textsBelow({ prefix: '/', runs: relative, budget })
      : textsBelow({ prefix: slashed(workspace), runs: absolute, more: relative, budget });
  const home = textsBelow({ prefix: '~/', runs: absolute, budget });
  const outside = outsideOf(workspace).map((borders) =>
    textsBelow({ prefix: '/', runs: absolute, budget, ...borders }),
  );
  const all = [below, home, ...outside];
  return {
    values: [
      ...below.texts.map(asRelative),
      ...outside.flatMap(({ texts }) => texts.map((rest) => `/${rest}`)),
      ...home.texts.map((rest) => `~/${rest}`),
      ...['.', '/', '~', ''],
    ],
    isComplete: all.every(({ isComplete }) => isComplete),
  };
}

/** A text that begins like a home or a scheme is not read as a relative path. */
function asRelative(rest: string): string {
  return /^~|^[A-Za-z][A-Za-z0-9+.-]*:/.test(rest) ? `./${rest}` : rest;
}

function slashed(directory: string): string {
  return directory === '/' ? '/' : `${directory}/`;
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

function textsBelow({ prefix, runs, more = [], must = [], mustNot = [], budget }: Below): Texts {
  const behind = (run: Run) => advance(run, prefix);
  const counted = [...runs.map(behind), ...more];
  const forbidden = [advance(abnormal, '/'), ...[magic, ...mustNot].map(behind)];
  const required = must.map(behind);
  const letters = lettersFor({ runs: [...counted, ...required, ...forbidden], isLegal });
  const found = { runs: counted, must: required, mustNot: forbidden, letters, budget };
  return gather([found], (rest) => !readPath(prefix + rest, null).isUnknown);
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
function outsideOf(workspace: string | null): readonly Pick<Below, 'must' | 'mustNot'>[] {
  if (workspace === null) return [{}];
  if (workspace === '/') return [];
  const exact = textRun(machineFor('path', [directory(workspace)]));
  const folded = foldedRun(machineFor('path', [directory(foldCase(workspace))]));
  return [{ mustNot: [folded] }, { must: [folded], mustNot: [exact] }];
}

function directory(path: string): readonly PatternPart[] {
  return [text(`${path}/`), { kind: 'deep' }];
}

/** More directories than this are not tried: each costs a search for every path of the tool. */
const workspacesMax = 64;

/**
 * Directories a client may have stated, so that every one there is behaves like one of these: the
 * automata of absolute paths stand in the same states behind both. Two of each kind where there are
 * two, because what lies in the one does not lie in the other.
 */
export function workspacesFor({ absolute, readsWorkspace }: PathRuns, budget: Budget): Workspaces {
  if (!readsWorkspace) return { workspaces: [null], isComplete: true };
  const runs = absolute.map((run) => advance(run, '/'));
  const mustNot = [advance(abnormal, '/'), advance(magic, '/')];
  const letters = lettersFor({ runs: [...runs, ...mustNot], isLegal, copies: 2 });
  const kinds = new Map<string, string[]>();
  for (const { text: rest, accepted } of search({ runs, mustNot, letters, budget, copies: 2 })) {
    const path = `/${rest}`;
    const behind = absolute.map((run) => advance(run, `${path}/`).start).join();
    const kind = `${accepted}|${behind}`;
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [path]);
    else if (known.length < 2) known.push(path);
  }
  const found = [...kinds.values()].flat();
  const isComplete = found.length <= workspacesMax && !budget.isSpent;
  return { workspaces: [null, ...found.slice(0, workspacesMax), '/'], isComplete };
}

/** Directories to try; null is none. */
export interface Workspaces {
  readonly workspaces: readonly (string | null)[];
  readonly isComplete: boolean;
}
