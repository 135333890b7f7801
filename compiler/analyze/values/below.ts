import { foldCase } from '../../evaluate/facts/fold.ts';
import { readPath } from '../../evaluate/facts/path.ts';
import type { Budget } from '../budget.ts';
import { type Letter, lettersFor } from '../letters.ts';
import { Explorer, type Run, type Search } from '../search.ts';
import { gather, Gathering, type Texts } from './gather.ts';
import { runFor } from './machine-for.ts';

/** What no path holds behind a slash once it is resolved: empty segments, dots, disputed characters. */
const abnormal = runFor('text', ['*//*', '*/', '*/.', '*/..', '*/./*', '*/../*', '*\\\\*', '*\0*']);

/** Links of the kernel that lead anywhere: `readPath` knows nothing of what lies there. */
const magic = runFor('path', ['/dev/fd{,/**}', '/proc/*/**/{root,cwd,exe,fd,map_files}{,/**}']);

/** A search of what stands behind a prefix that ends with a slash, or behind none. */
export interface Below {
  readonly prefix: string;
  /** Read the prefix too. */
  readonly runs: readonly Run[];
  /** Read only what follows it. */
  readonly more?: readonly Run[];
  readonly must?: readonly Run[];
  readonly mustNot?: readonly Run[];
  readonly budget: Budget;
}

/** A text for each combination of answers of the runs. */
export function textsBelow(below: Below): Texts {
  return gather([searchBelow(below)], isReadable(below.prefix));
}

/** What an explorer finds behind a prefix that it has not found behind others. */
export function textsFrom(explorer: Explorer, below: Below): Texts {
  const gathering = new Gathering();
  gathering.take(explorer.from(startsBelow(below)), isReadable(below.prefix));
  return { texts: gathering.texts, isComplete: gathering.isComplete && !below.budget.isSpent };
}

/** An explorer for {@link textsFrom}, which may be begun behind several prefixes. */
export function explorerBelow(below: Below): Explorer {
  return new Explorer(searchBelow(below));
}

function searchBelow({ prefix, runs, more = [], must = [], mustNot = [], budget }: Below): Search {
  const behind = (run: Run) => advance(run, prefix);
  const counted = [...runs.map(behind), ...more];
  const forbidden = [...forbiddenBelow(prefix), ...mustNot.map(behind)];
  const required = must.map(behind);
  const letters = pathLetters([...counted, ...required, ...forbidden], budget);
  return { runs: counted, must: required, mustNot: forbidden, letters, budget };
}

/** What reads no path behind a prefix. */
export function forbiddenBelow(prefix: string): readonly Run[] {
  return [advance(abnormal(), '/'), advance(magic(), prefix)];
}

/** Letters of paths. */
export function pathLetters(runs: readonly Run[], budget: Budget, copies = 1): readonly Letter[] {
  return lettersFor({ runs, isLegal, budget, copies });
}

/** Where the runs of such a search begin: counted ones first, then what is forbidden. */
function startsBelow({ prefix, runs, more = [] }: Below): readonly number[] {
  const behind = (run: Run) => advance(run, prefix);
  const all = [...runs.map(behind), ...more, ...forbiddenBelow(prefix)];
  return all.map(({ start }) => start);
}

function isReadable(prefix: string): (rest: string) => boolean {
  const start = prefix === '' ? './' : prefix;
  return (rest) => !readPath(start + rest, null).isUnknown;
}

function isLegal(character: string): boolean {
  return character !== '\0' && character !== '\\' && character.isWellFormed();
}

/** A run that has already read a text. */
export function advance({ machine, start, reads }: Run, read: string): Run {
  return { machine, start: machine.read(start, reads === 'text' ? read : foldCase(read)), reads };
}
