import type { History, Mark } from './decision.ts';
import type { Truth } from './truth.ts';

/** How often something happened: for certain, and at most. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

const incomplete: Count = { least: 0, most: Number.POSITIVE_INFINITY };

/** What conditions on history see from one facet: earlier calls, and the other facets of its call. */
export class FacetHistory {
  readonly #earlier: History | undefined;
  readonly #beside: Beside;
  readonly #own: readonly Mark[];

  constructor(earlier: History | undefined, beside: Beside, own: readonly Mark[]) {
    this.#earlier = earlier;
    this.#beside = beside;
    this.#own = own;
  }

  /** What other facets of the call do may count, whatever order things happen in. */
  count(monitor: number): Count {
    const { least, most } = this.#earlier?.count(monitor) ?? incomplete;
    const own = this.#own.some((mark) => mark.monitor === monitor) ? 1 : 0;
    const others = (this.#beside.get(monitor) ?? 0) - own;
    return others > 0 ? { least, most: most + 1 } : { least, most };
  }

  after(monitor: number): Truth {
    const { least, most } = this.count(monitor);
    if (least > 0) return 'yes';
    return most > 0 ? 'unknown' : 'no';
  }
}

/** How many facets of a call each monitor watches for, or may. */
export type Beside = ReadonlyMap<number, number>;

const noMarks: readonly Mark[] = [];
const none: Beside = new Map();

/** Counts the marks of the facets of one call. */
export function countMarks(facets: readonly (readonly Mark[])[]): Beside {
  if (facets.every((marks) => marks.length === 0)) return none;
  const beside = new Map<number, number>();
  for (const marks of facets) {
    for (const { monitor } of marks) beside.set(monitor, (beside.get(monitor) ?? 0) + 1);
  }
  return beside;
}

/** The marks of a whole call: one for each monitor, `yes` if some facet is surely watched for. */
export function joinMarks(facets: readonly (readonly Mark[])[]): readonly Mark[] {
  if (facets.every((marks) => marks.length === 0)) return noMarks;
  const joined = new Map<number, Mark>();
  for (const mark of facets.flat()) {
    if (joined.get(mark.monitor)?.truth !== 'yes') joined.set(mark.monitor, mark);
  }
  return [...joined.values()].sort((left, right) => left.monitor - right.monitor);
}

/** Counts are calls, so that comparing an interval is comparing its ends. */
export function compareCount(
  { least, most }: Count,
  comparison: '<' | '<=' | '>' | '>=' | '==' | '!=',
  value: number,
): Truth {
  switch (comparison) {
    case '>':
      return above(least, most, value);
    case '>=':
      return above(least, most, value - 1);
    case '<=':
      return opposite(above(least, most, value));
    case '<':
      return opposite(above(least, most, value - 1));
    case '==':
      return exactly(least, most, value);
    default:
      return opposite(exactly(least, most, value));
  }
}

function above(least: number, most: number, value: number): Truth {
  if (least > value) return 'yes';
  return most > value ? 'unknown' : 'no';
}

function exactly(least: number, most: number, value: number): Truth {
  if (least > value || most < value) return 'no';
  return least === most ? 'yes' : 'unknown';
}

function opposite(truth: Truth): Truth {
  if (truth === 'unknown') return 'unknown';
  return truth === 'yes' ? 'no' : 'yes';
}
