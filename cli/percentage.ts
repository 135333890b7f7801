import type { Quantity } from '../action/quantities.ts';

/** A part of a whole, as options and reports give it. */
export const percentage: Quantity<number> = {
  expected: 'a number from 0 to 100',
  parse(text) {
    const value = Number(text);
    return /^\d{1,3}(\.\d{1,2})?$/.test(text) && value <= 100 ? value : undefined;
  },
};

/** How many of something are wanted. */
export const count: Quantity<number> = {
  expected: 'a whole number from 1',
  parse(text) {
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
  },
};
