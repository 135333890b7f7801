/** Chance that a seed decides: the same seed, the same numbers. */
export interface Chance {
  /** A whole number from 0 to below the given one. */
  readonly below: (count: number) => number;
  readonly one: <T>(from: readonly T[]) => T;
}

/** The generator mulberry32 (Tommy Ettinger, public domain): enough for games, not for secrets. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    one: (from) => {
      const chosen = from[below(from.length)];
      if (chosen === undefined) throw new Error('there is nothing to choose from');
      return chosen;
    },
  };
}
