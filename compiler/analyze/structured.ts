import type { ParamEntry } from '../bundle/rules.ts';
import type { AxisSearch } from './axis.ts';
import { type FoundLeaf, valueLeavesOf } from './value-leaves.ts';
import { pathRuns } from './values/path-runs.ts';
import { PathSearch } from './values/path.ts';
import { plainValues, tellingValues, valuesOf } from './values/values.ts';

/** Values of a list, a record or an enumeration that stand for all there are. */
export interface StructuredValues {
  readonly values: readonly unknown[];
  readonly isComplete: boolean;
  /** Whether anything is said about them. */
  readonly isRead: boolean;
}

/** Elements that are combined: beyond so many, some lists are not looked at. */
const elementsMax = 6;

/** Records that are looked at. */
const recordsMax = 200;

/** Whether a parameter holds one value of a type, and any. */
export function isPlain(entry: ParamEntry | null): boolean {
  return entry === null || (!entry.list && entry.words === null && entry.fields === null);
}

/** Values of a parameter that is a list, a record or an enumeration. */
export function structuredValues(
  given: AxisSearch,
  entry: ParamEntry,
  leaves: readonly FoundLeaf[],
): StructuredValues {
  const found = valuesOfOne(given, entry, leaves);
  const isRead = leaves.length > 0;
  if (!entry.list) return { ...found, isRead };
  if (!isRead) return { values: [found.values.slice(0, 1)], isComplete: true, isRead };
  const elements = found.values.slice(0, elementsMax);
  const isComplete =
    found.isComplete && elements.length === found.values.length && elements.length < 4;
  return { values: [...listsOf(elements)], isComplete, isRead };
}

/** The empty list, each element alone, every two, and all; of few elements that is every set of them. */
function* listsOf(elements: readonly unknown[]): Generator<readonly unknown[]> {
  for (const element of elements) yield [element];
  for (const [at, one] of elements.entries()) {
    for (const other of elements.slice(at + 1)) yield [one, other];
  }
  if (elements.length > 2) yield elements;
  yield [];
}

interface Found {
  readonly values: readonly unknown[];
  readonly isComplete: boolean;
}

/** Values of the element of a list, or of what is no list. */
function valuesOfOne(given: AxisSearch, entry: ParamEntry, leaves: readonly FoundLeaf[]): Found {
  if (entry.fields !== null) return records(given, entry.fields, leaves);
  return scalars(given, entry, leaves, null);
}

function scalars(
  given: AxisSearch,
  { type, words }: ParamEntry,
  leaves: readonly FoundLeaf[],
  field: string | null,
): Found {
  if (words !== null) return { values: words, isComplete: true };
  const { vocabulary, budget } = given;
  const read = valueLeavesOf(leaves, { field, type });
  const isTold = leaves.some(({ leaf }) => leaf.op === 'from' && leaf.field.field === field);
  const telling = isTold ? tellingValues[type] : [];
  if (read.length === 0) return { values: [plainValues[type], ...telling], isComplete: true };
  const scope = { vocabulary, leaves: read, budget };
  if (type !== 'Path') {
    const { values, isComplete } = valuesOf(type, scope);
    return { values: [...values, ...telling], isComplete: isComplete && !isTold };
  }
  const runs = pathRuns(scope);
  const { values, isComplete } = new PathSearch(runs, budget, true).values(null);
  return { values: [...values, ...telling], isComplete: isComplete && !runs.readsWorkspace };
}

/** Records with every choice of one value for each field, as far as they are not too many. */
function records(
  given: AxisSearch,
  fields: readonly ParamEntry[],
  leaves: readonly FoundLeaf[],
): Found {
  let isComplete = true;
  let found: readonly Readonly<Record<string, unknown>>[] = [{}];
  for (const entry of fields) {
    const isSaid = leaves.some(({ leaf }) => leaf.field.field === entry.name);
    if (!isSaid && entry.optional) continue;
    const { values, isComplete: isWhole } = scalars(given, entry, leaves, entry.name);
    isComplete &&= isWhole;
    const choices = isSaid ? values : values.slice(0, 1);
    const filled = found.flatMap((record) =>
      choices.map((value) => Object.fromEntries([...Object.entries(record), [entry.name, value]])),
    );
    found = entry.optional ? [...filled, ...found] : filled;
    if (found.length > recordsMax) isComplete = false;
    found = found.slice(0, recordsMax);
  }
  return { values: found, isComplete };
}
