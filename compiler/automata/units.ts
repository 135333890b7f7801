/** Sets of UTF-16 code units, and the classes that a pattern cannot tell apart. */

/** Inclusive ranges, ascending, not touching. */
export type UnitSet = readonly (readonly [number, number])[];

const unitMax = 0xffff;

/** Every code unit. */
export const anyUnit: UnitSet = [[0, unitMax]];
/** Units that are a character of their own. */
export const plainUnit: UnitSet = [
  [0, 0xd7ff],
  [0xe000, unitMax],
];
/** The first and the second unit of a character outside the basic plane. */
export const highUnit: UnitSet = [[0xd800, 0xdbff]];
export const lowUnit: UnitSet = [[0xdc00, 0xdfff]];

/** The set of one unit. */
export function oneUnit(unit: number): UnitSet {
  return [[unit, unit]];
}

/** A set without one unit: what a wildcard that stops at a separator matches. */
export function without(set: UnitSet, unit: number): UnitSet {
  return set.flatMap(([low, high]): UnitSet => {
    if (unit < low || unit > high) return [[low, high]];
    const pieces: [number, number][] = [
      [low, unit - 1],
      [unit + 1, high],
    ];
    return pieces.filter(([from, to]) => from <= to);
  });
}

/**
 * The code units split so that no given set tells two units of one class apart. Range `i` begins at
 * `from[i]`, ends before the next and is of class `class[i]`; classes are numbered as they appear.
 */
export interface Alphabet {
  readonly from: readonly number[];
  readonly class: readonly number[];
  readonly classes: number;
}

/** The coarsest alphabet for some sets, with the classes that each set consists of. */
export function alphabetOf(sets: readonly UnitSet[]): {
  readonly alphabet: Alphabet;
  readonly members: readonly (readonly number[])[];
} {
  const cuts = new Set([0]);
  for (const [low, high] of sets.flat()) {
    cuts.add(low);
    if (high < unitMax) cuts.add(high + 1);
  }
  const from = [...cuts].sort((a, b) => a - b);
  const holders = holdersOf(from, sets);
  const numbers = new Map<string, number>();
  const classOf = holders.map((holder) => {
    const key = holder.join();
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  const members = sets.map(() => new Set<number>());
  holders.forEach((holder, range) => {
    for (const set of holder) members[set]?.add(classOf[range] ?? 0);
  });
  return {
    alphabet: { from, class: classOf, classes: numbers.size },
    members: members.map((set) => [...set]),
  };
}

/** For each range the indexes of the sets that hold it. */
function holdersOf(from: readonly number[], sets: readonly UnitSet[]): readonly number[][] {
  const rangeAt = new Map(from.map((start, range) => [start, range]));
  const holders: number[][] = from.map(() => []);
  sets.forEach((set, index) => {
    for (const [low, high] of set) {
      for (let range = rangeAt.get(low) ?? 0; (from[range] ?? unitMax + 1) <= high; range++) {
        holders[range]?.push(index);
      }
    }
  });
  return holders;
}

/** The coarsest alphabet that refines two, and each class of it as a class of one and of the other. */
export function refine(
  a: Alphabet,
  b: Alphabet,
): { readonly alphabet: Alphabet; readonly pairs: readonly (readonly [number, number])[] } {
  const from = [...new Set([...a.from, ...b.from])].sort((one, other) => one - other);
  const numbers = new Map<number, number>();
  const pairs: [number, number][] = [];
  let [rangeA, rangeB] = [-1, -1];
  const classOf = from.map((start) => {
    if (a.from[rangeA + 1] === start) rangeA++;
    if (b.from[rangeB + 1] === start) rangeB++;
    const [classA, classB] = [a.class[rangeA] ?? 0, b.class[rangeB] ?? 0];
    const key = classA * b.classes + classB;
    const number = numbers.get(key) ?? pairs.push([classA, classB]) - 1;
    numbers.set(key, number);
    return number;
  });
  return { alphabet: { from, class: classOf, classes: pairs.length }, pairs };
}
